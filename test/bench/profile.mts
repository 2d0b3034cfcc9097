/** Sums up the time in a CPU profile by package, for the period in which the node ran. */
import type { Profiler } from 'node:inspector';

import layout from '../../scripts/layout.cjs';
import type { Recording } from './probe.mts';

/** Milliseconds of the main thread per package, largest first. */
export type Shares = Array<{ who: string; ms: number }>;

const JSON_CODE = 'JSON.parse and JSON.stringify';
export const NODE_ITSELF = 'the node itself';
export const COLLECTOR = 'garbage collection';
export const WAITING = 'waiting';

/** Packages by the path of a function's file below `node_modules`. The first match counts. */
const GROUPS: Array<[who: string, files: RegExp]> = [
	[NODE_ITSELF, new RegExp(`^${layout.packageName}/|/custom/Minimal\\.node\\.js$`)],
	['axios and its helpers', /^(axios|follow-redirects|form-data|proxy-from-env)\//],
	["n8n's HTTP helper", /^(@n8n\/backend-network|agent-base|https?-proxy-agent)\//],
	[
		"n8n's expressions",
		/^(@n8n\/(tournament|expression-runtime)|isolated-vm|luxon|n8n-workflow\/dist\/cjs\/(expression|extensions|native-methods|workflow-(expression|data-proxy)))/,
	],
	["n8n's database", /^(@n8n\/(typeorm|db)|sqlite3|flatted)\//],
	["n8n's engine and credentials", /^(n8n|n8n-core|n8n-workflow|n8n-nodes-base|@n8n\/[^/]+)\//],
];

/**
 * @param from start of the time that counts, in milliseconds since the epoch
 * @param lasts its length in milliseconds
 */
export function sharesOf({ began, profile }: Recording, from: number, lasts: number): Shares {
	const { nodes, samples = [], timeDeltas = [] } = profile;
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const parents = new Map(
		nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node])),
	);
	const spent = new Map<string, number>();
	let microseconds = 0;
	samples.forEach((id, index) => {
		// A sample covers the time until the next one.
		microseconds += timeDeltas[index] ?? 0;
		const lasted = timeDeltas[index + 1] ?? 0;
		const at = began + microseconds / 1000;
		const node = byId.get(id);
		if (!node || at < from || at > from + lasts) return;
		const who = whose(node, parents);
		spent.set(who, (spent.get(who) ?? 0) + lasted / 1000);
	});
	return [...spent].map(([who, ms]) => ({ who, ms })).sort((a, b) => b.ms - a.ms);
}

function whose(
	node: Profiler.ProfileNode,
	parents: ReadonlyMap<number, Profiler.ProfileNode>,
): string {
	for (let at: Profiler.ProfileNode | undefined = node; at; at = parents.get(at.id)) {
		const { functionName, url } = at.callFrame;
		if (functionName === '(idle)') return WAITING;
		if (functionName === '(garbage collector)') return COLLECTOR;
		if (functionName === '(program)') return 'system calls and native code';
		if (url === '') {
			// The time of a built-in function counts for its caller.
			if (functionName === 'stringify' || functionName === 'parse') return JSON_CODE;
			continue;
		}
		return packageOf(url);
	}
	return 'system calls and native code';
}

function packageOf(url: string): string {
	if (url.startsWith('node:internal/crypto/')) return 'hashing and decrypting';
	if (url.startsWith('node:')) return 'Node.js modules http, net and stream';
	const [, file = url] = /^.*\/node_modules\/(.*)$/.exec(url) ?? [];
	return GROUPS.find(([, files]) => files.test(file))?.[0] ?? 'other packages';
}
