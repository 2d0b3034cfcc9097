import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INode,
	INodeParameters,
} from 'n8n-workflow';

import type { Operation } from '../../nodes/shared/operation/operation';
import { panelFields } from '../../nodes/shared/operation/panel';
import { createItemReaders } from '../../nodes/shared/operation/itemReader';
import type { Vendor } from '../../nodes/shared/http/vendor';

/** A node as it stands in a workflow. */
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

/** As much of n8n as reading parameters takes, and how often each was asked for. */
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

/** The rows that an operation reads from the panel and the items. */
export function rowsFrom(
	vendor: Vendor,
	operation: Operation,
	parameters: INodeParameters,
	items: IDataObject[] = [{}],
	credential: IDataObject = { groupId: '100000001' },
): [object, ...object[]] {
	const { context } = readingContext(parameters, items);
	const readers = createItemReaders(context, panelFields(vendor, operation), credential);
	const [first = {}, ...others] = items.map((_, item) => operation.read(readers(item)));
	return [first, ...others];
}

/** `={{ $json.name }}`, also in brackets, stands for a field of the item. Nothing else is evaluated. */
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

/** What a vendor, or the way to it, does with a request. */
export type Transport = (credential: string, options: IHttpRequestOptions) => Promise<unknown>;

/** As much of n8n as sending takes. */
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
