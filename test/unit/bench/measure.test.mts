/** Tests the benchmark without n8n: runs that cannot be measured, and the texts of the benchmark page. */
import { barsOf } from '../../bench/bars.mts';
import { type Run, UnreadableRun } from '../../bench/lab.mts';
import { countsFor, type Laboratory, measureAll } from '../../bench/measure.mts';
import { page } from '../../bench/report.mts';
import { StandinControl } from '../../bench/standins.mts';
import type { Workflow } from '../../../lab/n8n.mts';

const ROUNDS = 1;
const COUNTS = { ...countsFor(0.01), contacts: 1_000 };
const credential = (type: string) => ({ id: type, name: type, type, data: {} });
const credentials = { regpack: credential('regpackApi'), leeloo: credential('leelooApi') };

interface Sent {
	/** The type of the node that sends, or `''` if no node sends. */
	node: string;
	items: number;
	/** How many items a request contains. */
	batch: number;
	/** The number of this run of the node, counted from 1. */
	nth: number;
}

/** The measurements of a run in which the service saves everything. */
function runOf({ node, items, batch }: Sent): Run {
	const requests = node === '' ? 0 : items / batch;
	return {
		requests,
		maxInFlight: 1,
		stored: node === '' ? 0 : items,
		bytes: items * 80,
		byStatus: { 200: requests },
		nodeMs: requests * 3,
		nodeBegan: 0,
		cpuMs: 100 + requests * 4,
		isShrunk: false,
		memoryMb: items / 100,
		memoryBeforeMb: 400,
		connections: 1,
		recording: {
			began: 0,
			profile: { nodes: [], startTime: 0, endTime: 1, samples: [], timeDeltas: [] },
		},
	};
}

/** Measures everything in a fake lab that returns runs from `runOf`. `change` may change a run or throw an error. */
async function measured(change: (sent: Sent, run: Run) => Run = (_sent, run) => run) {
	const workflows: Array<Omit<Workflow, 'id'>> = [];
	const timesOf = new Map<string, number>();
	const lab: Laboratory = {
		regpack: new StandinControl('http://127.0.0.1:1/api', 'emails'),
		leeloo: new StandinControl('http://127.0.0.1:2/api', 'accounts'),
		credentials: { plain: credentials, secure: credentials },
		save: (workflow) => Promise.resolve(String(workflows.push(workflow) - 1)),
		run: async (id, { isShrunk = false }) => {
			const [, rows, , sender] = workflows[Number(id)]?.nodes ?? [];
			const node = sender?.type ?? '';
			const nth = (timesOf.get(node) ?? 0) + 1;
			timesOf.set(node, nth);
			const items = Number(/length: (\d+)/.exec(String(rows?.parameters['jsonOutput']))?.[1]);
			const batch = Number(sender?.parameters['batchSize'] ?? (node.endsWith('.leeloo') ? 100 : 1));
			const sent = { node, items, batch, nth };
			return await Promise.resolve(change(sent, { ...runOf(sent), isShrunk }));
		},
	};
	return await measureAll(lab, COUNTS, ROUNDS);
}

const HTTP = 'n8n-nodes-base.httpRequest';
const busy = () => {
	throw new UnreadableRun('GET /api/v1/executions/7 answered 503: Database is not ready!');
};

beforeEach(() => {
	jest.spyOn(console, 'log').mockImplementation();
});

test('the page begins with what a user wants to know', async () => {
	const text = page(await measured());
	expect(text).toMatch(
		/^# Benchmarks\n\n- \*\*1,000 contacts into Leeloo: our node sends 10 requests, and the HTTP Request node sends 1,000\.\*\* Leeloo accepts 300 requests per minute\.\n/,
	);
	expect(text).toContain(
		"Our node stays within Leeloo's limit. The HTTP Request node needs at least 3.33 minutes.",
	);
	expect(text).toContain('No run was repeated.');
	expect(text).not.toMatch(/NaN|undefined|Infinity|could not be read/);
});

test('a run that n8n could not report is repeated, and the page says so', async () => {
	const results = await measured((sent, run) =>
		sent.node === HTTP && sent.nth === 2 ? busy() : run,
	);
	const { httpRequest } = results.contacts;
	expect(httpRequest.filter(({ isShrunk }) => !isShrunk)).toHaveLength(ROUNDS);
	expect(page(results)).toContain(
		'  - contacts, httpRequest, 1 of 1, attempt 1 of 3: GET /api/v1/executions/7 answered 503: Database is not ready!',
	);
});

test('a contender that no run can be read of is reported, and its bars are not met', async () => {
	const results = await measured((sent, run) => (sent.node === HTTP ? busy() : run));
	expect(results.contacts.httpRequest).toEqual([]);
	expect(page(results)).toMatch(/^\| node time \| could not be read \|/m);
	const { measured: value, isMet } = barsOf(results)[0] ?? {};
	expect([value, isMet]).toEqual(['could not be read', false]);
});

test('a value just below its bar is shown with enough decimals to see the difference', async () => {
	const [bar] = barsOf(await measured());
	expect(bar).toMatchObject({ bar: 'at least 100×', measured: '100×', isMet: true });
	const slower = await measured((sent, run) =>
		sent.node === HTTP ? { ...run, nodeMs: run.nodeMs - 1 } : run,
	);
	expect(barsOf(slower)[0]).toMatchObject({ measured: '99.97×', isMet: false });
});

test('a record that our node loses ends the benchmark', async () => {
	const losing = measured((sent, run) =>
		sent.node.endsWith('.regpack') ? { ...run, stored: run.stored - 1 } : run,
	);
	await expect(losing).rejects.toThrow('Only 99 of 100 items were saved');
});

test('a record that the HTTP Request node loses is reported', async () => {
	const results = await measured((sent, run) =>
		sent.node === HTTP && sent.nth === 2 ? { ...run, stored: 7, error: 'ECONNRESET' } : run,
	);
	expect(results.repeated).toEqual([
		'contacts, httpRequest, 1 of 1, attempt 1 of 3: Only 7 of 1000 items were saved. ECONNRESET',
	]);
});

test('a minimal node that sends other requests ends the benchmark', async () => {
	const unequal = measured((sent, run) =>
		sent.node === 'CUSTOM.minimal' ? { ...run, bytes: run.bytes + 1 } : run,
	);
	await expect(unequal).rejects.toThrow('the nodes send different requests');
});
