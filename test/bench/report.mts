/** Writes docs/benchmarks.md and the bars from the results. No figure in it is typed by hand. */
import { CONCURRENCY, type Contender, DISTANT_MS, HTTP_BATCH, LIMIT, OVERLAP_MS } from './jobs.mts';
import type { Run } from './lab.mts';
import type { Distance, Profiled, Results } from './measure.mts';
import { COLLECTOR, WAITING } from './profile.mts';

/** A promised limit and its measured value. */
interface Bar {
	what: string;
	bar: string;
	measured: string;
	isMet: boolean;
}

const LIMITED_SECONDS = 20;

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? NaN;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

const of = (runs: readonly Run[], value: (run: Run) => number) => median(runs.map(value));
const timeOf = (runs: readonly Run[]) => of(runs, ({ nodeMs }) => nodeMs);
const memoryOf = (runs: readonly Run[]) => of(runs, ({ memoryMb }) => memoryMb);
const mostOf = (runs: readonly Run[], value: (run: Run) => number) => Math.max(...runs.map(value));
/** CPU time of a node: its workflow's CPU time minus that of the workflow with only the source. */
const cpuOf = (runs: readonly Run[], source: readonly Run[]) =>
	of(runs, ({ cpuMs }) => cpuMs) - of(source, ({ cpuMs }) => cpuMs);

export const count = (value: number) => Math.round(value).toLocaleString('en');
export const rounded = (value: number) =>
	value >= 100 ? count(value) : String(Number(value.toFixed(value >= 10 ? 0 : 2)));
const times = (ratio: number) => `${rounded(ratio)}×`;
export const seconds = (ms: number) =>
	`${ms >= 10_000 ? (ms / 1000).toFixed(0) : (ms / 1000).toFixed(2)} s`;
const megabytes = (mb: number) => `${Math.round(mb)} MB`;

const atLeast = (what: string, least: number, ratio: number): Bar => ({
	what,
	bar: `at least ${times(least)}`,
	measured: times(ratio),
	isMet: ratio >= least,
});
const atMost = (what: string, most: number, measured: number, show = times): Bar => ({
	what,
	bar: `at most ${show(most)}`,
	measured: show(measured),
	isMet: measured <= most,
});

/** The highest cost per item at a larger count, compared with a smaller one. */
function growthOf(growth: Results['growth'], value: (run: Run) => number): number {
	const each = growth.map(({ items, runs }) => of(runs, value) / items);
	const ratios = each.flatMap((larger, index) =>
		each.slice(0, index).map((smaller) => larger / smaller),
	);
	return Math.max(...ratios);
}

const cpuPerRequest = ({ requests, source, autoMap }: Distance) =>
	cpuOf(autoMap, source) / requests;
const barePerRequest = ({ requests, bare }: Distance) =>
	median(bare.map(({ cpuMs }) => cpuMs)) / requests;
const distanceOf = (distance: Distance) => cpuPerRequest(distance) / barePerRequest(distance);

export function barsOf({ contacts, emails, limited, growth, distance }: Results): Bar[] {
	const http = contacts.httpRequest;
	const faster = (mode: Contender) => timeOf(http) / timeOf(contacts[mode]);
	const cheaper = (mode: Contender) =>
		cpuOf(emails.httpRequest, emails.source) / cpuOf(emails[mode], emails.source);
	const lost =
		mostOf(limited.autoMap, (run) => run.requests) -
		mostOf(limited.autoMap, (run) => run.byStatus['200'] ?? 0);
	return [
		atLeast('contacts, Auto-Map: less node time', 100, faster('autoMap')),
		atMost(
			'contacts, Auto-Map: requests',
			100,
			mostOf(contacts.autoMap, (run) => run.requests),
			count,
		),
		atLeast('contacts, Auto-Map: less memory', 2, memoryOf(http) / memoryOf(contacts.autoMap)),
		atLeast('contacts, two fields named in expressions: less node time', 6, faster('fields')),
		atLeast('contacts, two computing expressions: less node time', 50, faster('computed')),
		atMost(
			'contacts, two computing expressions: node time beside Auto-Map',
			4,
			timeOf(contacts.computed) / timeOf(contacts.autoMap),
		),
		atLeast('emails, Auto-Map: less CPU', 3.5, cheaper('autoMap')),
		atLeast('emails, five fields named in expressions: less CPU', 1.3, cheaper('fields')),
		atLeast('emails, five computing expressions: less CPU', 4, cheaper('computed')),
		atMost(
			'emails, five computing expressions: CPU beside Auto-Map',
			1.6,
			cheaper('autoMap') / cheaper('computed'),
		),
		atMost(
			'limited vendor: all accepted within',
			LIMITED_SECONDS,
			timeOf(limited.autoMap) / 1000,
			(s) => `${rounded(s)} s`,
		),
		atMost('limited vendor: requests refused', 0, lost, count),
		atMost(
			'growth: time per item',
			1.2,
			growthOf(growth, ({ nodeMs }) => nodeMs),
		),
		atMost(
			'growth: memory per item',
			1.2,
			growthOf(growth, ({ memoryMb }) => memoryMb),
		),
		atMost(
			'distance from the bare client, 100 contacts a request: CPU',
			2,
			distanceOf(distance.contacts),
		),
		atMost(
			'distance from the bare client, one email a request: CPU',
			2,
			distanceOf(distance.emails),
		),
	];
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
export const table = (head: readonly string[], rows: ReadonlyArray<readonly string[]>) =>
	[row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

export const barTable = (bars: readonly Bar[]) =>
	table(
		['what', 'bar', 'measured', 'met'],
		bars.map(({ what, bar, measured, isMet }) => [what, bar, measured, isMet ? 'yes' : '**no**']),
	);

const MODES: Array<[Contender, string]> = [
	['httpRequest', 'HTTP Request'],
	['autoMap', 'ours, Auto-Map'],
	['fields', 'ours, fields named'],
	['computed', 'ours, computed'],
];

/** All contenders side by side. Each figure says how many times smaller it is than the HTTP Request node's. */
function comparison(runs: Record<Contender, Run[]>): string {
	const beside = (
		what: string,
		value: (contender: Contender) => number,
		show: (value: number) => string,
	) => [
		what,
		...MODES.map(([contender]) => {
			const ratio = value('httpRequest') / value(contender);
			return contender === 'httpRequest'
				? show(value(contender))
				: `${show(value(contender))} (${times(ratio)} less)`;
		}),
	];
	const plain = (what: string, value: (run: Run) => number) => [
		what,
		...MODES.map(([contender]) => count(mostOf(runs[contender], value))),
	];
	return table(
		['', ...MODES.map(([, title]) => title)],
		[
			beside('node time', (contender) => timeOf(runs[contender]), seconds),
			beside('CPU', (contender) => cpuOf(runs[contender], runs.source), seconds),
			beside('memory growth, with the source', (contender) => memoryOf(runs[contender]), megabytes),
			plain('requests', (run) => run.requests),
			plain('most requests under way', (run) => run.maxInFlight),
			plain('most connections open', (run) => run.connections),
			plain('records stored', (run) => run.stored),
		],
	);
}

function profileTable({ contacts, emails, httpRequest }: Results['profiles']): string {
	const columns = [contacts, emails, httpRequest];
	const perItem = ({ items, shares }: Profiled, who: string) =>
		((shares.find((share) => share.who === who)?.ms ?? 0) / items) * 1000;
	const busy = (column: Profiled) => column.shares.filter(({ who }) => who !== WAITING);
	const whos = [...new Set(columns.flatMap((column) => busy(column).map(({ who }) => who)))];
	const heaviest = (who: string) => Math.max(...columns.map((column) => perItem(column, who)));
	const cells = (value: (column: Profiled) => number) =>
		columns.map((column) => rounded(value(column)));
	return table(
		['µs per item', 'contacts, ours', 'emails, ours', 'emails, HTTP Request'],
		[
			...whos
				.toSorted((a, b) => heaviest(b) - heaviest(a))
				.map((who) => [who, ...cells((column) => perItem(column, who))]),
			[
				'**together**',
				...cells(
					(column) => (busy(column).reduce((sum, { ms }) => sum + ms, 0) / column.items) * 1000,
				),
			],
		],
	);
}

export function page(results: Results): string {
	const {
		machine,
		rounds,
		minutes,
		counts,
		contacts,
		distant,
		emails,
		limited,
		growth,
		distance,
		profiles,
	} = results;
	const bars = barsOf(results);
	const missed = bars.filter(({ isMet }) => !isMet);
	const refused = limited.httpRequest[0];
	/** CPU time of one expression for one item, in microseconds. */
	const expressionCost = (mode: Contender) => {
		const more = cpuOf(contacts[mode], contacts.source) - cpuOf(contacts.autoMap, contacts.source);
		return more > 0
			? `${rounded((more / counts.contacts / 2) * 1000)} µs`
			: 'too little to measure';
	};
	const cpuPerRequestOf = (runs: readonly Run[]) =>
		of(runs, ({ cpuMs }) => cpuMs) / distance.contacts.requests;
	const overheadOf = (runs: readonly Run[], source: readonly Run[], requests: number) =>
		cpuOf(runs, source) / requests / barePerRequest(distance.emails);
	return `# Benchmarks

Written by \`npm run bench\`: every figure below comes from one run of it, none is typed by hand.

How these nodes compare with n8n's own HTTP Request node (one request per item, its body made by one expression) doing the
same work with the same credential, in a real n8n ${machine.n8n}, against the same stand-in server. **Compare the ratios, not the times**: these are
of a machine with ${machine.cores} cores and ${machine.memoryGb} GB of memory, Node ${machine.node}, everything over loopback and without TLS.

## The bars

${barTable(bars)}

${missed.length === 0 ? 'All are met.' : `${missed.length} of ${bars.length} are not met; the sections below say why.`}

## How it is measured

- n8n runs the packed package as a server; the stand-ins are a process of their own. Rows come from Manual Trigger → Edit Fields → Split Out.
- Contenders alternate, ${rounds} rounds after an unmeasured warm-up with fewer items; figures are medians, counts are the highest. Garbage is collected before each run.
- **Node time** is what n8n notes for the node. **CPU** is that of the whole n8n process until the execution is saved, without what the same
  workflow costs that ends before the node. **Memory growth** is the highest resident size during the execution above that before it.
- Requests and records are counted by the stand-in. A run in which a row is missing ends the benchmark.
- *Fields named* sets values by expressions that name a field (\`{{ $json.email }}\`), *computed* by expressions that compute (\`{{ $json.email.toString() }}\`).

Repeat it on Linux with \`npm run bench\`; this run took ${minutes} minutes. \`BENCH_ROUNDS=5\` sets the rounds. \`BENCH_SCALE=0.1\` takes a tenth of the items for a quick
look, and leaves this page alone. The single runs are in \`artifacts/bench.json\`.

## ${count(counts.contacts)} contacts into Leeloo

Ours sends 100 contacts a request. The stand-in answers at once.

${comparison(contacts)}

n8n takes about 500 µs of CPU to evaluate one expression, whatever it contains. The node therefore joins expressions: those that need only fields of the item
are evaluated for 500 items at once. Here an expression that computes takes ${expressionCost('computed')} of CPU per item, and one that names a field
${expressionCost('fields')}. *Auto-Map* needs none.

What is left of *Auto-Map*'s node time is a hundred requests through n8n's HTTP helper and garbage collection (see the profile at the end). It varies
by a fifth from run to run, so that the first bar is sometimes met and sometimes not; a *Batch Size* of 1,000 makes ten requests of the hundred.

With a vendor that takes ${DISTANT_MS} ms for each answer, time is mostly waiting: ours waits for ${count(mostOf(distant.autoMap, (run) => run.requests))} answers, five at a time
(*Max Concurrency*), the HTTP Request node for as many as it likes.

${table(
	['', 'HTTP Request', 'ours, Auto-Map'],
	[
		[
			'node time',
			seconds(timeOf(distant.httpRequest)),
			`${seconds(timeOf(distant.autoMap))} (${times(timeOf(distant.httpRequest) / timeOf(distant.autoMap))} less)`,
		],
		[
			'most connections open',
			count(mostOf(distant.httpRequest, (run) => run.connections)),
			count(mostOf(distant.autoMap, (run) => run.connections)),
		],
	],
)}

## ${count(counts.emails)} emails into Regpack

One request each for both, since Regpack takes one person a request. Ours has *Max Concurrency* ${CONCURRENCY}; the HTTP Request node's batching is ${HTTP_BATCH.batchSize} items every
${HTTP_BATCH.batchInterval} ms, which brings about as many under way. The stand-in takes ${OVERLAP_MS} ms for each answer. Node time depends on these settings: CPU is what to compare.

${comparison(emails)}

## A vendor that enforces its limit

${count(counts.limited)} contacts, and a stand-in that refuses more than ${LIMIT} requests a minute, as Leeloo says it does.

${table(
	['', 'HTTP Request', 'ours, Auto-Map'],
	[
		[
			'requests',
			...[limited.httpRequest, limited.autoMap].map((runs) =>
				count(mostOf(runs, (run) => run.requests)),
			),
		],
		[
			'refused',
			...[limited.httpRequest, limited.autoMap].map((runs) =>
				count(mostOf(runs, (run) => run.byStatus['429'] ?? 0)),
			),
		],
		[
			'stored',
			...[limited.httpRequest, limited.autoMap].map((runs) =>
				count(mostOf(runs, (run) => run.stored)),
			),
		],
		['node time', ...[limited.httpRequest, limited.autoMap].map((runs) => seconds(timeOf(runs)))],
		[
			'ends with',
			refused?.error
				? `the error "${refused.error}", and no word on which rows are stored`
				: 'success',
			'success',
		],
	],
)}

## Growth

Leeloo, Auto-Map, *Requests per Minute* 0, so that the pace is not what is measured.

${table(
	['items', 'node time per item', 'memory growth per item, with the source'],
	growth.map(({ items, runs }) => [
		count(items),
		`${rounded((timeOf(runs) / items) * 1000)} µs`,
		`${rounded((memoryOf(runs) / items) * 1024)} KB`,
	]),
)}

The bar is for the steepest rise from a smaller count to a larger one. Below 1× it falls: the fixed costs of an execution are shared by more items.

## Distance from the physical limit

The same requests, same headers, same number under way, sent by a script of Node's \`http.request\` and nothing else: no items, no credential, no
checks, no outcome, nothing saved. As everywhere in n8n, each request has a connection of its own.

${table(
	['CPU per request', 'bare client', 'ours in n8n', 'distance'],
	(['contacts', 'emails'] as const).map((name) => [
		name === 'contacts' ? '100 contacts' : 'one email',
		`${barePerRequest(distance[name]).toFixed(2)} ms`,
		`${cpuPerRequest(distance[name]).toFixed(2)} ms`,
		times(distanceOf(distance[name])),
	]),
)}

For one email the HTTP Request node is ${times(overheadOf(emails.httpRequest, emails.source, counts.emails))} away from the bare client. What the time goes to, by a CPU profile of n8n's main thread while the node was
running, per item (profiling itself makes everything slower, so that only the parts compare):

${profileTable(profiles)}

- **One email a request**: ours is sent by n8n's HTTP helper, as n8n asks of community nodes. For every request that builds two agents, asks for
  proxies and goes through axios. The checks, the pace and the ledger are within the line *these nodes*.
- **100 contacts a request**: the bare client has no items. For each request n8n has 100 to read, to check, to tell apart for the run ledger, to put
  out, to pair and to save. The workflow without the node, which only makes these items, takes ${cpuPerRequestOf(contacts.source).toFixed(2)} ms of CPU for each 100.
- *${COLLECTOR}* grows with everything that was made for an item or a request, whoever made it.
`;
}
