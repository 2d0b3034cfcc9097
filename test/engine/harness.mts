import './quiet.mts';
import 'reflect-metadata';

import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypes,
	IRun,
	IRunExecutionData,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { NodeHelpers, Workflow } from 'n8n-workflow';
import { WorkflowExecute } from 'n8n-core';
import { ExecutionLifecycleHooks } from 'n8n-core/dist/execution-engine/execution-lifecycle-hooks.js';

import { LeelooApi } from '../../credentials/LeelooApi.credentials.ts';
import { RegpackApi } from '../../credentials/RegpackApi.credentials.ts';
import { Leeloo } from '../../nodes/Leeloo/Leeloo.node.ts';
import { Regpack } from '../../nodes/Regpack/Regpack.node.ts';
import type { FaultRule } from '../standins/faults.mts';
import { leeloo as leelooValues, regpack as regpackValues } from '../standins/values.mts';

const NODE = 'Under test';

/** One of our nodes and its credential, as the engine needs them. */
interface Subject {
	type: string;
	make: () => INodeType;
	credential: ICredentialType;
	values: (baseUrl: string) => ICredentialDataDecryptedObject;
}

const SUBJECTS: Record<'regpack' | 'leeloo', Subject> = {
	regpack: {
		type: 'n8n-nodes-regpack-leeloo.regpack',
		make: () => new Regpack(),
		credential: new RegpackApi(),
		values: (baseUrl) => ({ ...regpackValues, sendTimestamp: true, baseUrl }),
	},
	leeloo: {
		type: 'n8n-nodes-regpack-leeloo.leeloo',
		make: () => new Leeloo(),
		credential: new LeelooApi(),
		values: (baseUrl) => ({ token: leelooValues.apiToken, baseUrl }),
	},
};

export interface RunOptions {
	node: 'regpack' | 'leeloo';
	/** Where the stand-in listens: the credential's Base URL. */
	baseUrl: string;
	parameters: INodeParameters;
	/** JSON of the input items. */
	items: IDataObject[];
	/** Node settings: `onError`, `retryOnFail`, `maxTries`, `waitBetweenTries`. */
	settings?: Partial<INode>;
	/** Credential values that replace the correct ones. */
	credential?: ICredentialDataDecryptedObject;
	/** Files of every input item. */
	files?: INodeExecutionData['binary'];
	/** Whether the workflow contains a second node of the same type, with the same parameters and items. */
	hasSecond?: boolean;
	/** Called whenever n8n decrypts the credential. */
	onDecrypt?: () => void;
	/** Called with a function that presses Stop. */
	onStart?: (stop: () => void) => void;
}

export interface Result {
	/** Items of the success output. */
	output: INodeExecutionData[];
	/** Items of the error output (`onError: 'continueErrorOutput'`). */
	failed: INodeExecutionData[];
	/** The error that stopped the workflow. */
	error: { message: string; description?: string | null; context?: IDataObject } | undefined;
	hints: string[];
	run: IRun;
	/** Does the same as 'Retry' in the executions list: runs the failed node again on the saved execution. */
	retry: (changes?: Partial<RunOptions>) => Promise<Result>;
}

/** Runs one of our nodes with items on n8n's real engine: a source and the node, nothing else. */
export async function run(options: RunOptions, saved?: IRunExecutionData): Promise<Result> {
	const subject = SUBJECTS[options.node];
	const source = sourceOf(options.items, options.files);
	const types: Record<string, INodeType> = { source, [subject.type]: subject.make() };
	const nodeTypes: INodeTypes = {
		getByName: (name) => types[name]!,
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(types[name]!, version),
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({
		id: 'engine-test',
		active: false,
		settings: { executionOrder: 'v1', timezone: 'Europe/Kyiv' },
		nodeTypes,
		nodes: [
			{
				id: 'source',
				name: 'Source',
				type: 'source',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: 'node',
				name: NODE,
				type: subject.type,
				typeVersion: 1,
				position: [200, 0],
				parameters: options.parameters,
				credentials: { [subject.credential.name]: { id: '1', name: 'Test' } },
				...options.settings,
			},
			...(options.hasSecond ? [secondOf(subject, options)] : []),
		],
		connections: {
			Source: { main: [[{ node: NODE, type: 'main', index: 0 }, ...toSecond(options)]] },
		},
	});
	// 'Retry with currently saved workflow' uses the current node with the original items.
	for (const waiting of saved?.executionData?.nodeExecutionStack ?? []) {
		waiting.node = workflow.getNode(waiting.node.name) ?? waiting.node;
	}
	const additionalData = additionalDataFor(subject, options);
	const execute = new WorkflowExecute(additionalData, 'trigger', saved);
	const running = saved ? execute.processRunExecutionData(workflow) : begin(execute, workflow);
	options.onStart?.(() => running.cancel());
	return resultOf(await running, options);
}

/** A second node with the same parameters, which gets the same items. */
const SECOND = 'Another one';

function secondOf(subject: Subject, { parameters, settings }: RunOptions): INode {
	return {
		id: 'second',
		name: SECOND,
		type: subject.type,
		typeVersion: 1,
		position: [400, 0],
		parameters,
		credentials: { [subject.credential.name]: { id: '1', name: 'Test' } },
		...settings,
	};
}

function toSecond({ hasSecond = false }: RunOptions) {
	return hasSecond ? [{ node: SECOND, type: 'main' as const, index: 0 }] : [];
}

/** A model's tool call: values for the `$fromAI()` expressions among the parameters. */
type ToolCall = Omit<RunOptions, 'items' | 'onStart'> & { call: IDataObject };

/**
 * Lets an agent use one of our nodes as its tool. As in n8n 2, the engine runs the tool: the agent requests the call,
 * the engine runs the node, and the agent gets the result.
 *
 * @returns what a model would read
 */
export async function callTool(options: ToolCall): Promise<{ text: string; run: IRun }> {
	const subject = SUBJECTS[options.node];
	const tool = subject.make();
	const type = `${subject.type}Tool`;
	tool.description = {
		...tool.description,
		name: `${tool.description.name}Tool`,
		inputs: [],
		outputs: ['ai_tool'],
	};
	const types: Record<string, INodeType> = {
		source: sourceOf([{}]),
		agent: agentOf(options.call),
		[type]: tool,
	};
	const node = (name: string, nodeType: string, more: Partial<INode> = {}): INode => ({
		id: name,
		name,
		type: nodeType,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...more,
	});
	const workflow = new Workflow({
		id: 'engine-test',
		active: false,
		settings: { executionOrder: 'v1', timezone: 'Europe/Kyiv' },
		nodeTypes: {
			getByName: (name) => types[name]!,
			getByNameAndVersion: (name, version) =>
				NodeHelpers.getVersionedNodeType(types[name]!, version),
			getKnownTypes: () => ({}),
		},
		nodes: [
			node('Source', 'source'),
			node('Agent', 'agent'),
			node(NODE, type, {
				parameters: options.parameters,
				credentials: { [subject.credential.name]: { id: '1', name: 'Test' } },
				...options.settings,
			}),
		],
		connections: {
			Source: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
			[NODE]: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
	});
	const execute = new WorkflowExecute(additionalDataFor(subject, options), 'trigger');
	const finished = await execute.run({ workflow, startNode: workflow.getNode('Source')! });
	const answer = finished.data.resultData.runData['Agent']?.at(-1)?.data?.['main']?.[0]?.[0]?.json;
	return { text: String(answer?.['text']), run: finished };
}

/** An agent without a model. It makes one call and returns the result. */
function agentOf(call: IDataObject): INodeType {
	return {
		description: {
			...sourceOf([]).description,
			name: 'agent',
			group: ['transform'],
			inputs: ['main', 'ai_tool'],
		},
		async execute(response) {
			const [told] = response?.actionResponses ?? [];
			if (!told) {
				const action = {
					actionType: 'ExecutionNodeAction' as const,
					nodeName: NODE,
					input: call,
					type: 'ai_tool' as const,
					id: 'call-1',
					metadata: { itemIndex: 0 },
				};
				return { actions: [action], metadata: {} };
			}
			const items = told.data.data?.['ai_tool']?.[0] ?? [];
			return [[{ json: { text: JSON.stringify(items.map(({ json }) => json)) } }]];
		},
	};
}

/** n8n 1 expects several arguments, n8n 2 one object. */
function begin(execute: WorkflowExecute, workflow: Workflow): ReturnType<WorkflowExecute['run']> {
	const startNode = workflow.getNode('Source')!;
	const given = execute.run.length > 1 ? [workflow, startNode] : [{ workflow, startNode }];
	return Reflect.apply(execute.run, execute, given) as ReturnType<WorkflowExecute['run']>;
}

function resultOf(finished: IRun, options: RunOptions): Result {
	const task = finished.data.resultData.runData[NODE]?.at(-1);
	const [output, failed] = task?.data?.main ?? [];
	return {
		output: output ?? [],
		failed: failed ?? [],
		error: finished.data.resultData.error as Result['error'],
		hints: (task?.hints ?? []).map(({ message }) => message),
		run: finished,
		retry: async (changes) => await run({ ...options, ...changes }, forRetry(finished.data)),
	};
}

/** Removes the failed run of the last node from a saved execution, as n8n does before a retry. */
function forRetry(data: IRunExecutionData): IRunExecutionData {
	const copy = structuredClone(JSON.parse(JSON.stringify(data))) as IRunExecutionData;
	delete copy.resultData.error;
	const runs = copy.resultData.runData[copy.resultData.lastNodeExecuted ?? ''];
	if (runs?.at(-1)?.error !== undefined) runs.pop();
	return copy;
}

function sourceOf(items: IDataObject[], files?: INodeExecutionData['binary']): INodeType {
	return {
		description: {
			displayName: 'Source',
			name: 'source',
			group: ['trigger'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [],
			outputs: ['main'],
			properties: [],
		},
		execute: async () => [items.map((json) => ({ json, ...(files && { binary: files }) }))],
	};
}

function additionalDataFor(
	subject: Subject,
	options: Pick<RunOptions, 'baseUrl' | 'credential' | 'onDecrypt'>,
): IWorkflowExecuteAdditionalData {
	const { credential } = subject;
	const values = { ...subject.values(options.baseUrl), ...options.credential };
	const workflow = {
		id: 'engine-test',
		name: 'Engine test',
		active: false,
		nodes: [],
		connections: {},
	};
	const data: Partial<IWorkflowExecuteAdditionalData> = {
		hooks: new ExecutionLifecycleHooks('trigger', '1', {
			...workflow,
			createdAt: new Date(0),
			updatedAt: new Date(0),
			isArchived: false,
			activeVersionId: null,
		}),
		executionId: '1',
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
		variables: {},
		webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
		formWaitingBaseUrl: 'http://localhost/form-waiting',
		webhookBaseUrl: 'http://localhost/webhook',
		restApiUrl: 'http://localhost/rest',
		instanceBaseUrl: 'http://localhost/',
	};
	const credentialsHelper = {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		getCredentialsProperties: () => credential.properties,
		getDecrypted: async (...call: Parameters<ICredentialsHelper['getDecrypted']>) => {
			options.onDecrypt?.();
			return decryptedFor(values, call);
		},
		preAuthentication: async () => undefined,
		authenticate: async (
			decrypted: ICredentialDataDecryptedObject,
			_: string,
			request: IHttpRequestOptions,
		) =>
			typeof credential.authenticate === 'function'
				? await credential.authenticate(decrypted, request)
				: request,
	};
	return Object.assign(data, { credentialsHelper }) as IWorkflowExecuteAdditionalData & typeof data;
}

/** Evaluates the expressions in a credential for the requested item, as n8n's own helper does. */
function decryptedFor(
	values: ICredentialDataDecryptedObject,
	[, , , mode, executeData, isRaw, resolve]: Parameters<ICredentialsHelper['getDecrypted']>,
): ICredentialDataDecryptedObject {
	if (isRaw || !resolve) return values;
	const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = resolve;
	return workflow.expression.getParameterValue(
		values as INodeParameters,
		runExecutionData,
		runIndex,
		itemIndex,
		node.name,
		connectionInputData,
		mode,
		{ $vars: {}, $secrets: { user: regpackValues.apiUser } },
		executeData,
		false,
		values as INodeParameters,
	) as ICredentialDataDecryptedObject;
}

/**
 * Faults with which the service refuses an operation such as `person.addTag`, with any error. Look-ups before the
 * operation still succeed: Leeloo's tags by their names, and the channel of a person.
 */
export function noTo(operation: string, body?: string): FaultRule[] {
	const no: FaultRule = { kind: 'no', times: null, ...(body !== undefined && { body }) };
	if (operation === 'tag.getAll') return [no];
	const isToChannel = /^(?:message\.send|channel\.subscribe)/.test(operation);
	const match = isToChannel ? { path: '/people/' } : { action: 'GET /tags' };
	return [{ kind: 'slow', ms: 0, times: null, match }, no];
}
