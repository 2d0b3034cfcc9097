import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { pathToFileURL } from 'node:url';

import layout from '../scripts/layout.cjs';

/** How to start a child process. */
interface ChildOptions {
	/** A program to run instead of the lab's Node. Linux only. */
	program?: string;
	args: string[];
	/** The system user it runs as. Only root may set this. */
	user?: string | undefined;
	/** The signal that asks it to end. The default is SIGTERM. */
	stopSignal?: 'SIGINT' | 'SIGTERM';
	cwd: string;
	env: NodeJS.ProcessEnv;
}

/** A running child in its own process group. It never outlives this process. */
export interface Child {
	pid: number;
	/** Resolves with the exit code (null when a signal ended it); never rejects. */
	exited: Promise<number | null>;
	/** Asks it to end, kills it if it still runs after ten seconds, and returns when it has ended. */
	stop(): Promise<void>;
	/** Kills it at once (`kill -9`), and returns when it has ended. */
	kill(): Promise<void>;
}

const insistAfter = 10_000;
const living = new Set<Child>();

/** Stops every child that is still running. */
export async function stopChildren(): Promise<void> {
	await Promise.all([...living].map(async (child) => await child.stop()));
}

/** The command line of a child that ends when this process ends for any reason. */
function leashed({ program, args, user, stopSignal = 'SIGTERM' }: ChildOptions) {
	if (program === undefined) {
		return [layout.labNode(), '--import', pathToFileURL(layout.leash).href, ...args] as const;
	}
	// Other programs do not watch their standard input, so the kernel has to signal them.
	const as = user === undefined ? [] : [`--reuid=${user}`, `--regid=${user}`, '--init-groups'];
	return ['setpriv', `--pdeathsig=${stopSignal.slice(3)}`, ...as, program, ...args] as const;
}

function launch(options: ChildOptions, output: number | 'pipe') {
	const { cwd, env, stopSignal = 'SIGTERM' } = options;
	const [command, ...args] = leashed(options);
	const spawned = spawn(command, args, {
		cwd,
		env,
		detached: true,
		stdio: ['pipe', output, output],
	});
	// Without this listener, a child that cannot be started would crash this process.
	spawned.once('error', () => {});
	const { pid, stdout, stderr } = spawned;
	if (pid === undefined) throw new Error(`Could not start ${command} ${args.join(' ')}`);

	const exited = new Promise<number | null>((resolve) => spawned.once('close', resolve));
	const signalGroup = (name: NodeJS.Signals) => {
		try {
			process.kill(-pid, name);
		} catch {
			// The process group is empty.
		}
	};
	const child: Child = {
		pid,
		exited,
		async stop() {
			if (!living.has(child)) return;
			signalGroup(stopSignal);
			const insist = setTimeout(signalGroup, insistAfter, 'SIGKILL');
			await exited;
			clearTimeout(insist);
			signalGroup('SIGKILL');
		},
		async kill() {
			signalGroup('SIGKILL');
			await exited;
		},
	};
	living.add(child);
	void exited.then(() => living.delete(child));
	return { child, stdout, stderr };
}

/** Starts a child and writes its output to `logFile`. */
export function startChild(options: ChildOptions, logFile: string): Child {
	const log = openSync(logFile, 'w');
	try {
		return launch(options, log).child;
	} finally {
		closeSync(log);
	}
}

/** Runs a child to its end and returns the output of both streams, in order. */
export async function runChild(
	options: ChildOptions,
): Promise<{ exitCode: number | null; output: string }> {
	const { child, stdout, stderr } = launch(options, 'pipe');
	let output = '';
	for (const stream of [stdout, stderr]) {
		stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
	}
	const exitCode = await child.exited;
	return { exitCode, output };
}

/** Returns a free port on 127.0.0.1. */
export async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer().once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() =>
				resolve(address !== null && typeof address === 'object' ? address.port : 0),
			);
		});
	});
}

/** Waits until the child is `ready`. Fails when the child ends or after `timeout` milliseconds. */
export async function until(
	ready: () => Promise<boolean>,
	{ child, name, timeout }: { child: Child; name: string; timeout: number },
): Promise<void> {
	const deadline = Date.now() + timeout;
	while (Date.now() < deadline) {
		if (!living.has(child)) throw new Error(`${name} ended before it was ready`);
		if (await ready()) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`${name} was not ready within ${timeout / 1000} s`);
}

/** Waits until `url` returns status 200. */
export async function untilReady(child: Child, url: string, timeout: number): Promise<void> {
	const ready = async () => (await fetch(url).catch(() => undefined))?.status === 200;
	await until(ready, { child, name: url, timeout });
}
