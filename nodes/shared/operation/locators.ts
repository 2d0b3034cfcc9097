import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

/** How a record of a service is chosen. */
export interface LocatorModes {
	/** The list of the editor: the method that fills it, and what it says before a choice. */
	list: { method: string; placeholder: string };
	/** The ID that the user enters. `pattern` is the regular expression of the whole ID. */
	id: EnteredMode & { hint?: string };
	/** An address of the service's web app. `pattern` finds the ID in it, as its only group. */
	url?: EnteredMode;
	/** What people know the record by, such as an email address. The node looks up its ID. */
	known?: EnteredMode & { displayName: string; name: 'email' | 'name'; hint?: string };
}

interface EnteredMode {
	placeholder: string;
	pattern: string;
	/** What the editor says, before the workflow runs, about a value that does not match. */
	mistake: string;
}

type Labels = Pick<INodeProperties, 'displayName' | 'description' | 'required'>;

/** A field that chooses a record from a list, by its ID, by what people know it by, or by an address of the web app. */
export function locator<Name extends string>(
	field: Labels & { name: Name },
	{ list, id, url, known }: LocatorModes,
): INodeProperties & { name: Name } {
	return {
		...field,
		type: 'resourceLocator',
		// Marked with __rl, because a workflow without the field gets this value unchanged.
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

/** The field itself says whether it may be empty, and `read` ignores outer spaces. */
function validationOf(
	pattern: string,
	errorMessage: string,
): Pick<INodePropertyMode, 'validation'> {
	const properties = { regex: `\\s*(?:${pattern})?\\s*`, errorMessage };
	return { validation: [{ type: 'regex', properties }] };
}
