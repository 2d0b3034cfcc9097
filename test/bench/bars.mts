/** The benchmark's targets, called bars here: the limits that this package promises, and the measured values. */
import { besideBar, count, cpuOf, memoryOf, mostOf, rounded, table, timeOf } from './figures.mts';
import type { Contender, Growing } from './jobs.mts';
import type { Run } from './lab.mts';
import type { AtLimit, Results } from './measure.mts';

/** A promised limit and its measured value. */
interface Bar {
	what: string;
	bar: string;
	measured: string;
	isMet: boolean;
}

const LIMITED_SECONDS = 20;
/** The maximum ratio of our node's CPU time to that of the minimal node. */
const OVER_MINIMAL = { contacts: 1.5, emails: 1.25 };
const WHERE = { plain: '', secure: ', over TLS' };

const TIMES = '×';
const atLeast = (what: string, least: number, ratio: number): Bar => ({
	what,
	bar: `at least ${rounded(least)}${TIMES}`,
	measured: besideBar(least, TIMES)(ratio),
	isMet: ratio >= least,
});
const atMost = (what: string, most: number, measured: number, unit = TIMES): Bar => ({
	what,
	bar: `at most ${rounded(most)}${unit}`,
	measured: besideBar(most, unit)(measured),
	isMet: measured <= most,
});

/** The highest ratio of the cost per item at one count to the cost per item at a smaller count. */
function growthOf(growth: Results['growth'][Growing], valueOf: (runs: Run[]) => number): number {
	const each = growth.map(({ items, runs }) => valueOf(runs) / items);
	const ratios = each.flatMap((larger, index) =>
		each.slice(0, index).map((smaller) => larger / smaller),
	);
	return Math.max(...ratios);
}

function growthBars(mode: string, growth: Results['growth'][Growing]): Bar[] {
	const most = 1.2;
	const bar = (what: string, valueOf: (runs: Run[]) => number) =>
		atMost(
			`growth, ${mode}: ${what} per item compared with fewer items`,
			most,
			growthOf(growth, valueOf),
		);
	return [bar('node time', timeOf), bar('memory', memoryOf)];
}

/** The ratio of our node's CPU time to that of the minimal node. */
export const overMinimal = ({ source, autoMap, minimal }: AtLimit) =>
	cpuOf(autoMap, source) / cpuOf(minimal, source);

function minimalBars(atLimit: Results['atLimit']): Bar[] {
	return (['plain', 'secure'] as const).flatMap((place) => [
		atMost(
			`100 contacts per request${WHERE[place]}: CPU compared with the minimal node`,
			OVER_MINIMAL.contacts,
			overMinimal(atLimit[place].contacts),
		),
		atMost(
			`one email per request${WHERE[place]}: CPU compared with the minimal node`,
			OVER_MINIMAL.emails,
			overMinimal(atLimit[place].emails),
		),
	]);
}

export function barsOf({ contacts, emails, limited, growth, notes, atLimit }: Results): Bar[] {
	const http = contacts.httpRequest;
	const faster = (mode: Contender) => timeOf(http) / timeOf(contacts[mode]);
	const cheaper = (mode: Contender) =>
		cpuOf(emails.httpRequest, emails.source) / cpuOf(emails[mode], emails.source);
	const refused =
		mostOf(limited.autoMap, (run) => run.requests) -
		mostOf(limited.autoMap, (run) => run.byStatus['200'] ?? 0);
	return [
		atLeast('contacts, Auto-Map: reduction in node time', 100, faster('autoMap')),
		atMost(
			'contacts, Auto-Map: requests',
			100,
			mostOf(contacts.autoMap, (run) => run.requests),
			'',
		),
		atLeast(
			'contacts, Auto-Map: reduction in memory growth',
			2,
			memoryOf(http) / memoryOf(contacts.autoMap),
		),
		atLeast(
			'contacts, two expressions that name a field: reduction in node time',
			6,
			faster('fields'),
		),
		atLeast(
			'contacts, two expressions that compute a result: reduction in node time',
			50,
			faster('computed'),
		),
		atMost(
			'contacts, two expressions that compute a result: node time compared with Auto-Map',
			4,
			timeOf(contacts.computed) / timeOf(contacts.autoMap),
		),
		atLeast('emails, Auto-Map: reduction in CPU', 3.5, cheaper('autoMap')),
		atLeast('emails, five expressions that name a field: reduction in CPU', 1.3, cheaper('fields')),
		atLeast(
			'emails, five expressions that compute a result: reduction in CPU',
			4,
			cheaper('computed'),
		),
		atMost(
			'emails, five expressions that compute a result: CPU compared with Auto-Map',
			1.6,
			cheaper('autoMap') / cheaper('computed'),
		),
		atMost(
			'service with a limit: time until all contacts are accepted',
			LIMITED_SECONDS,
			timeOf(limited.autoMap) / 1000,
			' s',
		),
		atMost('service with a limit: refused requests', 0, refused, ''),
		...growthBars('Auto-Map', growth.autoMap),
		...growthBars('two expressions that compute', growth.computed),
		atMost(
			`Skip Already Sent, ${count(notes.before)} saved fingerprints: node time compared with none`,
			1.2,
			timeOf(notes.many) / timeOf(notes.none),
		),
		...minimalBars(atLimit),
	];
}

export const barTable = (bars: readonly Bar[]) =>
	table(
		['measurement', 'target', 'measured', 'met'],
		bars.map(({ what, bar, measured, isMet }) => [what, bar, measured, isMet ? 'yes' : '**no**']),
	);
