/**
 * `npm run bench -- startup`: the time and memory that the package adds to n8n's start, and the package's size. It
 * writes its part of docs/benchmarks.md.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { freePort, runChild, stopChildren } from '../../lab/child.mts';
import { packTarball, prepareUserFolder, startServer } from '../../lab/n8n.mts';
import layout from '../../scripts/layout.cjs';
import { STARTUP_HEADING, writePart } from './document.mts';
import type { Load } from './load.mts';
import { cpuMs, memoryKb } from './process.mts';
import { count, median, rounded, seconds, table } from './figures.mts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] || 7);
/** Long enough for the work that n8n postpones until after its start. */
const SETTLE_MS = 3_000;

/** One start of n8n. */
interface Start {
	readyMs: number;
	cpuMs: number;
	memoryMb: number;
}

async function startOnce(userFolder: string): Promise<Start> {
	const probePort = await freePort();
	const began = performance.now();
	const server = await startServer({
		userFolder,
		logFile: join(userFolder, 'n8n.log'),
		env: {
			NODE_OPTIONS: `--import=${new URL('probe.mts', import.meta.url).href}`,
			BENCH_PROBE_PORT: String(probePort),
		},
	});
	const readyMs = performance.now() - began;
	const cpu = await cpuMs(server.pid);
	await sleep(SETTLE_MS);
	await fetch(`http://127.0.0.1:${probePort}/collect`, { method: 'POST' });
	const memory = await memoryKb(server.pid);
	await server.stop();
	return { readyMs, cpuMs: cpu, memoryMb: memory.now / 1024 };
}

async function loadOnce(userFolder: string): Promise<Load> {
	const home = join(userFolder, '.n8n', 'nodes', 'node_modules', layout.packageName);
	const { exitCode, output } = await runChild({
		args: ['--expose-gc', fileURLToPath(new URL('load.mts', import.meta.url)), home],
		cwd: userFolder,
		env: { ...process.env, NODE_PATH: join(layout.lab, 'node_modules') },
	});
	if (exitCode !== 0) throw new Error(`Node could not load the package:\n${output}`);
	return JSON.parse(output) as Load;
}

/** The paths in the tarball and their total size in bytes. */
async function contentsOf(tarball: string): Promise<Array<{ path: string; bytes: number }>> {
	const { stdout } = await promisify(execFile)('tar', ['-tvzf', tarball]);
	return stdout
		.trim()
		.split('\n')
		.map((line) => {
			const [, , bytes, , , path = ''] = line.split(/\s+/);
			return { path: path.replace('package/', ''), bytes: Number(bytes) };
		});
}

function sizeTable(contents: Array<{ path: string; bytes: number }>): string {
	const rooms = new Map<string, { files: number; bytes: number }>();
	for (const { path, bytes } of contents) {
		const [, room = path] = /^(dist\/(?:nodes\/)?[^/]+\/)/.exec(path) ?? [];
		const sum = rooms.get(room) ?? { files: 0, bytes: 0 };
		rooms.set(room, { files: sum.files + 1, bytes: sum.bytes + bytes });
	}
	return table(
		['folder or file', 'files', 'bytes'],
		[...rooms]
			.toSorted(([, a], [, b]) => b.bytes - a.bytes)
			.map(([room, { files, bytes }]) => [`\`${room}\``, count(files), count(bytes)]),
	);
}

function part(
	starts: Record<'without' | 'with', Start[]>,
	loads: Load[],
	packed: number,
	contents: Array<{ path: string; bytes: number }>,
): string {
	const compared = (
		what: string,
		value: (start: Start) => number,
		show: (value: number) => string,
	): string[] => {
		const others = starts.without.map(value);
		const [alone, ours] = [median(others), median(starts.with.map(value))];
		const spread = (Math.max(...others) - Math.min(...others)) / alone;
		return [
			what,
			show(alone),
			show(ours),
			`${(ours / alone).toFixed(2)}×`,
			`${Math.round(spread * 100)} %`,
		];
	};
	const of = (value: (load: Load) => number) => median(loads.map(value));
	const unpacked = contents.reduce((sum, { bytes }) => sum + bytes, 0);
	return `${STARTUP_HEADING}

\`npm run bench -- startup\` wrote this section. The command started n8n ${layout.n8nVersion(layout.lab)} alternately with and without the package, ${starts.with.length} times each, on a
machine with ${cpus().length} cores. The values are medians. *Spread* is the difference between the highest and lowest value without the package. Ignore any difference smaller than the spread.

${table(
	['', 'n8n alone', 'with the package', 'ratio', 'spread'],
	[
		compared('time until n8n is ready', ({ readyMs }) => readyMs, seconds),
		compared('CPU until n8n is ready', (start) => start.cpuMs, seconds),
		compared(
			'memory, after garbage collection',
			({ memoryMb }) => memoryMb,
			(mb) => `${Math.round(mb)} MB`,
		),
	],
)}

Loading all ${of(({ files }) => files)} files of the package and creating its nodes and credentials takes ${rounded(of(({ ms }) => ms))} ms and ${rounded(of(({ heapKb }) => heapKb) / 1024)} MB.

The package contains ${contents.length} files, with ${count(packed)} bytes packed and ${count(unpacked)} bytes unpacked.

${sizeTable(contents)}
`;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => void stopChildren().then(() => process.exit(1)));
}

const tarball = await packTarball();
const folder = await mkdtemp(join(tmpdir(), 'n8n-startup-'));
try {
	const folders = { without: join(folder, 'without'), with: join(folder, 'with') };
	const starts: Record<'without' | 'with', Start[]> = { without: [], with: [] };
	await prepareUserFolder(folders.with, tarball);
	for (let round = 0; round <= ROUNDS; round++) {
		// The first round creates the databases and is not measured. The contenders take turns at going first.
		const names = round % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const);
		for (const name of names) {
			const start = await startOnce(folders[name]);
			console.log(
				`Round ${round} of ${ROUNDS}, ${name} the package: ready in ${seconds(start.readyMs)}, ${seconds(start.cpuMs)} of CPU, ${Math.round(start.memoryMb)} MB`,
			);
			if (round > 0) starts[name].push(start);
		}
	}
	const loads: Load[] = [];
	for (let round = 0; round < ROUNDS; round++) loads.push(await loadOnce(folders.with));
	const artifacts = join(layout.root, 'artifacts');
	await mkdir(artifacts, { recursive: true });
	await writeFile(
		join(artifacts, 'startup.json'),
		JSON.stringify({ starts, loads }, undefined, '\t'),
	);
	const text = part(starts, loads, (await stat(tarball)).size, await contentsOf(tarball));
	await writePart('startup', text);
	console.log(`\n${text}\ndocs/benchmarks.md now contains this section.`);
} finally {
	await stopChildren();
	await rm(folder, { recursive: true, force: true });
}
