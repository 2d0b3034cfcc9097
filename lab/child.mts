import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { pathToFileURL } from 'node:url';

import layout from '../scripts/layout.cjs';

/** How to start a child: its arguments, and where it runs. */
interface ChildOptions {
	/** Another program than the lab's Node, whose first argument is a script. Linux only. */
	program?: string;
	args: string[];
	/** The person it runs as; only root may name one. */
	user?: string | undefined;
	/** What asks it to end: SIGTERM when left out. */
	stopSignal?: 'SIGINT' | 'SIGTERM';
	cwd: string;
	env: NodeJS.ProcessEnv;
}

/** A running child in a process group of its own. It never outlives this process. */
export interface Child {
	pid: number;
	/** Resolves with the exit code (null when a signal ended it); never rejects. */
	exited: Promise<number | null>;
	/** Asks it to end, insists after ten seconds, and returns when it is gone. */
	stop(): Promise<void>;
	/** Ends it without asking (`kill -9`), and returns when it is gone. */
	kill(): Promise<void>;
}

const insistAfter = 10_000;
const living = new Set<Child>();

/** Stops everything that was started here and still runs. */
export async function stopChildren(): Promise<void> {
	await Promise.all([...living].map(async (child) => await child.stop()));
}

/** The command line of a child that ends when this process does, however that comes about. */
function leashed({ program, args, user, stopSignal = 'SIGTERM' }: ChildOptions) {
	if (program === undefined) {
		return [layout.labNode(), '--import', pathToFileURL(layout.leash).href, ...args] as const;
	}
	// No other program watches its standard input for us, so the kernel has to tell it.
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
	// Without a listener, a program that cannot be started would end this one.
	spawned.once('error', () => {});
	const { pid, stdout, stderr } = spawned;
	if (pid === undefined) throw new Error(`Could not start ${command} ${args.join(' ')}`);

	const exited = new Promise<number | null>((resolve) => spawned.once('close', resolve));
	const signalGroup = (name: NodeJS.Signals) => {
		try {
			process.kill(-pid, name);
		} catch {
			// Nobody is left in the group.
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

/** Starts a child that writes everything it says to `logFile`. */
export function startChild(options: ChildOptions, logFile: string): Child {
	const log = openSync(logFile, 'w');
	try {
		return launch(options, log).child;
	} finally {
		closeSync(log);
	}
}

/** Runs a child to its end and returns what it said on both streams, in order. */
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

/** A port of 127.0.0.1 that nobody listens on right now. */
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

/** Asks again until the child is `ready`; gives up when it ends or after `timeout` milliseconds. */
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

/** Asks again until `url` answers 200. */
export async function untilReady(child: Child, url: string, timeout: number): Promise<void> {
	const ready = async () => (await fetch(url).catch(() => undefined))?.status === 200;
	await until(ready, { child, name: url, timeout });
}
