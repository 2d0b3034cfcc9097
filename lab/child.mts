import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { pathToFileURL } from 'node:url';

import layout from '../scripts/layout.cjs';

/** How to start a child: the script and its arguments, and where it runs. */
export interface ChildOptions {
	args: string[];
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
}

const insistAfter = 10_000;
const living = new Set<Child>();

/** Stops everything that was started here and still runs. */
export async function stopChildren(): Promise<void> {
	await Promise.all([...living].map(async (child) => await child.stop()));
}

function launch({ args, cwd, env }: ChildOptions, output: number | 'pipe') {
	const spawned = spawn(layout.labNode(), ['--import', pathToFileURL(layout.leash).href, ...args], {
		cwd,
		env,
		detached: true,
		stdio: ['pipe', output, output],
	});
	// Without a listener, a program that cannot be started would end this one.
	spawned.once('error', () => {});
	const { pid, stdout, stderr } = spawned;
	if (pid === undefined) throw new Error(`Could not start ${args.join(' ')}`);

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
			signalGroup('SIGTERM');
			const insist = setTimeout(signalGroup, insistAfter, 'SIGKILL');
			await exited;
			clearTimeout(insist);
			signalGroup('SIGKILL');
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

/** Asks again until `url` answers 200; gives up when the child ends or after `timeout` milliseconds. */
export async function untilReady(child: Child, url: string, timeout: number): Promise<void> {
	const deadline = Date.now() + timeout;
	while (Date.now() < deadline) {
		if (!living.has(child)) throw new Error(`It ended before ${url} answered`);
		const response = await fetch(url).catch(() => undefined);
		if (response?.status === 200) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`${url} did not answer within ${timeout / 1000} s`);
}
