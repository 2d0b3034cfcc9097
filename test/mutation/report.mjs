/** Writes Stryker's counts for each part into the table of `docs/testing.md`. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { TESTING, writeTestingPart } from '../../scripts/docsPart.mjs';
import layout from '../../scripts/layout.cjs';
import { parts } from './parts.mjs';

/** @typedef {{ killed: number, timeout: number, survived: number, uncovered: number, ignored: number }} Counts */
/** @typedef {{ counts: Counts, day: string }} Result */

/** @type {Record<string, keyof Counts>} */
const KINDS = {
	Killed: 'killed',
	Timeout: 'timeout',
	Survived: 'survived',
	NoCoverage: 'uncovered',
	Ignored: 'ignored',
};

/**
 * @param {string} file a JSON report of Stryker
 * @returns {Counts}
 */
function countsIn(file) {
	const counts = { killed: 0, timeout: 0, survived: 0, uncovered: 0, ignored: 0 };
	const { files } =
		/** @type {{ files: Record<string, { mutants: Array<{ status: string }> }> }} */ (
			layout.readJson(file)
		);
	for (const { status } of Object.values(files).flatMap(({ mutants }) => mutants)) {
		const kind = KINDS[status];
		if (kind) counts[kind]++;
	}
	return counts;
}

/**
 * @param {string} title
 * @param {Counts} counts
 * @param {string} day when the part was tested
 */
function row(title, { killed, timeout, survived, uncovered, ignored }, day) {
	const found = killed + timeout;
	const all = found + survived + uncovered;
	const score = `${((100 * found) / all).toFixed(1)} %`;
	return `| ${[title, all, found, survived, uncovered, score, ignored, day].join(' | ')} |`;
}

/**
 * @param {string} file
 * @returns {Result}
 */
const resultIn = (file) => ({
	counts: countsIn(file),
	day: statSync(file).mtime.toISOString().slice(0, 10),
});

/**
 * For a part that was not run in this checkout: its result in the existing table.
 * @param {string} title
 * @returns {Result | undefined}
 */
function resultBefore(title) {
	const line = readFileSync(TESTING, 'utf8')
		.split('\n')
		.find((each) => each.startsWith(`| ${title} |`));
	if (line === undefined) return undefined;
	const cells = line.split('|');
	const [, , , found = 0, survived = 0, uncovered = 0, , ignored = 0] = cells.map(Number);
	return {
		counts: { killed: found, timeout: 0, survived, uncovered, ignored },
		day: cells[8]?.trim() ?? '',
	};
}

export function writeScores() {
	const results = Object.entries(parts).flatMap(([part, { title }]) => {
		const file = join(layout.root, 'artifacts', 'mutation', `${part}.json`);
		const result = existsSync(file) ? resultIn(file) : resultBefore(title);
		return result ? [{ title, ...result }] : [];
	});
	const sum = { killed: 0, timeout: 0, survived: 0, uncovered: 0, ignored: 0 };
	for (const { counts } of results)
		for (const kind of Object.values(KINDS)) sum[kind] += counts[kind];
	const table = [
		'| part | mutants | noticed | survived | never run | score | left alone (panel) | looked at |',
		'|---|---:|---:|---:|---:|---:|---:|---|',
		...results.map(({ title, counts, day }) => row(title, counts, day)),
		row('**all**', sum, ''),
	];
	writeTestingPart('mutation scores', table.join('\n'));
}
