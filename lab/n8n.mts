/**
 * Drives a real n8n: installs the packed package into a user folder the way n8n does, imports and executes workflows on
 * the command line, and calls a running server's REST API. A `lab` parameter names the folder of the n8n to drive; the
 * default is the newest.
 */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

import type {
	ExecutionError,
	ExecutionStatus,
	ICredentialDataDecryptedObject,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeParameters,
	INodeTypeDescription,
	IRun,
	IRunExecutionData,
	IWorkflowBase,
	ResourceMapperFields,
} from 'n8n-workflow';

import layout from '../scripts/layout.cjs';
import { type Child, freePort, runChild, startChild, untilReady } from './child.mts';

const run = promisify(execFile);

/** A credential as n8n imports and tests it: the values in plain text. */
export interface Credential {
	id: string;
	name: string;
	type: string;
	data: ICredentialDataDecryptedObject;
}

/** The parts of a workflow that n8n needs to import it. */
export type Workflow = Pick<IWorkflowBase, 'id' | 'name' | 'nodes' | 'connections'> &
	Partial<Pick<IWorkflowBase, 'description' | 'pinData' | 'settings'>>;

/** A saved execution as n8n's public API returns it. */
export interface Execution {
	id: string;
	workflowId: string;
	status: ExecutionStatus;
	data: IRunExecutionData;
}

/** The outcome of `n8n execute`. */
interface CliExecution {
	exitCode: number | null;
	/** Everything the command printed, log lines included. */
	output: string;
	run: IRun;
}

/** The person who signs in to the lab's n8n. */
export const owner = {
	email: 'demo@example.com',
	password: 'Demo-2026',
	firstName: 'Demo',
	lastName: 'Owner',
};

/**
 * Packs a package into the state folder and returns the tarball's path. The same contents always produce the same tarball.
 * @param source the package's folder: the project's own, or one below `packages`
 */
export async function packTarball(source = layout.root): Promise<string> {
	if (!existsSync(join(source, 'dist')))
		throw new Error('The nodes are not built. Run: npm run build');
	await mkdir(layout.state, { recursive: true });
	// Another process may read or pack the tarball at the same time, so the file gets its name only when it is complete.
	const folder = await mkdtemp(join(layout.state, 'pack-'));
	await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: source });
	const [name = ''] = await readdir(folder);
	const tarball = join(layout.state, name);
	await rename(join(folder, name), tarball);
	await rm(folder, { recursive: true });
	return tarball;
}

/** Unpacks a tarball into n8n's folder of installed packages, unless the same tarball was unpacked before. */
export async function prepareUserFolder(userFolder: string, tarball: string): Promise<void> {
	const packageName = basename(tarball).replace(/-\d[^-]*\.tgz$/, '');
	const nodes = join(userFolder, '.n8n', 'nodes');
	const home = join(nodes, 'node_modules', packageName);
	const stamp = join(nodes, `${packageName}.sha256`);
	const digest = createHash('sha256')
		.update(await readFile(tarball, 'base64'))
		.digest('hex');
	if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return;

	await rm(home, { recursive: true, force: true });
	await mkdir(home, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
	await writeFile(stamp, digest);
}

/** Variables of the user's shell that n8n must not inherit. */
const foreign = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|GENERIC_|WEBHOOK_|NODE_|JEST_|npm_)/;

/**
 * The environment of an n8n that calls nothing outside this machine and shows no dialogs.
 * @param port where the server listens; commands need none
 */
async function n8nEnvironment(
	userFolder: string,
	port?: number,
	lab = layout.lab,
): Promise<NodeJS.ProcessEnv> {
	const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
	return {
		...Object.fromEntries(inherited),
		NODE_ENV: 'production',
		NODE_COMPILE_CACHE: join(layout.state, 'compile-cache'),
		NO_PROXY: '127.0.0.1,localhost',
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: 'lab',
		...(port === undefined ? {} : { N8N_PORT: String(port), N8N_LOG_LEVEL: 'warn' }),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_SECURE_COOKIE: 'false',
		// Every n8n process opens a task broker, even though no task runner (for the Code node) is started.
		N8N_RUNNERS_MODE: 'external',
		N8N_RUNNERS_AUTH_TOKEN: 'lab',
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_RUNNERS_TASK_TIMEOUT: '300',
		// No calls to other machines.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_DISABLED_MODULES:
			'mcp-registry,mcp,instance-ai,agents,chat-hub,insights,workflow-builder,otel,quick-connect',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		// No dialogs or deprecation notices.
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_COMPRESSION_NODE_MAX_DECOMPRESSED_SIZE_BYTES: '268435456',
		N8N_COMPRESSION_NODE_MAX_ZIP_ENTRIES: '1000',
		// The older n8n exits if it does not know a module, and its task runner has to be switched off.
		...(isVersion1(lab) && { N8N_DISABLED_MODULES: '', N8N_RUNNERS_ENABLED: 'false' }),
	};
}

const isVersion1 = (lab: string) => layout.n8nVersion(lab).startsWith('1.');
const n8nScript = (lab: string) => join(lab, 'node_modules', 'n8n', 'bin', 'n8n');

/** Runs one n8n command to its end. */
async function command(userFolder: string, args: string[], lab = layout.lab) {
	await mkdir(userFolder, { recursive: true });
	return await runChild({
		args: [n8nScript(lab), ...args],
		cwd: userFolder,
		env: await n8nEnvironment(userFolder, undefined, lab),
	});
}

async function importFile(
	userFolder: string,
	what: string,
	contents: unknown,
	lab?: string,
): Promise<void> {
	const file = join(userFolder, `import-${what}.json`);
	await mkdir(userFolder, { recursive: true });
	await writeFile(file, JSON.stringify(contents), { mode: 0o600 });
	try {
		const args = [`import:${what}`, `--input=${file}`];
		const { exitCode, output } = await command(userFolder, args, lab);
		if (exitCode !== 0) throw new Error(`n8n could not import the ${what}:\n${output}`);
	} finally {
		await rm(file, { force: true });
	}
}

/** Creates or replaces credentials, and sets up the user folder if it is empty. No server may be running in it. */
export async function importCredentials(
	userFolder: string,
	credentials: Credential[],
	lab?: string,
) {
	await importFile(userFolder, 'credentials', credentials, lab);
}

/** Creates or replaces workflows, and sets up the user folder if it is empty. */
export async function importWorkflows(userFolder: string, workflows: Workflow[], lab?: string) {
	await importFile(userFolder, 'workflow', workflows, lab);
}

/** Executes an imported workflow with `n8n execute`, without a server. A failed run is returned, not thrown. */
export async function executeWorkflow(
	userFolder: string,
	id: string,
	lab?: string,
): Promise<CliExecution> {
	const args = ['execute', `--id=${id}`, '--rawOutput'];
	const { exitCode, output } = await command(userFolder, args, lab);
	// The output also contains log lines. The run's JSON starts and ends with a brace on its own line.
	const json = /^\{$[\s\S]*?^\}$/m.exec(output)?.[0];
	if (json === undefined) throw new Error(`n8n execute printed no result:\n${output}`);
	return { exitCode, output, run: JSON.parse(json) as IRun };
}

/** The items that a node returned from one output in its last run. */
export function itemsOf(
	execution: { data: IRunExecutionData },
	node: string,
	output = 0,
): INodeExecutionData[] {
	return execution.data.resultData.runData[node]?.at(-1)?.data?.['main']?.[output] ?? [];
}

/** The error that ended an execution, if any. */
export function errorOf(execution: { data: IRunExecutionData }): ExecutionError | undefined {
	return execution.data.resultData.error;
}

/** Returns true if the data of the nodes is saved. n8n 1 saves it shortly after it marks the execution as finished. */
function isSaved({ status, data }: Execution): boolean {
	if (status === 'canceled' || status === 'crashed') return true;
	const { runData, error } = (data as Execution['data'] | undefined)?.resultData ?? {};
	return error !== undefined || Object.keys(runData ?? {}).length > 0;
}

function isOver({ status }: Execution): boolean {
	return !['new', 'running', 'waiting', 'unknown'].includes(status);
}

/** A request for the choices of a parameter: of a dropdown, or of "From List". */
interface LookUp {
	/** Full name, such as `n8n-nodes-regpack-leeloo.leeloo`. */
	nodeType: string;
	parameter: string;
	methodName: string;
	parameters: INodeParameters;
	credentials: Record<string, { id: string; name: string }>;
	filter?: string;
}

/** An error response from n8n's API. */
export class RestError extends Error {
	readonly status: number;
	constructor(request: string, status: number, body: string) {
		super(`${request} returned status ${status}: ${body}`);
		this.name = 'RestError';
		this.status = status;
	}
}

/** A running n8n. Call `signIn` before anything but `stop`. */
export class Server {
	readonly url: string;
	readonly pid: number;
	readonly exited: Promise<number | null>;
	readonly #child: Child;
	readonly #isVersion1: boolean;
	#cookie = '';
	#apiKey: Promise<string> | undefined;

	constructor(url: string, child: Child, lab = layout.lab) {
		this.url = url;
		this.pid = child.pid;
		this.exited = child.exited;
		this.#child = child;
		this.#isVersion1 = isVersion1(lab);
	}

	/** Stops n8n and waits until its process is gone. */
	async stop(): Promise<void> {
		await this.#child.stop();
	}

	/** Kills n8n, to simulate a crash. */
	async kill(): Promise<void> {
		await this.#child.kill();
	}

	/** Creates the owner's account in a folder that has none yet. */
	async ensureOwner(): Promise<void> {
		const settings = await this.rest<{ userManagement: { showSetupOnFirstLoad?: boolean } }>(
			'GET',
			'/rest/settings',
		);
		if (settings.userManagement.showSetupOnFirstLoad === true) {
			await this.rest('POST', '/rest/owner/setup', owner);
		}
	}

	/** Signs the owner in, and creates the account first if needed. */
	async signIn(): Promise<void> {
		await this.ensureOwner();
		await this.rest('POST', '/rest/login', {
			emailOrLdapLoginId: owner.email,
			password: owner.password,
		});
	}

	/** Sends a request as the editor does, and returns the `data` of the response. */
	async rest<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(this.url + path, {
			method,
			headers: {
				'browser-id': 'lab',
				// n8n closes idle connections. On a busy machine, a request could reuse a connection while n8n closes it.
				connection: 'close',
				cookie: this.#cookie,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const session = response.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (session !== undefined) this.#cookie = session.split(';', 1)[0] ?? '';

		const text = await response.text();
		if (!response.ok) throw new RestError(`${method} ${path}`, response.status, text);
		const answer = (text === '' ? {} : JSON.parse(text)) as object;
		return ('data' in answer ? answer.data : answer) as T;
	}

	/** An API key for n8n's public API with all rights of the owner. It is created only once. */
	async apiKey(): Promise<string> {
		this.#apiKey ??= (async () => {
			const scopes = await this.rest<string[]>('GET', '/rest/api-keys/scopes');
			const { rawApiKey } = await this.rest<{ rawApiKey: string }>('POST', '/rest/api-keys', {
				label: `lab ${randomUUID()}`,
				expiresAt: null,
				scopes,
			});
			return rawApiKey;
		})();
		return await this.#apiKey;
	}

	/** Every node type that n8n offers. Ours have their full names. */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		return await this.rest('GET', '/types/nodes.json');
	}

	/** Saves a new workflow and returns its id. */
	async createWorkflow(workflow: Omit<Workflow, 'id'>): Promise<string> {
		const { id } = await this.rest<{ id: string }>('POST', '/rest/workflows', {
			settings: {},
			...(this.#isVersion1 && { active: false }),
			...workflow,
		});
		return id;
	}

	/** Saves a new credential. n8n gives it a new ID. */
	async createCredential({ name, type, data }: Credential): Promise<{ id: string; name: string }> {
		return await this.rest('POST', '/rest/credentials', { name, type, data });
	}

	/** Starts a saved workflow from the given trigger, as the button does, and returns the execution's id at once. */
	async runWorkflow(id: string, trigger: string): Promise<string> {
		const { executionId } = await this.rest<{ executionId: string }>(
			'POST',
			`/rest/workflows/${id}/run`,
			{
				triggerToStartFrom: { name: trigger },
				...(this.#isVersion1 && { workflowData: await this.rest('GET', `/rest/workflows/${id}`) }),
			},
		);
		return executionId;
	}

	/** Publishes a saved workflow and returns when its webhooks are registered. */
	async publishWorkflow(id: string): Promise<void> {
		const path = `/rest/workflows/${id}`;
		const { versionId } = await this.rest<{ versionId: string }>('GET', path);
		if (this.#isVersion1) {
			await this.rest('PATCH', path, { active: true, versionId });
			return;
		}
		await this.rest('POST', `${path}/activate`, { versionId });
		const status = async () => JSON.stringify(await this.rest('GET', `${path}/publication-status`));
		for (const end = Date.now() + 10_000; !(await status()).includes('"published"'); ) {
			if (Date.now() > end) throw new Error(`n8n did not publish the workflow: ${await status()}`);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}

	/** Waits until a workflow has the expected number of finished executions, and returns them, oldest first. */
	async executionsOf(id: string, expected: number): Promise<Execution[]> {
		for (
			const end = Date.now() + 10_000;
			;
			await new Promise((resolve) => setTimeout(resolve, 100))
		) {
			const ids = await this.executionIds(id);
			if (ids.length < expected && Date.now() < end) continue;
			return await Promise.all(ids.map(async (each) => await this.finishedExecution(each)));
		}
	}

	/** The newest executions, of one workflow or of all, oldest first. */
	async executionIds(workflowId?: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify(workflowId ? { workflowId } : {}));
		const { results } = await this.rest<{ results: Array<{ id: string }> }>(
			'GET',
			`/rest/executions?limit=100&filter=${filter}`,
		);
		// An execution that is just ending is listed twice: as running and as finished.
		const ids = new Set(results.map((each) => Number(each.id)));
		return [...ids].sort((a, b) => a - b).map(String);
	}

	/** Sends a GET request to n8n's public API and returns the response. */
	async #read<T>(path: string): Promise<T> {
		const response = await fetch(this.url + path, {
			headers: { connection: 'close', 'X-N8N-API-KEY': await this.apiKey() },
		});
		const text = await response.text();
		if (!response.ok) throw new RestError(`GET ${path}`, response.status, text);
		return JSON.parse(text) as T;
	}

	/** An execution as it is now, with its data. */
	async getExecution(id: string): Promise<Execution> {
		return await this.#read(`/api/v1/executions/${id}?includeData=true`);
	}

	/** All finished executions of a workflow, newest first. */
	async endedExecutions(workflowId: string, includeData = true): Promise<Execution[]> {
		const executions: Execution[] = [];
		let cursor = '';
		do {
			const page: { data: Execution[]; nextCursor: string | null } = await this.#read(
				`/api/v1/executions?workflowId=${workflowId}&includeData=${includeData}&limit=250${cursor}`,
			);
			executions.push(...page.data.filter(isOver));
			cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
		} while (cursor !== '');
		return executions;
	}

	/** Waits until the execution has finished. Fails after `timeout` milliseconds. */
	async finishedExecution(id: string, timeout = 30_000): Promise<Execution> {
		const deadline = Date.now() + timeout;
		for (;;) {
			const execution = await this.getExecution(id);
			if (isOver(execution) && isSaved(execution)) return execution;
			if (Date.now() > deadline) {
				throw new Error(`Execution ${id} is still ${execution.status} after ${timeout / 1000} s`);
			}
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}

	/** Retries a failed execution from the node that failed, waits for the end, and returns the new execution's id. */
	async retryExecution(id: string): Promise<string> {
		const retried = await this.rest<{ id: string }>('POST', `/rest/executions/${id}/retry`, {
			loadWorkflow: false,
		});
		return retried.id;
	}

	/** Stops an execution, like the Stop button. n8n marks it at once, but a node may still be finishing its work. */
	async stopExecution(id: string): Promise<void> {
		await this.rest('POST', `/rest/executions/${id}/stop`);
	}

	/** Runs the connection test of the credential window with these values. */
	async testCredential(credentials: Credential): Promise<INodeCredentialTestResult> {
		return await this.rest('POST', '/rest/credentials/test', { credentials });
	}

	/** The entries of a dropdown that the node fills itself (`loadOptionsMethod`). */
	async options(lookUp: LookUp): Promise<Array<{ name: string; value: string | number }>> {
		return await this.#lookUp('options', lookUp);
	}

	/** The entries of a resource locator's list (`searchListMethod`). */
	async searchList(lookUp: LookUp): Promise<{
		results: Array<{ name: string; value: string | number }>;
		paginationToken?: unknown;
	}> {
		return await this.#lookUp('resource-locator-results', lookUp);
	}

	/** The fields that a resource mapper offers (`resourceMapperMethod`). */
	async mapperFields(lookUp: LookUp): Promise<ResourceMapperFields> {
		return await this.#lookUp('resource-mapper-fields', lookUp);
	}

	async #lookUp<T>(kind: string, lookUp: LookUp): Promise<T> {
		const { nodeType, parameter, methodName, parameters, credentials, filter } = lookUp;
		return await this.rest('POST', `/rest/dynamic-node-parameters/${kind}`, {
			nodeTypeAndVersion: { name: nodeType, version: 1 },
			path: `parameters.${parameter}`,
			methodName,
			currentNodeParameters: parameters,
			credentials,
			...(filter === undefined ? {} : { filter }),
		});
	}
}

/** Where and how an n8n process runs. */
export interface ProcessOptions {
	userFolder: string;
	logFile: string;
	/** The default is any free port. */
	port?: number;
	env?: Record<string, string>;
	/** The folder of the n8n that runs. */
	lab?: string;
}

/**
 * Starts one n8n process (`start`, `worker`, `webhook`) in a user folder and returns when it is ready for work.
 * It ends when this process ends for any reason.
 */
export async function startProcess(
	args: string[],
	{ userFolder, logFile, env, lab = layout.lab, ...options }: ProcessOptions,
): Promise<{ url: string; child: Child }> {
	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	await mkdir(userFolder, { recursive: true });
	const child = startChild(
		{
			args: [n8nScript(lab), ...args],
			cwd: userFolder,
			env: {
				...(await n8nEnvironment(userFolder, port, lab)),
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: String(port),
				...env,
			},
		},
		logFile,
	);
	try {
		await untilReady(child, `${url}/healthz/readiness`, 120_000);
		// The older n8n reports that it is ready before it accepts requests.
		if (args[0] === 'start') await untilReady(child, `${url}/rest/settings`, 30_000);
	} catch (error) {
		await child.stop();
		const log = await readFile(logFile, 'utf8');
		throw new Error(
			`n8n did not start. The end of n8n's log:\n${log.split('\n').slice(-20).join('\n')}`,
			{
				cause: error,
			},
		);
	}
	return { url, child };
}

/** Starts n8n's server. */
export async function startServer(options: ProcessOptions): Promise<Server> {
	const { url, child } = await startProcess(['start'], options);
	return new Server(url, child, options.lab);
}
