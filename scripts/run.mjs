/** Runs other programs for the scripts, stops them when the script stops, and shows the progress of long ones. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

import layout from './layout.cjs';

/**
 * One function per program that is running, which passes a signal on to it.
 * @type {Set<(signal: NodeJS.Signals) => void>}
 */
const running = new Set();
/** @type {NodeJS.Signals | undefined} */
let stoppedBy;

/** @param {NodeJS.Signals} signal */
function stop(signal) {
	stoppedBy = signal;
	for (const passOn of running) passOn(signal);
	if (running.size === 0) leave();
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
	process.on(signal, stop);

// npm passes signals to a shell between itself and this script. That shell dies without passing them on.
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
 * Runs a program to its end and returns its exit code. A signal to this script goes to every running program, and the
 * script exits when the last of them has ended.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export async function run(command, args, options = {}) {
	const child = spawn(command, args, { cwd: layout.root, stdio: 'inherit', ...options });
	const passOn = (/** @type {NodeJS.Signals} */ signal) => {
		if (!options.detached || child.pid === undefined) {
			child.kill(signal);
			return;
		}
		// A detached child leads a process group, so the signal reaches what it started as well. After two seconds the
		// group is killed, because npm would spend a minute on undoing an install.
		const group = -child.pid;
		process.kill(group, signal);
		setTimeout(() => process.kill(group, 'SIGKILL'), 2000).unref();
	};
	running.add(passOn);
	/** @type {number | null} */
	const code = await new Promise((resolve, reject) => {
		child.once('error', reject).once('close', resolve);
	});
	running.delete(passOn);
	if (stoppedBy) await allEnded();
	return code ?? 1;
}

/** After a signal: exits when the last program has ended. Never resolves, so the script does not start its next step. */
async function allEnded() {
	if (running.size === 0) leave();
	await new Promise(() => {});
}

/** @param {number} since */
export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Runs a program and collects its output in a file of `lab/state`.
 * @param {string} name the name of the file
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, log: string }>} the exit code and the output
 */
export async function runLogged(name, command, args, options = {}) {
	mkdirSync(layout.state, { recursive: true });
	const file = join(layout.state, `${name}.log`);
	const log = openSync(file, 'w');
	try {
		const stdio = /** @type {['ignore', number, number]} */ (['ignore', log, log]);
		const code = await run(command, args, { ...options, detached: true, stdio });
		return { code, log: readFileSync(file, 'utf8') };
	} finally {
		closeSync(log);
	}
}

/**
 * Runs a program whose output only matters when it fails. Meanwhile, one line shows the title, the elapsed time, and the
 * progress. A terminal rewrites this line; elsewhere it is printed again every 15 seconds.
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, progress?: () => string }} [options]
 * @returns {Promise<{ code: number, log: string }>} the exit code and the output
 */
export async function runQuietly(title, command, args, { progress = () => '', ...options } = {}) {
	const start = performance.now();
	const { isTTY } = process.stdout;

	const line = () => [`${title} … ${seconds(start)}`, progress()].filter(Boolean).join(', ');
	const show = () => process.stdout.write(isTTY ? `\r\x1b[2K${line()}` : `${line()}\n`);
	show();
	const ticker = setInterval(show, isTTY ? 1000 : 15_000);
	try {
		return await runLogged('last-step', command, args, options);
	} finally {
		clearInterval(ticker);
		process.stdout.write(isTTY ? `\r\x1b[2K${line()}\n` : `${line()}, done\n`);
	}
}
