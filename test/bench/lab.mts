/** A real n8n with the packed package and both stand-ins, which runs workflows and measures them. */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort, stopChildren } from '../../lab/child.mts';
import { standinCredentials } from '../../lab/examples.mts';
import {
	type Credential,
	errorOf,
	importCredentials,
	packTarball,
	prepareUserFolder,
	RestError,
	type Server,
	startServer,
	type Workflow,
} from '../../lab/n8n.mts';
import type { Settings } from '../standins/http.mts';
import type { Recording } from './probe.mts';
import { cpuMs, memoryKb, openFiles, resetPeak } from './process.mts';
import { type Seen, type StandinControl, startStandins } from './standins.mts';
import { makeCertificate, serveTls } from './tls.mts';
import { SENDER, TRIGGER } from './workflows.mts';

/** One execution, measured. */
export interface Run extends Seen {
	/** How long the measured node ran, as recorded by n8n; 0 if the workflow does not contain it. */
	nodeMs: number;
	/** When the node started, in milliseconds since the epoch. */
	nodeBegan: number;
	/** CPU time of the n8n process during the whole execution. */
	cpuMs: number;
	/** Peak memory of the n8n process during the execution, minus its memory before. It counts only if `isShrunk`. */
	memoryMb: number;
	/** Whether V8 returned unused memory first. It then also discards compiled code, so the times do not count. */
	isShrunk: boolean;
	/** The memory of the n8n process before the execution. */
	memoryBeforeMb: number;
	/** The most connections that n8n had open at once, checked every 100 ms. Closing connections count. */
	connections: number;
	error?: string;
	recording?: Recording;
}

interface RunOptions {
	standin: StandinControl;
	settings?: Partial<Settings>;
	/** Whether to record a CPU profile of the n8n process, which makes it slower. */
	profiled?: boolean;
	/** Whether V8 returns unused memory to the system first, so that the memory of the run can be measured. */
	isShrunk?: boolean;
}

/** How often to count open connections, which does not burden n8n, and how many counts to make per status request. */
const LOOK_MS = 100;
const LOOKS_PER_QUESTION = 3;
const RUN_TIMEOUT_MS = 300_000;
/** How long a busy n8n may take until it answers again. */
const READY_TIMEOUT_MS = 120_000;

/** A run that n8n could not report, e.g. because it was too busy. */
export class UnreadableRun extends Error {}

/** How the stand-ins are reached: over plain HTTP, or over TLS. */
export type Place = 'plain' | 'secure';

type Credentials = Record<Place, { regpack: Credential; leeloo: Credential }>;

export class BenchLab {
	readonly regpack: StandinControl;
	readonly leeloo: StandinControl;
	readonly credentials: Credentials;
	readonly #server: Server;
	readonly #probe: string;
	readonly #folder: string;

	private constructor(
		standins: { regpack: StandinControl; leeloo: StandinControl },
		credentials: Credentials,
		n8n: { server: Server; probe: string; folder: string },
	) {
		this.regpack = standins.regpack;
		this.leeloo = standins.leeloo;
		this.credentials = credentials;
		this.#server = n8n.server;
		this.#probe = n8n.probe;
		this.#folder = n8n.folder;
	}

	static async open(): Promise<BenchLab> {
		const folder = await mkdtemp(join(tmpdir(), 'n8n-bench-'));
		const standins = await startStandins(folder);
		const certificate = await makeCertificate(folder);
		const credentials = {
			plain: credentialsFor('plain', standins.regpack.url, standins.leeloo.url),
			secure: credentialsFor(
				'secure',
				await serveTls(standins.regpack.url, certificate),
				await serveTls(standins.leeloo.url, certificate),
			),
		};
		await prepareUserFolder(folder, await packTarball());
		await installMinimal(folder);
		await importCredentials(
			folder,
			Object.values(credentials).flatMap(({ regpack, leeloo }) => [regpack, leeloo]),
		);
		const probePort = await freePort();
		const server = await startServer({
			userFolder: folder,
			logFile: join(folder, 'n8n.log'),
			env: {
				NODE_OPTIONS: `--import=${new URL('probe.mts', import.meta.url).href}`,
				BENCH_PROBE_PORT: String(probePort),
				NODE_EXTRA_CA_CERTS: certificate.cert,
			},
		});
		await server.signIn();
		const probe = `http://127.0.0.1:${probePort}`;
		return new BenchLab(standins, credentials, { server, probe, folder });
	}

	async close(): Promise<void> {
		await stopChildren();
		await rm(this.#folder, { recursive: true, force: true });
	}

	async save(workflow: Omit<Workflow, 'id'>): Promise<string> {
		return await this.#server.createWorkflow(workflow);
	}

	/**
	 * Runs a saved workflow once and measures it.
	 * @throws UnreadableRun if n8n cannot report the run; n8n is then ready for the next run
	 */
	async run(id: string, options: RunOptions): Promise<Run> {
		try {
			return await this.#measure(id, options);
		} catch (error) {
			if (!isUnreadable(error)) throw error;
			await this.#untilReady();
			throw new UnreadableRun(error.message, { cause: error });
		}
	}

	async #measure(
		id: string,
		{ standin, settings = {}, profiled, isShrunk = false }: RunOptions,
	): Promise<Run> {
		const { pid } = this.#server;
		await standin.prepare(settings);
		await this.#ask(isShrunk ? 'shrink' : 'collect');
		await sleep(500);
		if (profiled) await this.#ask('start');
		await resetPeak(pid);
		const before = {
			cpu: await cpuMs(pid),
			memory: await memoryKb(pid),
			files: await openFiles(pid),
		};

		const executionId = await this.#server.runWorkflow(id, TRIGGER);
		const connections = await this.#untilOver(executionId);

		const after = { cpu: await cpuMs(pid), memory: await memoryKb(pid) };
		const recording = profiled ? ((await this.#ask('stop')) as Recording) : undefined;
		await this.#untilReady();
		return {
			...(await standin.seen()),
			...(await this.#nodeRun(executionId)),
			cpuMs: after.cpu - before.cpu,
			isShrunk,
			memoryMb: (after.memory.peak - before.memory.now) / 1024,
			memoryBeforeMb: before.memory.now / 1024,
			connections: Math.max(0, connections - before.files),
			...(recording && { recording }),
		};
	}

	async #nodeRun(executionId: string): Promise<Pick<Run, 'nodeMs' | 'nodeBegan' | 'error'>> {
		const execution = await this.#server.getExecution(executionId);
		const node = execution.data.resultData.runData[SENDER]?.at(-1);
		const error = errorOf(execution);
		return {
			nodeMs: node?.executionTime ?? 0,
			nodeBegan: node?.startTime ?? 0,
			...(error && { error: error.message }),
		};
	}

	/** Waits until an execution ends, and returns the highest number of files that n8n had open. */
	async #untilOver(executionId: string): Promise<number> {
		const url = `${this.#server.url}/api/v1/executions/${executionId}`;
		const headers = { 'X-N8N-API-KEY': await this.#server.apiKey() };
		const deadline = Date.now() + RUN_TIMEOUT_MS;
		let most = 0;
		while (Date.now() < deadline) {
			for (let look = 0; look < LOOKS_PER_QUESTION; look++) {
				await sleep(LOOK_MS);
				most = Math.max(most, await openFiles(this.#server.pid));
			}
			const response = await fetch(url, { headers }).catch(() => undefined);
			// n8n may be too busy to answer, e.g. with 503 and "Database is not ready!". The execution continues.
			if (!response?.ok) continue;
			const { status } = (await response.json()) as { status: string };
			if (!['new', 'running', 'waiting', 'unknown'].includes(status)) return most;
		}
		await this.#server.stopExecution(executionId).catch(() => undefined);
		throw new UnreadableRun(`the execution did not end within ${RUN_TIMEOUT_MS / 1000} s`);
	}

	/** Waits until n8n and its database answer again. */
	async #untilReady(): Promise<void> {
		const url = `${this.#server.url}/healthz/readiness`;
		const deadline = Date.now() + READY_TIMEOUT_MS;
		while (Date.now() < deadline) {
			if ((await fetch(url).catch(() => undefined))?.ok) return;
			await sleep(LOOK_MS);
		}
		throw new Error(`n8n did not respond within ${READY_TIMEOUT_MS / 1000} s`);
	}

	async #ask(task: 'collect' | 'shrink' | 'start' | 'stop'): Promise<unknown> {
		const response = await fetch(`${this.#probe}/${task}`, { method: 'POST' });
		return await response.json();
	}
}

/** Returns true if n8n refused a request or did not answer it. */
function isUnreadable(error: unknown): error is Error {
	if (error instanceof RestError || error instanceof UnreadableRun) return true;
	return error instanceof TypeError && error.message === 'fetch failed';
}

/** Credentials for these addresses, with separate IDs for each place. */
function credentialsFor(place: Place, regpackUrl: string, leelooUrl: string) {
	const [regpack, leeloo] = standinCredentials({ regpack: regpackUrl, leeloo: leelooUrl }).map(
		(credential) => ({ ...credential, id: `${place}-${credential.type}` }),
	);
	if (!regpack || !leeloo) throw new Error('A credential is missing');
	return { regpack, leeloo };
}

/** Copies the node of minimal.cjs into the folder where n8n looks for custom nodes. */
async function installMinimal(userFolder: string): Promise<void> {
	const custom = join(userFolder, '.n8n', 'custom');
	await mkdir(custom, { recursive: true });
	await copyFile(new URL('minimal.cjs', import.meta.url), join(custom, 'Minimal.node.js'));
}
