/** Writes docs/benchmarks.md from the results. No measured value in it is typed by hand. */
import { barsOf, barTable, overMinimal } from './bars.mts';
import {
	count,
	cpuOf,
	megabytes,
	memoryOf,
	milliseconds,
	mostOf,
	rounded,
	seconds,
	table,
	timeOf,
	times,
	wholeCpuOf,
} from './figures.mts';
import {
	BATCH_SIZE,
	CONCURRENCY,
	type Contender,
	DISTANT_MS,
	HTTP_BATCH,
	LIMIT,
	OVERLAP_MS,
} from './jobs.mts';
import type { Place, Run } from './lab.mts';
import type { AtLimit, Profiled, ProfiledName, Results } from './measure.mts';
import { COLLECTOR, NODE_ITSELF, WAITING } from './profile.mts';

const MODES: Array<[Contender, string]> = [
	['httpRequest', 'HTTP Request'],
	['autoMap', 'our node, Auto-Map'],
	['fields', 'our node, named fields'],
	['computed', 'our node, computed'],
];

const requestsOf = (runs: readonly Run[]) => mostOf(runs, ({ requests }) => requests);

/** What Leeloo's limit means for this number of requests: no delay, or a minimum number of minutes. */
function atLeeloosLimit(requests: number): string {
	return requests <= LIMIT
		? "stays within Leeloo's limit"
		: `needs at least ${rounded(requests / LIMIT)} minutes`;
}

/** Summarizes the result for users. */
function inShort({ contacts, emails, counts }: Results): string {
	const [ours, http] = [contacts.autoMap, contacts.httpRequest];
	const cheaper = cpuOf(emails.httpRequest, emails.source) / cpuOf(emails.autoMap, emails.source);
	const [few, many] = [requestsOf(ours), requestsOf(http)];
	return `- **${count(counts.contacts)} contacts into Leeloo: our node sends ${count(few)} requests, and the HTTP Request node sends ${count(many)}.** Leeloo accepts ${LIMIT} requests per minute.
  Our node ${atLeeloosLimit(few)}. The HTTP Request node ${atLeeloosLimit(many)}. If the service responds immediately, our node takes ${seconds(timeOf(ours))} and the HTTP Request node takes ${seconds(timeOf(http))}.
- **${count(counts.emails)} emails into Regpack: each node sends ${count(requestsOf(emails.autoMap))} requests**, because Regpack accepts one user per request. The HTTP Request node uses ${times(cheaper)} as much CPU time as our node.`;
}

/** Compares all contenders. Each value also says how many times smaller it is than the HTTP Request node's. */
function comparison(runs: Record<Contender, Run[]>): string {
	const compared = (
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
			compared('node time', (contender) => timeOf(runs[contender]), seconds),
			compared('CPU', (contender) => cpuOf(runs[contender], runs.source), seconds),
			compared('memory growth, including item creation', (name) => memoryOf(runs[name]), megabytes),
			plain('requests', ({ requests }) => requests),
			plain('most requests in progress', ({ maxInFlight }) => maxInFlight),
			plain('most open connections', ({ connections }) => connections),
			plain('items saved', ({ stored }) => stored),
		],
	);
}

const PROFILED: Array<[ProfiledName, string]> = [
	['contacts', 'contacts, our node'],
	['contactsMinimal', 'contacts, minimal node'],
	['emails', 'emails, our node'],
	['emailsMinimal', 'emails, minimal node'],
	['httpRequest', 'emails, HTTP Request'],
];

function profileTable(profiles: Results['profiles']): string {
	const columns = PROFILED.map(([name]) => profiles[name]);
	const perItem = ({ items, shares }: Profiled, who: string) =>
		((shares.find((share) => share.who === who)?.ms ?? 0) / items) * 1000;
	const busy = (column: Profiled) => column.shares.filter(({ who }) => who !== WAITING);
	const whos = [...new Set(columns.flatMap((column) => busy(column).map(({ who }) => who)))];
	const heaviest = (who: string) => Math.max(...columns.map((column) => perItem(column, who)));
	const cells = (value: (column: Profiled) => number) =>
		columns.map((column) => rounded(value(column)));
	const sum = (column: Profiled) =>
		(busy(column).reduce((total, { ms }) => total + ms, 0) / column.items) * 1000;
	return table(
		['µs per item', ...PROFILED.map(([, title]) => title)],
		[
			...whos
				.toSorted((a, b) => heaviest(b) - heaviest(a))
				.map((who) => [who, ...cells((column) => perItem(column, who))]),
			['**total**', ...cells(sum)],
		],
	);
}

function minimalTable(atLimit: Results['atLimit']): string {
	const perRequest = (runs: Run[], { source, requests }: AtLimit) =>
		milliseconds(cpuOf(runs, source) / requests);
	const delay = `a delay of ${OVERLAP_MS} ms`;
	const titles: Record<Place, Record<'contacts' | 'emails', string>> = {
		plain: { contacts: `${BATCH_SIZE} contacts`, emails: `one email, with ${delay}` },
		secure: {
			contacts: `${BATCH_SIZE} contacts, with TLS and ${delay}`,
			emails: `one email, with TLS and ${delay}`,
		},
	};
	const rows = (place: Place) =>
		(['contacts', 'emails'] as const).map((name) => {
			const compared = atLimit[place][name];
			return [
				titles[place][name],
				perRequest(compared.minimal, compared),
				perRequest(compared.autoMap, compared),
				times(overMinimal(compared)),
			];
		});
	return table(
		['CPU per request', 'minimal node', 'our node', 'ratio'],
		[...rows('plain'), ...rows('secure')],
	);
}

function limitedTable({ httpRequest, autoMap }: Results['limited']): string {
	const [failed] = httpRequest;
	const both = (value: (runs: Run[]) => string) => [value(httpRequest), value(autoMap)];
	const plain = (what: string, value: (run: Run) => number) => [
		what,
		...both((runs) => count(mostOf(runs, value))),
	];
	return table(
		['', 'HTTP Request', 'our node, Auto-Map'],
		[
			plain('requests', ({ requests }) => requests),
			plain('refused requests', ({ byStatus }) => byStatus['429'] ?? 0),
			plain('saved items', ({ stored }) => stored),
			['node time', ...both((runs) => seconds(timeOf(runs)))],
			[
				'result',
				failed?.error
					? `the error "${failed.error}", which does not say which items were saved`
					: 'success',
				'success',
			],
		],
	);
}

function distantTable({ httpRequest, autoMap }: Results['distant']): string {
	const ratio = timeOf(httpRequest) / timeOf(autoMap);
	const connections = (runs: Run[]) => count(mostOf(runs, (run) => run.connections));
	return table(
		['', 'HTTP Request', 'our node, Auto-Map'],
		[
			[
				'node time',
				seconds(timeOf(httpRequest)),
				`${seconds(timeOf(autoMap))} (${times(ratio)} less)`,
			],
			['most open connections', connections(httpRequest), connections(autoMap)],
		],
	);
}

/** CPU time of one expression for one item. */
function expressionCost({ contacts, counts }: Results, mode: Contender): string {
	const more = cpuOf(contacts[mode], contacts.source) - cpuOf(contacts.autoMap, contacts.source);
	return more > 0 ? `${rounded((more / counts.contacts / 2) * 1000)} µs` : 'too little to measure';
}

/** CPU per request that our node needs in addition to the minimal node. */
const ownCpu = ({ autoMap, minimal, source, requests }: AtLimit) =>
	(cpuOf(autoMap, source) - cpuOf(minimal, source)) / requests;

const repeatedRuns = (repeated: readonly string[]) =>
	repeated.length === 0
		? 'No run was repeated.'
		: `These attempts do not count:\n${repeated.map((run) => `  - ${run}`).join('\n')}`;

export function page(results: Results): string {
	const { machine, rounds, minutes, counts, contacts, emails, growth, notes, atLimit } = results;
	const bars = barsOf(results);
	const missed = bars.filter(({ isMet }) => !isMet);
	const sourceCpu = wholeCpuOf(contacts.source) / (counts.contacts / BATCH_SIZE);
	return `# Benchmarks

${inShort(results)}

\`npm run bench\` wrote this page. All measured values come from one run of this command, except those in [Start-up and size](#start-up-and-size).

The benchmark compares our nodes with n8n's own HTTP Request node. The HTTP Request node sends one request per item and creates the request body with one expression.
The HTTP Request node's *Batching* option is off, except for the emails. Both nodes do the same work in n8n ${machine.n8n},
with the same credential. A local server (*stand-in*) replaces the service.

**Compare the ratios, not the times.** The benchmark machine has ${machine.cores} cores, ${machine.memoryGb} GB of memory, and Node ${machine.node}. Requests do not leave the machine, and use TLS
only where this page mentions it.

## Targets

${barTable(bars)}

${missed.length === 0 ? 'All targets are met.' : `${missed.length} of ${bars.length} targets ${missed.length === 1 ? 'is' : 'are'} not met. The sections below show the details.`}

## How we measure

- n8n runs as a server with the packed package. The stand-ins run in a separate process. The nodes Manual Trigger, Edit Fields, and Split Out create the items.
- The compared nodes take turns for ${rounds} rounds, after a warm-up that does not count. This page shows the median of each time and size, and the highest value of each count.
  The benchmark triggers garbage collection before each run.
- Memory is measured in one more round. Before each run of this round, V8 returns unused memory to the system and discards compiled code.
- **Node time** is the execution time that n8n shows for the node.
- **CPU** is the CPU time of the whole n8n process until n8n has saved the execution. The CPU time of the same workflow without
  the node is subtracted.
- **Memory growth** is n8n's peak memory during the execution, minus its memory before the execution.
- **Named fields**: each value is an expression that only names a field (\`{{ $json.email }}\`).
- **Computed**: each value is an expression that computes a result (\`{{ $json.email.toString() }}\`).
- The stand-ins count requests and saved items. If our node loses an item, the benchmark stops.
- If n8n is too busy to report a run, the benchmark repeats the run up to two times. The benchmark also repeats a run if the HTTP Request node loses items.
- ${repeatedRuns(results.repeated)}

To repeat the benchmark, run \`npm run bench\` on Linux. The run for this page took ${minutes} minutes.

- \`BENCH_ROUNDS=5\` sets the number of rounds to 5.
- \`BENCH_SCALE=0.1\` runs a quick check with a tenth of the items, and does not change this page.
- \`artifacts/bench.json\` contains the results of every run.

## ${count(counts.contacts)} contacts into Leeloo

Our node sends ${BATCH_SIZE} contacts per request. The stand-in responds immediately.

${comparison(contacts)}

n8n needs about 500 µs of CPU time to evaluate one expression, regardless of what the expression contains. Our node therefore combines expressions that need only
the item's fields, and evaluates them in five parts for all items after the first. In this run, the CPU cost per item was ${expressionCost(results, 'computed')} for an expression that computes a result.
The CPU cost was ${expressionCost(results, 'fields')} for an expression that only names a field. *Auto-Map* needs no expressions.

The [profile](#comparison-with-a-minimal-node) shows where the node spends its time with *Auto-Map*. Node time varies
by about 20% between runs. With a *Batch Size* of 1,000, the node sends a tenth as many requests.

The next table shows a service that takes ${DISTANT_MS} ms per response. Our node waits for ${count(requestsOf(results.distant.autoMap))} responses, five at a time
(*Max Concurrency*). The HTTP Request node waits for ${count(requestsOf(results.distant.httpRequest))} responses.

${distantTable(results.distant)}

## ${count(counts.emails)} emails into Regpack

Both nodes send one request per email, because Regpack accepts one user per request. The stand-in takes ${OVERLAP_MS} ms per response.

- Our node sends up to ${CONCURRENCY} requests at the same time (*Max Concurrency*).
- The HTTP Request node sends ${HTTP_BATCH.batchSize} requests every ${HTTP_BATCH.batchInterval} ms (*Batching*).

Node time depends on these settings, so compare the CPU time.

${comparison(emails)}

## A service that enforces its limit

Both nodes send ${count(counts.limited)} contacts. The stand-in refuses more than ${LIMIT} requests per minute, which is the limit in Leeloo's documentation.
The HTTP Request node runs without its *Batching* option. With *Batching*, this node could stay within the limit, but would need about ${rounded(results.counts.limited / LIMIT)} minutes.

${limitedTable(results.limited)}

## Growth

Our node sends an increasing number of contacts to Leeloo. The stand-in does not limit the requests per minute.

${table(
	[
		'items',
		...['Auto-Map', 'computed'].flatMap((mode) => [
			`node time per item, ${mode}`,
			`memory growth per item, ${mode}`,
		]),
	],
	growth.autoMap.map(({ items, runs }, index) => [
		count(items),
		...[runs, growth.computed[index]?.runs ?? []].flatMap((each) => [
			`${rounded((timeOf(each) / items) * 1000)} µs`,
			`${rounded((memoryOf(each) / items) * 1024)} KB`,
		]),
	]),
)}

The memory growth includes item creation.

For growth, the targets compare the cost per item at each count with the cost at each smaller count. The target applies to the highest ratio. A ratio below 1× means that
each item costs less, because more items share the fixed costs of an execution.

## Skip Already Sent

*Skip Already Sent* saves one fingerprint per item in n8n's database, and updates the fingerprint after the service accepts the item. The table compares
a workflow's first run with a run after many earlier runs.

${table(
	['saved fingerprints before the run', 'node time per item'],
	[
		['none', `${rounded((timeOf(notes.none) / counts.contacts) * 1000)} µs`],
		[count(notes.before), `${rounded((timeOf(notes.many) / counts.contacts) * 1000)} µs`],
	],
)}

## Comparison with a minimal node

The *minimal node* does only what every node must do (\`test/bench/minimal.cjs\`). Both nodes use n8n's HTTP helper, with the same credential and
concurrency. The minimal node sends the same requests as our node, and returns the items. The minimal node does not check items or responses, limit the request rate, or report outcomes.

Real services use TLS and take several milliseconds to respond. The second half of the table therefore shows requests with TLS and a delay.

${minimalTable(atLimit)}

A CPU profile of n8n's main thread shows how n8n spends its time while the node runs. Profiling slows everything down, so compare only the proportions.

${profileTable(results.profiles)}

- **${NODE_ITSELF}** is the code of this package or of the minimal node. The code of our node reads and checks items, enforces limits, tracks what was sent,
  and creates output items.
- **One email per request**: n8n asks community nodes to send requests through its HTTP helper. For each request, the helper creates two agents, checks for a proxy, and
  calls axios. As everywhere in n8n, each request opens its own connection.
- **${BATCH_SIZE} contacts per request**: for each request, our node reads, checks, and identifies ${BATCH_SIZE} items, and creates ${BATCH_SIZE} output items. Our node needs ${milliseconds(ownCpu(atLimit.plain.contacts))} more
  CPU time per request than the minimal node. For comparison, n8n needs ${milliseconds(sourceCpu)} of CPU time to create ${BATCH_SIZE} input items. In the first row of *CPU per request*, there is no TLS or delay, so requests
  cost almost nothing. With TLS, each request costs more, so the ratio is lower.
- **${COLLECTOR}** takes longer if any code creates more objects per item or request.
`;
}
