/** Spreadsheets in a real n8n: files that its own nodes read and write, and example notes, followed word for word. */
import { randomUUID } from 'node:crypto';

import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { itemsOf, type Server, type Workflow } from '../../lab/n8n.mts';
import { openSite, type Site } from '../../lab/site.mts';
import { connections } from '../standins/values.mts';
import { byId } from '../locators.ts';
import { SHEETS } from './sheetCases.mts';
import { fileOf, type Cell, type Format } from './sheetFiles.mts';
import { byCall, chain, ours, type Step } from './workflows.mts';

jest.setTimeout(600_000);

const COUNT = 10_000;

let site: Site;
let server: Server;

beforeAll(async () => {
	site = await openSite({ importsExamples: true });
	server = await site.startServer();
});
afterAll(async () => await site?.close());
beforeEach(() => site.reset());
afterEach(() => expect(site.requestsWithSecrets()).toEqual([]));

/** An n8n node that reads or writes a file. */
const file = (
	name: string,
	type: 'extractFromFile' | 'convertToFile',
	operation: string,
): Step => ({
	name,
	type: `n8n-nodes-base.${type}`,
	parameters: { operation, binaryPropertyName: 'data', options: {} },
});

/** The headers of a sheet that nobody prepared for an import. One column has no header. */
const HEADERS = ['\ufeffE-mail', 'Full name', 'Mobile', 'Notes', 'line', null];

/** The kinds of messy rows. Each function returns the cells of row number `line`, counted from 0. */
const MESSES: ReadonlyArray<(line: number) => Cell[]> = [
	(line) => [`person${line}@example.com`, `Person ${line}`],
	(line) => [`person${line}@example.com`, null, 380960000000 + line],
	(line) => [`  person${line}@example.com  `, ' '],
	(line) => [`PERSON${line}@example.com`, `"Quoted", with\na line break ${line} 🎈`],
	(line) => [`person${line - 4}@Example.com`, 'The same address again'],
	(line) => [`person${line - 5}@example.com`, `Person ${line - 5}`],
	() => [null, 'Nobody'],
	() => ['katherine@example', 'Katherine'],
	() => ['not an address', '=1+1'],
	(line) => [`a${line}@example.com, b${line}@example.com`],
	(line) => [line, line, 3.8096e11],
	() => ['null', 'null', null, 'x'.repeat(500)],
];

const messyRows = Array.from({ length: COUNT }, (_, line): Cell[] => {
	const [email = null, name = null, phone = null, notes = null] =
		MESSES[line % MESSES.length]?.(line) ?? [];
	return [email, name, phone, notes, line, line % 7 === 0 ? 'stray' : null];
});

/** What the result sheet says about other rows with the same contact. Empty if there are no such rows. */
function mergedWith(line: number): string {
	const first = line - (line % MESSES.length);
	const group = [first, first + 4, first + 5].filter((each) => each < COUNT);
	const others = group.filter((each) => each !== line).map((each) => each + 2);
	if (!group.includes(line) || others.length === 0) return '';
	return `merged with rows ${others.join(' and ')}`;
}

/** One of our operations that reads the columns of a sheet. */
interface Import {
	/** Node, resource and operation. */
	of: string;
	parameters?: INodeParameters;
}

/** A workflow that reads an uploaded file, imports its rows, writes the result sheet, and responds with its rows. */
function importOf(format: Format, path: string, { of, parameters = {} }: Import) {
	const [node, resource = '', operation = ''] = of.split(/[ .]/) as ['regpack' | 'leeloo'];
	const { options, ...others } = parameters;
	const [call] = byCall(path, 'lastNode') as [Step, Step];
	Object.assign(call.parameters, { responseData: 'allEntries' });
	const ownOptions = { includeResultColumns: true, requestsPerMinute: 0, maxConcurrency: 1 };
	const workflow = chain(`Import ${path}`, [
		call,
		file('Read', 'extractFromFile', format),
		ours(
			node,
			site.credential(`${node}Api`),
			{
				...{ resource, operation, inputMode: 'autoMap', ...others },
				options: { ...ownOptions, ...(options as INodeParameters) },
			},
			{ onError: 'continueErrorOutput' },
		),
		{ name: 'All rows', type: 'n8n-nodes-base.merge', typeVersion: 3, parameters: {} },
		file('Result sheet', 'convertToFile', format),
		{
			...file('Read the result', 'extractFromFile', format),
			// n8n begins CSV files with a byte order mark.
			parameters: { operation: format, binaryPropertyName: 'data', options: { enableBOM: true } },
		},
	]);
	const all = (index: number) => [{ node: 'All rows', type: 'main' as const, index }];
	workflow.connections[node] = { main: [all(1), all(0)] };
	return workflow;
}

/** Uploads a file to a workflow of `importOf`. Returns the rows of the result sheet in order, and our node's hints. */
async function imported(format: Format, what: Import, rows: readonly Cell[][]) {
	const path = randomUUID();
	const id = await server.createWorkflow(importOf(format, path, what));
	await server.publishWorkflow(id);
	const body = new FormData();
	body.append('data', fileOf(format, rows), `sheet.${format}`);
	const response = await fetch(`${server.url}/webhook/${path}`, { method: 'POST', body });
	expect(response.status).toBe(200);
	const results = (await response.json()) as IDataObject[];
	const [execution] = await server.executionsOf(id, 1);
	const runs = Object.values(execution?.data.resultData.runData ?? {}).flat();
	return {
		rows: results.sort((a, b) => Number(a['result_row']) - Number(b['result_row'])),
		hints: runs.flatMap(({ hints = [] }) => hints.map(({ message }) => message)).join('\n'),
	};
}

const FORMATS: Format[] = ['csv', 'xlsx'];

describe('importing a sheet', () => {
	const cases = SHEETS.flatMap((each) =>
		(each.formats ?? FORMATS).map((format) => [each.title, format, each] as const),
	);

	test.each(cases)('%s (%s)', async (_title, format, { saved, is, results, hint, ...sheet }) => {
		const { rows, hints } = await imported(format, sheet, sheet.rows);
		expect(saved(site)).toEqual(is);
		expect(
			rows.map((row) => [
				Number(row['result_row']),
				row['result_outcome'],
				[row['result_reason'], row['result_advice']].join(' ').trim(),
			]),
		).toEqual(
			results.map(([row, outcome, says = '']): unknown[] => {
				return [row, outcome, says === '' ? '' : expect.stringContaining(says)];
			}),
		);
		if (hint !== undefined) expect(hints).toContain(hint);
		expect(hints).not.toMatch(/row_number|result_/);
	});
});

describe('10,000 messy rows', () => {
	test.each(FORMATS)('of a %s file are all in the result sheet', async (format) => {
		const { rows, hints } = await imported(
			format,
			{
				of: 'leeloo account.create',
				parameters: { connectionId: byId(connections.sendGrid.id) },
			},
			[HEADERS, ...messyRows],
		);
		const lines = rows.map(({ line }) => Number(line));
		expect(lines).toEqual(Array.from({ length: COUNT }, (_, line) => line));
		for (const [line, row] of rows.entries()) {
			const isGood = line % MESSES.length < 6;
			expect([line, row['result_outcome']]).toEqual([line, isGood ? 'accepted' : 'rejected']);
			const reason: unknown = isGood ? mergedWith(line) : expect.stringMatching(/^(?!merged)./);
			expect([line, Number(row['result_row']), row['result_reason'] ?? '']).toEqual([
				...[line, line + 2, reason],
			]);
		}
		const nameless = format === 'csv' ? 'a column without a name' : '"__EMPTY"';
		expect(hints).toContain(`The node did not use 3 columns: "line", ${nameless}, "Notes".`);

		const { accounts } = site.leeloo.records;
		const saved = new Set(accounts.map(({ email }) => email.toLowerCase()));
		const accepted = rows.filter(({ result_outcome: outcome }) => outcome === 'accepted');
		const keys = new Set(accepted.map(({ result_key: key }) => String(key).toLowerCase()));
		expect(accounts).toHaveLength(saved.size);
		expect([...keys].sort()).toEqual([...saved].sort());
	});
});

describe('the form of the example that imports a sheet', () => {
	const people: Cell[][] = [
		['first_name', 'last_name', 'main_email'],
		['Ida', 'Rhodes', 'ida@example.org'],
		['Jean', 'Bartik', 'jean'],
		['Kay', 'McNulty', 'kay@example.org'],
	];

	const example = () => site.example('RegpackSheet0001');

	/** Submits the form, waits as its page does until n8n is ready, and opens the page with the result sheet. */
	async function submit(sheetFile: Blob, name: string, choice: string): Promise<void> {
		const trigger = example().nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger');
		const body = new FormData();
		body.append('field-0', sheetFile, name);
		body.append('field-1', choice);
		const response = await fetch(`${server.url}/form/${trigger?.webhookId}`, {
			method: 'POST',
			body,
		});
		const { formWaitingUrl } = (await response.json()) as { formWaitingUrl: string };
		const { pathname, search } = new URL(formWaitingUrl);
		const status = async () =>
			await textOf(`${server.url}${pathname}/n8n-execution-status${search}`);
		for (const end = Date.now() + 60_000; (await status()) !== 'form-waiting'; ) {
			if (Date.now() > end) throw new Error(`The form is still ${await status()}`);
			await new Promise((resolve) => setTimeout(resolve, 250));
		}
		const page = await textOf(server.url + pathname + search);
		expect(page).toContain('Your result sheet');
		expect(page).toContain('result.xlsx');
	}

	const textOf = async (url: string) =>
		await (await fetch(url, { headers: { connection: 'close' } })).text();

	/** The rows of the last result sheet: number, key and outcome. */
	async function lastRows(): Promise<unknown[]> {
		const ids = await server.executionIds(example().id);
		const execution = await server.getExecution(ids.at(-1) ?? '');
		expect(itemsOf(execution, 'Result sheet')[0]?.binary?.['data']?.fileName).toBe('result.xlsx');
		return itemsOf(execution, 'All rows').map(({ json }) => [
			json['result_row'],
			json['result_key'],
			json['result_outcome'],
		]);
	}

	test('checks a sheet, imports it, and imports it only once', async () => {
		await server.publishWorkflow(example().id);
		const before = site.regpack.records.people.length;
		const saved = () => site.regpack.records.people.length - before;
		const csv = fileOf('csv', people);
		const rowsWith = (outcome: string) => [
			[3, 'jean', 'rejected'],
			[2, 'ida@example.org', outcome],
			[4, 'kay@example.org', outcome],
		];

		await submit(csv, 'people.CSV', 'Check the rows');
		expect(await lastRows()).toEqual(rowsWith('ready'));
		expect(saved()).toBe(0);

		await submit(csv, 'people.csv', 'Import the rows');
		expect(await lastRows()).toEqual(rowsWith('accepted'));
		expect(saved()).toBe(2);

		await submit(fileOf('xlsx', people), 'people.xlsx', 'Import the rows');
		expect(await lastRows()).toEqual(rowsWith('skipped'));
		expect(saved()).toBe(2);
	});
});

/** How often a Regpack action was called. */
const callsOf = (action: string) =>
	site.regpack.requests.filter((request) => request.action === action).length;

/** By example ID: items that a user may have instead of the sample items, and how many reached the service. */
const OWN: Record<string, { items: IDataObject[]; saved: () => number }> = {
	LeelooContacts01: {
		items: [
			{ email: 'own1@example.com', name: 'Own 1', phone: '+380501234567' },
			{ email: 'own2@example.com', name: 'Own 2', phone: '' },
		],
		saved: () => site.leeloo.records.accounts.length,
	},
	LeelooFormLead01: {
		items: [{ name: 'Own 1', email: 'own1@example.com', phone: '+380501234567' }],
		saved: () => site.leeloo.records.subscriptions.length,
	},
	LeelooPaidOrder1: {
		items: [
			{
				...{ name: 'Own 1', email: 'own1@example.com', phone: '+380501234567' },
				...{ amount: '20.00', currency: 'USD', paidAt: '2026-06-27', number: 'B-1' },
			},
		],
		saved: () => site.leeloo.records.orders.length,
	},
	RegpackImport001: {
		items: [
			{ first_name: 'Own', last_name: 'One', main_email: 'own1@example.com' },
			{ first_name: 'Own', last_name: 'Two', main_email: 'own2@example.com' },
		],
		saved: () => site.regpack.records.people.length,
	},
	RegpackByEmail01: {
		items: [{ email: 'ada@example.com' }, { email: 'di@example.com' }],
		saved: () => callsOf('get_info'),
	},
	RegpackByStatus1: {
		items: [{ email: 'cy@example.com', status: 'Archived' }],
		saved: () => site.regpack.records.assignments.length,
	},
	RegpackEmails001: {
		items: [
			{ person: 200000001, to: 'own1@example.com', subject: 'One', body: 'Dear One' },
			{ person: 200000003, to: 'own2@example.com', subject: 'Two', body: 'Dear Two' },
		],
		saved: () => site.regpack.records.emails.length,
	},
};

/** The step of a note that replaces nodes with the user's own node. */
interface Replacement {
	deleted: string[];
	target: string;
	/** The name that the note asks for. */
	name: string;
	fields: string[];
}

function replacementIn({ nodes }: Workflow): Replacement | undefined {
	const text = nodes.map(({ parameters }) => String(parameters['content'] ?? '')).join('\n');
	const step =
		/^\d\. Delete (?<deleted>.*?)\. Connect your own .*? to \*\*(?<target>.*?)\*\*\.(?<rest>.*)$/m;
	const { deleted = '', target = '', rest = '' } = step.exec(text)?.groups ?? {};
	if (target === '') return undefined;
	return {
		target,
		deleted: [...deleted.matchAll(/\*\*(.*?)\*\*/g)].map(([, name = '']) => name),
		name: /Name your \w+ \*(.*?)\*/.exec(rest)?.[1] ?? 'Own node',
		fields: [...rest.matchAll(/`(.*?)`/g)].map(([, name = '']) => name),
	};
}

const isTrigger = ({ type }: INode) => type === 'n8n-nodes-base.manualTrigger';

/** The example after a user followed the note, with these items. */
function followed(example: Workflow, { deleted, target, name }: Replacement, items: IDataObject[]) {
	const kept = example.nodes.filter((node) => !deleted.includes(node.name));
	const trigger = kept.find(isTrigger)?.name ?? 'Own trigger';
	const own = chain('Own', [
		{ name: trigger, type: 'n8n-nodes-base.manualTrigger', parameters: {} },
		{
			name: 'Own rows',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: JSON.stringify({ rows: items }) },
		},
		{
			name,
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'rows', options: {} },
		},
	]);
	const others = Object.entries(example.connections).filter(
		([from]) => !deleted.includes(from) && from !== trigger,
	);
	return {
		trigger,
		workflow: {
			name: example.name,
			nodes: [...kept.filter((node) => !isTrigger(node)), ...own.nodes],
			connections: {
				...Object.fromEntries(others),
				...own.connections,
				[name]: { main: [[{ node: target, type: 'main' as const, index: 0 }]] },
			},
		},
	};
}

test('every note that tells users to connect their own node is tested', () => {
	const asking = site.examples.filter((example) => replacementIn(example));
	expect(asking.map(({ id }) => id).sort()).toEqual(Object.keys(OWN).sort());
	const texts = JSON.stringify(site.examples);
	expect(texts).not.toMatch(/in (?:the|its) place of \*\*/i);
});

test.each(Object.keys(OWN))("the steps in the note of %s work with a user's data", async (id) => {
	const { items = [], saved = () => 0 } = OWN[id] ?? {};
	const example = site.example(id);
	const replacement = replacementIn(example);
	if (!replacement) throw new Error('The note says nothing of own data');
	expect(replacement.fields).toEqual(Object.keys(items[0] ?? {}));
	const names = example.nodes.map(({ name }) => name);
	expect(names).toEqual(expect.arrayContaining([...replacement.deleted, replacement.target]));
	const { trigger, workflow } = followed(example, replacement, items);
	const before = saved();
	const execution = await server.finishedExecution(
		await server.runWorkflow(await server.createWorkflow(workflow), trigger),
	);
	expect([execution.status, execution.data.resultData.error]).toEqual(['success', undefined]);
	expect(saved() - before).toBe(items.length);
});
