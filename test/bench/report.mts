/** Writes docs/benchmarks.md from the results. No figure in it is typed by hand. */
import { barsOf, barTable, overMinimal } from './bars.mts';
import {
	count,
	cpuOf,
	megabytes,
	memoryOf,
	milliseconds,
	mostOf,
	of,
	rounded,
	seconds,
	table,
	timeOf,
	times,
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
	['autoMap', 'ours, Auto-Map'],
	['fields', 'ours, fields named'],
	['computed', 'ours, computed'],
];

const requestsOf = (runs: readonly Run[]) => mostOf(runs, ({ requests }) => requests);

/** How long so many requests take at a limit of requests per minute, e.g. `20 s` or `33 minutes`. */
function atLeeloosLimit(requests: number): string {
	const minutes = requests / LIMIT;
	return minutes < 2 ? `${rounded(minutes * 60)} s` : `${rounded(minutes)} minutes`;
}

/** The result in words that a user understands. */
function inShort({ contacts, emails, counts }: Results): string {
	const [ours, http] = [contacts.autoMap, contacts.httpRequest];
	const cheaper = cpuOf(emails.httpRequest, emails.source) / cpuOf(emails.autoMap, emails.source);
	const [few, many] = [requestsOf(ours), requestsOf(http)];
	return `- **${count(counts.contacts)} contacts into Leeloo: ${count(few)} requests, about ${atLeeloosLimit(few)} at Leeloo's limit** of ${LIMIT} requests per minute. The HTTP Request node:
  ${count(many)} requests, about ${atLeeloosLimit(many)} at this limit. If the service responds immediately, our node takes ${seconds(timeOf(ours))} and the HTTP Request node ${seconds(timeOf(http))}.
- **${count(counts.emails)} emails into Regpack: ${count(requestsOf(emails.autoMap))} requests with both nodes.** Regpack accepts one user per request. Our node uses ${times(cheaper)} less CPU.`;
}

/** All contenders side by side. Each figure says how many times smaller it is than the HTTP Request node's. */
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
			compared('memory growth, with the source', (name) => memoryOf(runs[name]), megabytes),
			plain('requests', ({ requests }) => requests),
			plain('most requests in progress', ({ maxInFlight }) => maxInFlight),
			plain('most connections open', ({ connections }) => connections),
			plain('records saved', ({ stored }) => stored),
		],
	);
}

const PROFILED: Array<[ProfiledName, string]> = [
	['contacts', 'contacts, ours'],
	['contactsMinimal', 'contacts, minimal'],
	['emails', 'emails, ours'],
	['emailsMinimal', 'emails, minimal'],
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
	const rows = (place: Place, where: string) =>
		(['contacts', 'emails'] as const).map((name) => {
			const compared = atLimit[place][name];
			return [
				`${name === 'contacts' ? `${BATCH_SIZE} contacts` : 'one email'}${where}`,
				perRequest(compared.minimal, compared),
				perRequest(compared.autoMap, compared),
				times(overMinimal(compared)),
			];
		});
	return table(
		['CPU per request', 'minimal node', 'ours', 'ratio'],
		[...rows('plain', ''), ...rows('secure', `, TLS and ${OVERLAP_MS} ms`)],
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
		['', 'HTTP Request', 'ours, Auto-Map'],
		[
			plain('requests', ({ requests }) => requests),
			plain('refused', ({ byStatus }) => byStatus['429'] ?? 0),
			plain('saved', ({ stored }) => stored),
			['node time', ...both((runs) => seconds(timeOf(runs)))],
			[
				'ends with',
				failed?.error
					? `the error "${failed.error}", which does not name the saved items`
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
		['', 'HTTP Request', 'ours, Auto-Map'],
		[
			[
				'node time',
				seconds(timeOf(httpRequest)),
				`${seconds(timeOf(autoMap))} (${times(ratio)} less)`,
			],
			['most connections open', connections(httpRequest), connections(autoMap)],
		],
	);
}

/** CPU time of one expression for one item. */
function expressionCost({ contacts, counts }: Results, mode: Contender): string {
	const more = cpuOf(contacts[mode], contacts.source) - cpuOf(contacts.autoMap, contacts.source);
	return more > 0 ? `${rounded((more / counts.contacts / 2) * 1000)} µs` : 'too little to measure';
}

const repeatedRuns = (repeated: readonly string[]) =>
	repeated.length === 0
		? 'All runs counted.'
		: `These runs did not count:\n${repeated.map((run) => `  - ${run}`).join('\n')}`;

export function page(results: Results): string {
	const { machine, rounds, minutes, counts, contacts, emails, growth, atLimit } = results;
	const bars = barsOf(results);
	const missed = bars.filter(({ isMet }) => !isMet);
	const sourceCpu = of(contacts.source, ({ cpuMs }) => cpuMs) / (counts.contacts / BATCH_SIZE);
	return `# Benchmarks

${inShort(results)}

\`npm run bench\` wrote this page. Every figure comes from one run of it, and none is typed by hand.

It compares these nodes with n8n's own HTTP Request node, which sends one request per item and creates its body with one expression. Both do the same work with
the same credential in n8n ${machine.n8n}, with the same stand-in server. **Compare the ratios, not the times**: the times are of a machine with ${machine.cores} cores and
${machine.memoryGb} GB of memory, with Node ${machine.node}. Requests stay on this machine, and use TLS only where the page says so.

## The bars

${barTable(bars)}

${missed.length === 0 ? 'All are met.' : `${missed.length} of ${bars.length} are not met. The sections below say why.`}

## How it is measured

- n8n runs the packed package as a server. The stand-ins are a separate process. The items come from Manual Trigger → Edit Fields → Split Out.
- Contenders alternate, ${rounds} rounds after a warm-up that does not count. Figures are medians, and counts are the highest. Garbage is collected before each run.
- **Node time** is what n8n records for the node. **CPU** is the CPU time of the whole n8n process until the execution is saved, minus that of the workflow
  without the node. **Memory growth** is the peak memory during the execution, minus the memory before.
- The stand-in counts requests and records. If our node loses a record, the benchmark ends.
- n8n may be too busy to report a run, e.g. while a node uses all of its time. Such a run is repeated, up to two times, and so is a run in which another node
  loses records. ${repeatedRuns(results.repeated)}
- *Fields named* sets values with expressions that name a field (\`{{ $json.email }}\`), *computed* with expressions that compute (\`{{ $json.email.toString() }}\`).

Repeat it on Linux with \`npm run bench\`. This run took ${minutes} minutes. \`BENCH_ROUNDS=5\` sets the rounds. \`BENCH_SCALE=0.1\` uses a tenth of the items for a quick look,
and does not change this page. \`artifacts/bench.json\` contains the single runs.

## ${count(counts.contacts)} contacts into Leeloo

Our node sends ${BATCH_SIZE} contacts per request. The stand-in responds immediately.

${comparison(contacts)}

n8n takes about 500 µs of CPU to evaluate one expression, whatever it contains. The node therefore joins expressions: those that need only fields of the item
are evaluated for 500 items at once. Here an expression that computes takes ${expressionCost(results, 'computed')} of CPU per item, and one that names a field
${expressionCost(results, 'fields')}. *Auto-Map* needs none.

What is left of *Auto-Map*'s node time is a hundred requests through n8n's HTTP helper and garbage collection (see the profile at the end). It varies
by a fifth from run to run. With a *Batch Size* of 1,000, the node sends ten requests instead of a hundred.

If the service takes ${DISTANT_MS} ms for each response, time is mostly waiting. Our node waits for ${count(requestsOf(results.distant.autoMap))} responses, five at a time
(*Max Concurrency*). The HTTP Request node waits for many more.

${distantTable(results.distant)}

## ${count(counts.emails)} emails into Regpack

Both nodes send one request per email, because Regpack accepts one user per request. Our node has *Max Concurrency* ${CONCURRENCY}. The HTTP Request node sends ${HTTP_BATCH.batchSize} items every
${HTTP_BATCH.batchInterval} ms, so about as many are in progress. The stand-in takes ${OVERLAP_MS} ms for each response. Node time depends on these settings, so compare the CPU.

${comparison(emails)}

## A service that enforces its limit

${count(counts.limited)} contacts, and a stand-in that refuses more than ${LIMIT} requests per minute, as Leeloo's documentation says.

${limitedTable(results.limited)}

## Growth

Leeloo, Auto-Map, without a limit of requests per minute.

${table(
	['items', 'node time per item', 'memory growth per item, with the source'],
	growth.map(({ items, runs }) => [
		count(items),
		`${rounded((timeOf(runs) / items) * 1000)} µs`,
		`${rounded((memoryOf(runs) / items) * 1024)} KB`,
	]),
)}

The bar is for the steepest rise from a smaller count to a larger one. A value below 1× is a fall, because more items share the fixed costs of an execution.

## The limit of what a node can reach

A second node does the least that a node can do (\`test/bench/minimal.cjs\`). It sends the same requests through n8n's HTTP helper, with the same credential and
the same number in progress, and returns its items. It checks neither items nor answers, keeps no limit and reports no outcome. Real services use TLS and are some
milliseconds away, so the comparison is repeated with TLS and ${OVERLAP_MS} ms for each response.

${minimalTable(atLimit)}

A CPU profile of n8n's main thread shows where the time goes while the node runs. Recording it makes everything slower, so compare only the parts.

${profileTable(results.profiles)}

- **${NODE_ITSELF}** is the code of this package, or of the minimal node: reading, checks, limits, the ledger, outcomes and output items.
- **One email per request**: n8n asks community nodes to send through its HTTP helper. For each request, the helper creates two agents, looks for proxies and
  calls axios. Each request opens its own connection, as everywhere in n8n.
- **${BATCH_SIZE} contacts per request**: our node reads, checks and identifies ${BATCH_SIZE} items for each request, and creates as many output items. The workflow without the node, which
  only creates the items, takes ${milliseconds(sourceCpu)} of CPU for each ${BATCH_SIZE}.
- **${COLLECTOR}** grows with everything that was created for an item or a request, by whichever code.
`;
}
