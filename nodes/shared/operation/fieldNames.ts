import type { INodeProperties } from 'n8n-workflow';

/*
 * Tells the compiler the names of an operation's fields, so that `read` cannot ask for a field that does not exist. A
 * field declared as plain INodeProperties can have any name, which turns the check off for its operation.
 */

type Member = NonNullable<INodeProperties['options']>[number];

/**
 * A node parameter whose name, and the names of its members, are literal types. The two type parameters exist only for
 * inference: without them, TypeScript widens a name to `string`.
 */
export type NamedField<Name extends string, MemberName extends string> = INodeProperties & {
	name: Name;
	options?: Array<Member & { name: MemberName }>;
};

/** The names by which `read` may ask for a field: its own and, in a collection, those of its members, e.g. `filters.phone`. */
export type NamesIn<Field> = Field extends { name: infer Name extends string }
	? Name | `${Name}.${MembersIn<Field>}`
	: never;

type MembersIn<Field> = Field extends { type: 'resourceMapper' }
	? 'value' | 'schema'
	: Field extends { type: 'collection' | 'fixedCollection'; options?: Array<infer Inner> }
		? Inner extends { name: infer Name extends string }
			? Name
			: never
		: never;

/** Declares a field that several operations use. Its names stay known to the compiler. */
export function defineField<
	Name extends string,
	MemberName extends string,
	Field extends NamedField<Name, MemberName>,
>(field: Field): Field {
	return field;
}

/** Declares several fields: see {@link defineField}. */
export function defineFields<
	Name extends string,
	MemberName extends string,
	Field extends NamedField<Name, MemberName>,
>(fields: Field[]): Field[] {
	return fields;
}
