/**
 * The benchmark behind `npm run bench`. It measures in a real n8n, prints the targets, saves each run in
 * artifacts/bench.json, and writes docs/benchmarks.md unless BENCH_SCALE changes the number of items.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import layout from '../../scripts/layout.cjs';
import { stopChildren } from '../../lab/child.mts';
import { barsOf, barTable } from './bars.mts';
import { writePart } from './document.mts';
import { BenchLab } from './lab.mts';
import { countsFor, measureAll } from './measure.mts';
import { page } from './report.mts';

const rounds = numberFrom('BENCH_ROUNDS', 3);
const scale = numberFrom('BENCH_SCALE', 1);

function numberFrom(variable: string, usual: number): number {
	const value = Number(process.env[variable] || usual);
	if (value > 0) return value;
	throw new Error(`${variable} must be a number greater than 0`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => {
		console.log('\nStopping …');
		void stopChildren().then(() => process.exit(1));
	});
}

console.log('Starting n8n and the stand-ins …');
const lab = await BenchLab.open();
try {
	const results = await measureAll(lab, countsFor(scale), rounds);
	const artifacts = join(layout.root, 'artifacts');
	await mkdir(artifacts, { recursive: true });
	await writeFile(join(artifacts, 'bench.json'), JSON.stringify(results, undefined, '\t'));
	console.log(`\n${barTable(barsOf(results))}\n`);
	if (scale === 1) {
		await writePart('main', page(results));
		console.log('docs/benchmarks.md now contains these results.');
	} else {
		await writeFile(join(artifacts, 'benchmarks.md'), page(results));
		console.log(
			'docs/benchmarks.md is unchanged, because BENCH_SCALE is not 1. The results are in artifacts/benchmarks.md.',
		);
	}
} finally {
	await lab.close();
}
