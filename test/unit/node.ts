import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';

import { executeOperation } from '../../nodes/shared/run/execute';
import type { Vendor } from '../../nodes/shared/http/vendor';
import type { Resource } from '../../nodes/shared/operation/operation';
import { NODES, type NodeName } from './examples';
import { nodeWith, readingContext } from './fakes';
import { ModelStore } from './modelStore';

export const BASE = 'https://vendor.example/api';
export const TOKEN = 'tok/en "$&" é+(1)';
const CREDENTIAL: ICredentialDataDecryptedObject = {
	apiUser: 'api@example.com',
	apiToken: TOKEN,
	apiId: '4711',
	groupId: '100000001',
	token: TOKEN,
	baseUrl: BASE,
};

export interface NodeRun {
	/** The node. Not needed if the run has its own vendor and resources. */
	node?: NodeName | undefined;
	parameters: INodeParameters;
	items: IDataObject[];
	/** The body of the answer to each request, as text or as a value that is converted to JSON. */
	answer: (request: IHttpRequestOptions) => unknown;
	/** The HTTP status of the answer to each request; 200 by default. */
	status?: (request: IHttpRequestOptions) => number;
	/** The headers of every answer. */
	headers?: IDataObject;
	continues?: boolean;
	/** A service other than the node's. */
	vendor?: Vendor;
	/** Resources other than those of the node. */
	resources?: readonly Resource[];
	credential?: ICredentialDataDecryptedObject;
	/** The node's type and settings, if they differ from the usual ones. */
	settings?: Partial<INode>;
	/** The state that the node keeps within an execution. Runs of the same execution share it. */
	state?: IDataObject;
	/** n8n's deduplication store, which several executions can share. By default, each run has its own. */
	store?: ModelStore;
	/** The number of this run of the node within its execution. */
	runIndex?: number;
}

export interface NodeResult {
	output: INodeExecutionData[];
	/** The error that stopped the node. */
	error?: Error & { description?: string | null };
	requests: IHttpRequestOptions[];
	hints: string[];
}

/** Runs a whole node, from its items to its output, with the part of n8n that it needs. */
export async function runNode(run: NodeRun): Promise<NodeResult> {
	const { vendor, resources } = { ...(run.node && NODES[run.node]), ...run };
	if (!vendor || !resources) throw new Error('Name a node, or give a vendor and its resources');
	const { context: reading } = readingContext(run.parameters, run.items);
	const result: NodeResult = { output: [], requests: [], hints: [] };
	const { state = {}, runIndex = 0 } = run;
	const notes = (run.store ?? new ModelStore()).contextFor();
	const context = Object.assign(reading, notes, {
		getNode: () => ({ ...nodeWith(run.parameters), id: notes.getNode().id, ...run.settings }),
		continueOnFail: () => run.continues ?? true,
		getCredentials: async () => ({ ...CREDENTIAL, ...run.credential }),
		getContext: () => state,
		getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
		getExecutionCancelSignal: () => undefined,
		addExecutionHints: (...hints: Array<{ message: string }>) =>
			result.hints.push(...hints.map(({ message }) => message)),
		helpers: {
			...notes.helpers,
			httpRequestWithAuthentication: async (_: string, options: IHttpRequestOptions) => {
				result.requests.push(options);
				const body = run.answer(options);
				return {
					statusCode: run.status?.(options) ?? 200,
					headers: run.headers ?? {},
					body: typeof body === 'string' ? body : JSON.stringify(body),
				};
			},
		},
	}) as IExecuteFunctions;
	try {
		result.output = (await executeOperation(context, vendor, resources))[0] ?? [];
	} catch (error) {
		expect(error).toBeInstanceOf(Error);
		result.error = error as Error;
	}
	return result;
}
