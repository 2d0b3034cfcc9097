/**
 * n8n in queue mode, as a busy company runs it: one main server, workers, a process for webhooks, Redis and PostgreSQL.
 * Each has its own port, and each n8n process has its own user folder.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import layout from '../scripts/layout.cjs';
import { freePort, runChild, startChild, until, type Child } from './child.mts';
import {
	prepareUserFolder,
	startProcess,
	startServer,
	type ProcessOptions,
	type Server,
} from './n8n.mts';

/** One worker, observed through its log. */
export interface Worker {
	/** The IDs of the executions it started, in order. */
	began(): Promise<string[]>;
	/** Kills it, to simulate a crash. */
	kill(): Promise<void>;
}

/** A running n8n in queue mode. */
export interface Queue {
	readonly main: Server;
	/** The base of all production URLs: `${webhooks}/webhook/…`. */
	webhooks: string;
	/** Starts one more worker, for up to five executions at a time. */
	addWorker(): Promise<Worker>;
	/** Kills the main server, to simulate a crash, and starts it again. */
	restartMain(): Promise<void>;
	/** Restarts Redis, which loses its queue. */
	restartRedis(): Promise<void>;
	/** Restarts PostgreSQL, which breaks all connections to it. */
	restartPostgres(): Promise<void>;
	/** The whole database as text. */
	dump(): Promise<string>;
	/** The logs of all n8n processes. */
	logs(): Promise<string>;
	stop(): Promise<void>;
}

/** Makes n8n notice a crash within one minute instead of two. All processes need the same values. */
const IMPATIENT = {
	QUEUE_WORKER_LOCK_DURATION: '4000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '1000',
	QUEUE_WORKER_STALLED_INTERVAL: '2000',
};

const START_TIMEOUT = 30_000;

/** Starts Redis, which keeps the queue in memory only. */
async function startRedis(folder: string, port: number): Promise<Child> {
	const log = join(folder, 'redis.log');
	const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', ''];
	const child = startChild({ program: layout.redis, args, cwd: folder, env: process.env }, log);
	const isReady = async () => (await readFile(log, 'utf8')).includes('Ready to accept connections');
	await until(isReady, { child, name: 'Redis', timeout: START_TIMEOUT });
	return child;
}

/** Creates a PostgreSQL database. If we are root, another user runs PostgreSQL, which refuses to run as root. */
async function createPostgres(folder: string) {
	const programs = layout.postgres();
	if (programs === undefined) throw new Error('PostgreSQL is not installed');
	const user = process.getuid?.() === 0 ? 'postgres' : undefined;
	const data = join(folder, 'postgres');
	await mkdir(data);
	if (user !== undefined) {
		await chmod(folder, 0o755);
		await promisify(execFile)('chown', [user, data]);
	}

	const port = await freePort();
	const place = { cwd: data, env: { ...process.env, PGHOST: '127.0.0.1', PGPORT: String(port) } };
	/** Runs one of PostgreSQL's programs to its end. */
	const run = async (name: string, ...args: string[]) =>
		await runChild({ program: join(programs, name), args, user, ...place });
	const created = await run('initdb', '--auth=trust', '--username=n8n', '--no-sync', data);
	if (created.exitCode !== 0) throw new Error(`initdb failed:\n${created.output}`);

	const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' };
	const program = {
		program: join(programs, 'postgres'),
		args: [
			...['-D', data, '-p', String(port)],
			...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
		],
		user,
		// With SIGTERM, PostgreSQL would wait until every client has disconnected.
		stopSignal: 'SIGINT' as const,
		...place,
	};
	const isReady = async () => (await run('pg_isready')).exitCode === 0;
	const start = async () => {
		const child = startChild(program, join(folder, 'postgres.log'));
		await until(isReady, { child, name: 'PostgreSQL', timeout: START_TIMEOUT });
		return child;
	};
	const dump = async () => {
		const { exitCode, output } = await run('pg_dump', '--username=n8n', 'postgres');
		if (exitCode !== 0) throw new Error(`pg_dump failed:\n${output}`);
		return output;
	};
	return { start, port, dump };
}

/** Starts everything except the workers in an empty folder. It all ends when this process ends for any reason. */
export async function startQueue(folder: string, tarball: string): Promise<Queue> {
	const redisPort = await freePort();
	const postgres = await createPostgres(folder);
	let [redisChild, postgresChild] = await Promise.all([
		startRedis(folder, redisPort),
		postgres.start(),
	]);
	const children: Child[] = [];
	const logFiles: string[] = [];

	/** The settings of one more n8n process. */
	const place = async (name: string): Promise<ProcessOptions> => {
		const userFolder = join(folder, name);
		const logFile = join(folder, `${name}.log`);
		await prepareUserFolder(userFolder, tarball);
		logFiles.push(logFile);
		return {
			userFolder,
			logFile,
			env: {
				...IMPATIENT,
				N8N_LOG_LEVEL: 'debug',
				EXECUTIONS_MODE: 'queue',
				OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
				QUEUE_BULL_REDIS_HOST: '127.0.0.1',
				QUEUE_BULL_REDIS_PORT: String(redisPort),
				DB_TYPE: 'postgresdb',
				DB_POSTGRESDB_HOST: '127.0.0.1',
				DB_POSTGRESDB_PORT: String(postgres.port),
				DB_POSTGRESDB_DATABASE: 'postgres',
				DB_POSTGRESDB_USER: 'n8n',
				// By default, n8n answers 503 (database lost) if a ping waits five seconds for one of two connections.
				DB_POSTGRESDB_POOL_SIZE: '10',
				DB_PING_TIMEOUT_MS: '60000',
			},
		};
	};
	const start = async (name: string, command: string[]) => {
		const options = await place(name);
		const { url, child } = await startProcess(command, options);
		children.push(child);
		return { url, child, logFile: options.logFile };
	};

	// The main server creates the tables that the others need.
	const mainPlace = await place('main');
	let main = await startServer(mainPlace);
	const webhooks = await start('webhook', ['webhook']);
	let workers = 0;
	/** One more log file, so that no log is overwritten. */
	const again = (logFile: string) => {
		const next = `${logFile}.${logFiles.length}`;
		logFiles.push(next);
		return next;
	};

	return {
		get main() {
			return main;
		},
		async restartMain() {
			await main.kill();
			main = await startServer({ ...mainPlace, logFile: again(mainPlace.logFile) });
			await main.signIn();
		},
		async restartRedis() {
			await redisChild.stop();
			redisChild = await startRedis(folder, redisPort);
		},
		async restartPostgres() {
			await postgresChild.stop();
			postgresChild = await postgres.start();
		},
		webhooks: webhooks.url,
		async addWorker() {
			const { child, logFile } = await start(`worker-${++workers}`, ['worker', '--concurrency=5']);
			return {
				kill: child.kill,
				async began() {
					const log = await readFile(logFile, 'utf8');
					return [...log.matchAll(/Worker started execution (\d+)/g)].map(([, id = '']) => id);
				},
			};
		},
		dump: postgres.dump,
		async logs() {
			return (await Promise.all(logFiles.map((file) => readFile(file, 'utf8')))).join('\n');
		},
		async stop() {
			await Promise.all([main.stop(), ...children.map((child) => child.stop())]);
			await Promise.all([redisChild.stop(), postgresChild.stop()]);
		},
	};
}
