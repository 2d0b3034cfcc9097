import './quiet.mts';
import 'reflect-metadata';

import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeParameters,
	INodeType,
	INodeTypes,
	IRunExecutionData,
	IWebhookData,
	IWebhookFunctions,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { NodeHelpers, Workflow } from 'n8n-workflow';
import { WorkflowExecute } from 'n8n-core';
import { ExecutionLifecycleHooks } from 'n8n-core/dist/execution-engine/execution-lifecycle-hooks.js';
import { WebhookContext } from 'n8n-core/dist/execution-engine/node-execution-context/webhook-context.js';

const NODE = 'Trigger';

/** One HTTP call to a trigger. */
export interface Call {
	trigger: INodeType;
	parameters: INodeParameters;
	/** The credential of the trigger, if it needs one. */
	credential?: { type: ICredentialType; values: ICredentialDataDecryptedObject };
	method?: string;
	contentType?: string | undefined;
	/** The body as it is sent. Objects are sent as JSON. */
	body?: string | Uint8Array | object;
	/** The body as n8n parsed it, if the trigger uses that. */
	parsed?: unknown;
	headers?: Record<string, string>;
	query?: IDataObject;
	/** n8n's variables (`$vars`). */
	variables?: IDataObject;
}

/** The result of a call. */
interface Answer {
	/** The status that the trigger itself sent. n8n sends 200 for an accepted call. */
	status: number;
	allow: string | undefined;
	/** The input of the execution; `undefined` if the call starts none. */
	received: IDataObject[] | undefined;
	/** The output of the execution. */
	items: IDataObject[] | undefined;
	pairedItems: unknown[] | undefined;
	/** The error that ended the execution. */
	error: string | undefined;
	/** The warnings that the trigger wrote to n8n's log. */
	warnings: string[];
}

/** Calls a trigger, and runs the execution that the call starts, on n8n's real engine. */
export async function callTrigger(call: Call): Promise<Answer> {
	const workflow = workflowOf(call);
	const node = workflow.getNode(NODE)!;
	const { response, sent } = responseOf();
	const data = Object.assign(additionalDataOf(call), {
		httpRequest: requestOf(call),
		httpResponse: response,
	}) as unknown as IWorkflowExecuteAdditionalData;
	const webhook = { webhookDescription: call.trigger.description.webhooks?.[0] } as IWebhookData;
	const context = new WebhookContext(workflow, node, data, 'webhook', webhook, [], null);
	const warnings: string[] = [];
	Object.defineProperty(context, 'logger', {
		value: { warn: (text: string) => warnings.push(text) },
	});
	const { workflowData } = await call.trigger.webhook!.call(context as IWebhookFunctions);
	const answer: Answer = {
		status: sent.status ?? 200,
		allow: sent.allow,
		received: workflowData?.[0]?.map(({ json }) => json),
		items: undefined,
		pairedItems: undefined,
		error: undefined,
		warnings,
	};
	if (!workflowData) return answer;
	// n8n saves the input of an execution as JSON.
	const main = JSON.parse(JSON.stringify(workflowData)) as typeof workflowData;
	const saved = {
		version: 1,
		startData: {},
		resultData: { runData: {} },
		executionData: {
			contextData: {},
			nodeExecutionStack: [{ node, data: { main }, source: null }],
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: null,
		},
	} as unknown as IRunExecutionData;
	const execution = new WorkflowExecute(data, 'webhook', saved);
	const { resultData } = (await execution.processRunExecutionData(workflow)).data;
	const [output] = resultData.runData[NODE]?.at(-1)?.data?.['main'] ?? [];
	return {
		...answer,
		items: output?.map(({ json }) => json),
		pairedItems: output?.map(({ pairedItem }) => pairedItem),
		error: resultData.error?.message,
	};
}

function workflowOf({ trigger, parameters, credential }: Call): Workflow {
	const nodeTypes: INodeTypes = {
		getByName: () => trigger,
		getByNameAndVersion: (_, version) => NodeHelpers.getVersionedNodeType(trigger, version),
		getKnownTypes: () => ({}),
	};
	const node: INode = {
		id: 'node',
		name: NODE,
		type: `n8n-nodes-regpack-leeloo.${trigger.description.name}`,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		...(credential && { credentials: { [credential.type.name]: { id: '1', name: 'Test' } } }),
	};
	return new Workflow({
		id: 'engine-test',
		active: true,
		settings: { executionOrder: 'v1' },
		nodeTypes,
		nodes: [node],
		connections: {},
	});
}

function requestOf({ method = 'POST', contentType, body = '', parsed, headers, query }: Call) {
	const isText = typeof body === 'string' || body instanceof Uint8Array;
	const rawBody = Buffer.from(isText ? body : JSON.stringify(body));
	return {
		method,
		headers: { ...(contentType !== undefined && { 'content-type': contentType }), ...headers },
		// n8n does not keep the raw body of a multipart form.
		...(parsed === undefined && { rawBody }),
		body: parsed ?? {},
		query: query ?? {},
		params: {},
	};
}

function responseOf() {
	const sent: { status?: number; allow?: string } = {};
	const response = {
		setHeader: (name: string, value: string) => {
			if (name === 'Allow') sent.allow = value;
		},
		status: (status: number) => ({
			end: (...body: unknown[]) => {
				expect(body).toEqual([]);
				sent.status = status;
			},
		}),
	};
	return { response, sent };
}

function additionalDataOf({ credential, variables = {} }: Call) {
	return {
		hooks: new ExecutionLifecycleHooks('webhook', '1', {
			id: 'engine-test',
			name: 'Engine test',
			active: true,
			nodes: [],
			connections: {},
			createdAt: new Date(0),
			updatedAt: new Date(0),
			isArchived: false,
			activeVersionId: null,
		}),
		executionId: '1',
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
		variables,
		webhookBaseUrl: 'http://localhost/webhook',
		credentialsHelper: {
			getParentTypes: () => [],
			isCredentialUsableByNode: () => true,
			getCredentialsProperties: () => credential?.type.properties ?? [],
			getDecrypted: async () => ({ ...credential?.values }),
			preAuthentication: async () => undefined,
			authenticate: async (
				values: ICredentialDataDecryptedObject,
				_: string,
				request: IHttpRequestOptions,
			) =>
				typeof credential?.type.authenticate === 'function'
					? await credential.type.authenticate(values, request)
					: request,
		},
	};
}
