/** Running other programs from the scripts: none is left behind, and a long one shows that it works. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

import layout from './layout.cjs';

/** @type {((signal: NodeJS.Signals) => void) | undefined} */
let stopRunning;
/** @type {NodeJS.Signals | undefined} */
let stoppedBy;

/** @param {NodeJS.Signals} signal */
function stop(signal) {
	stoppedBy = signal;
	if (stopRunning) stopRunning(signal);
	else leave();
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
	process.on(signal, stop);

// npm passes signals to a shell between itself and this script, and that shell dies without a word.
if (process.env.npm_lifecycle_event !== undefined) {
	const { ppid } = process;
	const watch = setInterval(() => {
		if (process.ppid === ppid) return;
		clearInterval(watch);
		stop('SIGTERM');
	}, 500).unref();
}

function leave() {
	process.exit(stoppedBy ? 128 + constants.signals[stoppedBy] : 1);
}

/**
 * Runs a program to its end and returns its exit code. A signal to this script goes to the program, and the script
 * leaves when the program has ended.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export async function run(command, args, options = {}) {
	const child = spawn(command, args, { cwd: layout.root, stdio: 'inherit', ...options });
	stopRunning = (signal) => {
		if (!options.detached || child.pid === undefined) {
			child.kill(signal);
			return;
		}
		// A detached child leads a process group, so that what it started is told as well. None of it is needed any
		// more, and npm would take a minute to undo what it has done.
		const group = -child.pid;
		process.kill(group, signal);
		setTimeout(() => process.kill(group, 'SIGKILL'), 2000).unref();
	};
	/** @type {number | null} */
	const code = await new Promise((resolve, reject) => {
		child.once('error', reject).once('close', resolve);
	});
	stopRunning = undefined;
	if (stoppedBy) leave();
	return code ?? 1;
}

/** @param {number} since */
export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Runs a program whose output only matters when it fails: that goes to a file, and meanwhile one line tells what is
 * being done, for how long, and how far it is. On a terminal the line is rewritten, elsewhere repeated now and then.
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, progress?: () => string }} [options]
 * @returns {Promise<{ code: number, log: string }>} the exit code and everything the program said
 */
export async function runQuietly(title, command, args, { progress = () => '', ...options } = {}) {
	mkdirSync(layout.state, { recursive: true });
	const file = join(layout.state, 'last-step.log');
	const log = openSync(file, 'w');
	const start = performance.now();
	const { isTTY } = process.stdout;

	const line = () => [`${title} … ${seconds(start)}`, progress()].filter(Boolean).join(', ');
	const show = () => process.stdout.write(isTTY ? `\r\x1b[2K${line()}` : `${line()}\n`);
	show();
	const ticker = setInterval(show, isTTY ? 1000 : 15_000);
	try {
		const code = await run(command, args, {
			...options,
			detached: true,
			stdio: ['ignore', log, log],
		});
		return { code, log: readFileSync(file, 'utf8') };
	} finally {
		clearInterval(ticker);
		closeSync(log);
		process.stdout.write(isTTY ? `\r\x1b[2K${line()}\n` : `${line()}, done\n`);
	}
}
