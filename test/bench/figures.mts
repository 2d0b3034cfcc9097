/** Summarizes and formats measured values. */
import type { Run } from './lab.mts';

/** Shown instead of a value if no run could be read. */
const UNREADABLE = 'could not be read';

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? NaN;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

const of = (runs: readonly Run[], value: (run: Run) => number) => median(runs.map(value));
const timed = (runs: readonly Run[]) => runs.filter(({ isShrunk }) => !isShrunk);
export const timeOf = (runs: readonly Run[]) => of(timed(runs), ({ nodeMs }) => nodeMs);
export const memoryOf = (runs: readonly Run[]) =>
	of(
		runs.filter(({ isShrunk }) => isShrunk),
		({ memoryMb }) => memoryMb,
	);
export const mostOf = (runs: readonly Run[], value: (run: Run) => number) =>
	runs.length === 0 ? NaN : Math.max(...runs.map(value));
export const wholeCpuOf = (runs: readonly Run[]) => of(timed(runs), ({ cpuMs }) => cpuMs);
/** CPU time of a node: its workflow's CPU time minus that of the workflow with only the source. */
export const cpuOf = (runs: readonly Run[], source: readonly Run[]) =>
	wholeCpuOf(runs) - wholeCpuOf(source);

const ifReadable = (show: (value: number) => string) => (value: number) =>
	Number.isFinite(value) ? show(value) : UNREADABLE;

export const count = ifReadable((value) => Math.round(value).toLocaleString('en'));
export const rounded = ifReadable((value) =>
	value >= 100 ? count(value) : String(Number(value.toFixed(value >= 10 ? 0 : 2))),
);
/** The numbers of decimals to try if a value rounds to the same figure as its bar. */
const FINER = [1, 2, 3, 4, 5, 6] as const;
/** Writes a value next to its bar. If both round to the same figure, more decimals show that they differ. */
export const besideBar = (bar: number, unit: string) =>
	ifReadable((value) => {
		const isAlike = value !== bar && rounded(value) === rounded(bar);
		const decimals = FINER.find((each) => value.toFixed(each) !== bar.toFixed(each));
		return `${isAlike && decimals !== undefined ? value.toFixed(decimals) : rounded(value)}${unit}`;
	});
export const times = ifReadable((ratio) => `${rounded(ratio)}×`);
export const seconds = ifReadable(
	(ms) => `${ms >= 10_000 ? (ms / 1000).toFixed(0) : (ms / 1000).toFixed(2)} s`,
);
export const milliseconds = ifReadable((ms) => `${ms.toFixed(2)} ms`);
export const megabytes = ifReadable((mb) => `${Math.round(mb)} MB`);

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
export const table = (head: readonly string[], rows: ReadonlyArray<readonly string[]>) =>
	[row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
