import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INode,
	INodeParameters,
	INodeProperties,
} from 'n8n-workflow';

import type { Operation } from '../../nodes/shared/operation/operation';
import { panelFields } from '../../nodes/shared/operation/panel';
import { createItemReaders, type ItemReader } from '../../nodes/shared/operation/itemReader';
import type { Vendor } from '../../nodes/shared/http/vendor';

/** A node of a workflow. */
export function nodeWith(parameters: INodeParameters): INode {
	return {
		id: '1',
		name: 'Under test',
		type: 'n8n-nodes-regpack-leeloo.test',
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
}

/** A fake of the part of n8n that reads parameters. `asked` lists the name of each parameter that is read. */
export function readingContext(parameters: INodeParameters, items: IDataObject[]) {
	const asked: string[] = [];
	const context = Object.assign({} as IExecuteFunctions, {
		getInputData: () => items.map((json) => ({ json })),
		getNode: () => nodeWith(parameters),
		getTimezone: () => 'Europe/Kyiv',
		getNodeParameter: (name: string, item: number, fallback?: unknown) => {
			asked.push(name);
			return evaluated(name in parameters ? parameters[name] : fallback, items[item]);
		},
	});
	return { context, asked };
}

/** The rows that an operation reads from the node parameters and the items. */
export function rowsFrom(
	vendor: Vendor,
	operation: Operation,
	parameters: INodeParameters,
	items: IDataObject[] = [{}],
	credential: IDataObject = { groupId: '100000001' },
): [object, ...object[]] {
	const { context } = readingContext(parameters, items);
	const fields = panelFields(vendor, operation);
	const readers = createItemReaders(context, fields, credential, operation.columns);
	const [first = {}, ...others] = items.map((_, item) =>
		operation.read(strict(readers(item), fields)),
	);
	return [first, ...others];
}

/** A reader that throws if no field has the requested name. Otherwise, a misspelled name would silently be empty. */
function strict(reader: ItemReader, fields: readonly INodeProperties[]): ItemReader {
	return readerWith(reader, {
		parameter: (path) => {
			const [name, member] = path.split('.');
			const field = fields.find((candidate) => candidate.name === name);
			const isKnown = member === undefined || membersOf(field).includes(member);
			if (!field || !isKnown) throw new Error(`No field has the name "${path}"`);
			return reader.parameter(path);
		},
	});
}

/** The reader with some of its functions replaced. */
export function readerWith(reader: ItemReader, functions: Partial<ItemReader>): ItemReader {
	return Object.assign(Object.create(reader) as ItemReader, functions);
}

function membersOf(field: INodeProperties | undefined): string[] {
	if (field?.type === 'resourceMapper') return ['value', 'schema'];
	const isCollection = field?.type === 'collection' || field?.type === 'fixedCollection';
	return isCollection ? (field.options ?? []).map(({ name }) => name) : [];
}

/** Replaces `={{ $json.name }}`, with or without parentheses, by the item's field. Evaluates nothing else. */
function evaluated(parameter: unknown, item: IDataObject | undefined): unknown {
	if (typeof parameter === 'string') {
		const field = /^=\{\{ \(?\$json\.(\w+)\)? \}\}$/.exec(parameter)?.[1];
		return field === undefined ? parameter : item?.[field];
	}
	if (typeof parameter !== 'object' || parameter === null) return parameter;
	if (Array.isArray(parameter)) return parameter.map((member) => evaluated(member, item));
	return Object.fromEntries(
		Object.entries(parameter).map(([key, value]) => [key, evaluated(value, item)]),
	);
}

/** How the service or the network handles a request. */
export type Transport = (credential: string, options: IHttpRequestOptions) => Promise<unknown>;

/** A fake of the part of n8n that sends requests. */
export function sendingContext(
	credential: ICredentialDataDecryptedObject,
	transport: Transport,
): IExecuteFunctions {
	return Object.assign({} as IExecuteFunctions, {
		getNode: () => nodeWith({}),
		getCredentials: async () => credential,
		helpers: { httpRequestWithAuthentication: transport },
	});
}
