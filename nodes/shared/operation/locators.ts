import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

/** The ways in which a record of a service can be chosen. */
export interface LocatorModes {
	/** The list in the editor: the method that fills it, and the text shown before the user chooses. */
	list: { method: string; placeholder: string };
	/** The ID that the user enters. `pattern` is the regular expression that matches the whole ID. */
	id: EnteredMode & { hint?: string };
	/** A URL of the service's web app. `pattern` captures the ID in its only group. */
	url?: EnteredMode;
	/** Something that people know the record by, such as an email address. The node looks up the record's ID. */
	known?: EnteredMode & { displayName: string; name: 'email' | 'name'; hint?: string };
}

interface EnteredMode {
	placeholder: string;
	pattern: string;
	/** The editor's message, before the workflow runs, about a value that does not match `pattern`. */
	mistake: string;
}

type Labels = Pick<INodeProperties, 'displayName' | 'description' | 'required'>;

/** A field to choose a record: from a list, by ID, by something that people know it by, or by a URL of the web app. */
export function locator<Name extends string>(
	field: Labels & { name: Name },
	{ list, id, url, known }: LocatorModes,
): INodeProperties & { name: Name } {
	return {
		...field,
		type: 'resourceLocator',
		// Contains __rl, because n8n returns this value unchanged for a workflow without the field.
		default: { __rl: true, mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: list.placeholder,
				typeOptions: { searchListMethod: list.method, searchable: true },
			},
			enteredMode({ displayName: 'By ID', name: 'id', ...id }),
			...(known ? [enteredMode(known)] : []),
			...(url ? [addressMode(url)] : []),
		],
	};
}

function enteredMode({
	pattern,
	mistake,
	...words
}: EnteredMode & Pick<INodePropertyMode, 'displayName' | 'name' | 'hint'>): INodePropertyMode {
	return { ...words, type: 'string', ...validationOf(pattern, mistake) };
}

function addressMode({ placeholder, pattern, mistake }: EnteredMode): INodePropertyMode {
	const names = { displayName: 'By URL', name: 'url' };
	return {
		...names,
		type: 'string',
		placeholder,
		...validationOf(`\\S*${pattern}\\S*`, mistake),
		extractValue: { type: 'regex', regex: pattern },
	};
}

/** Allows an empty value, because `required` decides about that, and outer spaces, because `read` ignores them. */
function validationOf(
	pattern: string,
	errorMessage: string,
): Pick<INodePropertyMode, 'validation'> {
	const properties = { regex: `\\s*(?:${pattern})?\\s*`, errorMessage };
	return { validation: [{ type: 'regex', properties }] };
}
