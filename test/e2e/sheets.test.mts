/** Spreadsheets in a real n8n: files that its own nodes read and write, and the notes of the examples, word for word. */
import type { IDataObject, INode } from 'n8n-workflow';

import { itemsOf, type Server, type Workflow } from '../../lab/n8n.mts';
import { openSite, type Site } from '../../lab/site.mts';
import { connections } from '../standins/values.mts';
import { byId } from '../locators.ts';
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

/** The cells of one row as people leave them: `line` is its number among the rows. */
const MESSES: ReadonlyArray<(line: number) => IDataObject> = [
	(line) => ({ email: `person${line}@example.com`, name: `Person ${line}` }),
	(line) => ({ email: `person${line}@example.com`, phone: 380960000000 + line }),
	(line) => ({ email: `  person${line}@example.com  `, name: ' ', phone: '' }),
	(line) => ({
		email: `PERSON${line}@example.com`,
		name: `"Quoted", with\na line break ${line} 🎈`,
	}),
	(line) => ({ email: `person${line - 4}@Example.com`, name: 'The same address again' }),
	(line) => ({ email: `person${line - 5}@example.com`, name: `Person ${line - 5}` }),
	() => ({ email: '', name: 'Nobody' }),
	() => ({ email: 'katherine@example', name: 'Katherine' }),
	() => ({ email: 'not an address', name: '=1+1' }),
	(line) => ({ email: `a${line}@example.com, b${line}@example.com` }),
	(line) => ({ email: line, name: line, phone: 3.8096e11 }),
	() => ({ email: 'null', name: 'null', notes: 'x'.repeat(500) }),
];

const sheet: IDataObject[] = Array.from({ length: COUNT }, (_, line) => ({
	line,
	email: null,
	name: null,
	phone: null,
	notes: null,
	...MESSES[line % MESSES.length]?.(line),
}));

/** Text of a CSV file, as spreadsheet programs save it. */
function csvOf(rows: readonly IDataObject[]): string {
	const cell = (value: unknown) => `"${String(value ?? '').replaceAll('"', '""')}"`;
	const lines = rows.map((row) => Object.values(row).map(cell).join(','));
	return [Object.keys(rows[0] ?? {}).join(','), ...lines].join('\r\n');
}

/** Reads the file, imports its rows, writes the result sheet, and answers with the rows of that file. */
function importOf(format: 'csv' | 'xlsx', path: string): Omit<Workflow, 'id'> {
	const { id, name } = site.credential('leelooApi');
	const settings = { onError: 'continueErrorOutput' as const };
	const parameters = {
		resource: 'account',
		operation: 'create',
		inputMode: 'autoMap',
		connectionId: byId(connections.sendGrid.id),
		options: { includeResultColumns: true, requestsPerMinute: 0 },
	};
	const [call, split] = byCall(path, 'lastNode') as [Step, Step];
	Object.assign(call.parameters, { responseData: 'allEntries' });
	const written = [split, file('Sheet', 'convertToFile', 'xlsx')];
	const workflow = chain(`Import ${format}`, [
		call,
		...(format === 'xlsx' ? written : []),
		file('Read', 'extractFromFile', format),
		ours('leeloo', { id, name }, parameters, settings),
		{ name: 'All rows', type: 'n8n-nodes-base.merge', typeVersion: 3, parameters: {} },
		file('Result sheet', 'convertToFile', format),
		{
			...file('Read the result', 'extractFromFile', format),
			// n8n begins CSV files with a byte order mark.
			parameters: { operation: format, binaryPropertyName: 'data', options: { enableBOM: true } },
		},
	]);
	const all = (index: number) => [{ node: 'All rows', type: 'main' as const, index }];
	workflow.connections['leeloo'] = { main: [all(1), all(0)] };
	return workflow;
}

/** The body of a call: a CSV file as an upload, or rows from which n8n writes an Excel file. */
function bodyOf(format: 'csv' | 'xlsx'): {
	body: FormData | string;
	headers: Record<string, string>;
} {
	if (format === 'xlsx') {
		return {
			body: JSON.stringify({ rows: sheet }),
			headers: { 'content-type': 'application/json' },
		};
	}
	const body = new FormData();
	body.append('data', new Blob([csvOf(sheet)], { type: 'text/csv' }), 'contacts.csv');
	return { body, headers: {} };
}

describe('10,000 messy rows', () => {
	test.each(['csv', 'xlsx'] as const)(
		'of a %s file are all in the result sheet',
		async (format) => {
			const path = `messy-${format}`;
			const id = await server.createWorkflow(importOf(format, path));
			await server.publishWorkflow(id);
			const response = await fetch(`${server.url}/webhook/${path}`, {
				method: 'POST',
				...bodyOf(format),
			});
			expect(response.status).toBe(200);
			const rows = (await response.json()) as IDataObject[];

			const lines = rows.map(({ line }) => Number(line)).sort((a, b) => a - b);
			expect(lines).toEqual(Array.from({ length: COUNT }, (_, line) => line));
			for (const {
				line,
				result_row: row,
				result_outcome: outcome,
				result_reason: reason,
			} of rows) {
				expect([line, Number(row)]).toEqual([line, Number(line) + 2]);
				expect([line, outcome]).toEqual([line, expect.stringMatching(/^(?:accepted|rejected)$/)]);
				expect([line, outcome === 'rejected']).toEqual([line, String(reason ?? '') !== '']);
			}

			const { accounts } = site.leeloo.records;
			const saved = new Set(accounts.map(({ email }) => email.toLowerCase()));
			const accepted = rows.filter(({ result_outcome: outcome }) => outcome === 'accepted');
			const keys = new Set(accepted.map(({ result_key: key }) => String(key).toLowerCase()));
			expect(accounts).toHaveLength(saved.size);
			expect([...keys].sort()).toEqual([...saved].sort());
			const kinds = new Set(accepted.map(({ line }) => Number(line) % MESSES.length));
			expect(kinds).toEqual(new Set([0, 1, 2, 3, 4, 5]));
			expect(accepted).toHaveLength(lines.filter((line) => line % MESSES.length < 6).length);
		},
	);
});

describe('the form of the example that imports a sheet', () => {
	const people = [
		{ first_name: 'Ida', last_name: 'Rhodes', main_email: 'ida@example.org' },
		{ first_name: 'Jean', last_name: 'Bartik', main_email: 'jean' },
		{ first_name: 'Kay', last_name: 'McNulty', main_email: 'kay@example.org' },
	];

	/** An Excel file of these people, written by n8n. */
	async function excelFile(): Promise<Blob> {
		const [call, split] = byCall('excel', 'lastNode') as [Step, Step];
		Object.assign(call.parameters, { responseData: 'firstEntryBinary' });
		const id = await server.createWorkflow(
			chain('Excel', [call, split, file('Sheet', 'convertToFile', 'xlsx')]),
		);
		await server.publishWorkflow(id);
		const response = await fetch(`${server.url}/webhook/excel`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ rows: people }),
		});
		return new Blob([new Uint8Array(await response.arrayBuffer())]);
	}

	const example = () => exampleOf('RegpackSheet0001');

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

	/** The rows of the last result sheet: outcome and number. */
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
		const csv = new Blob([csvOf(people)], { type: 'text/csv' });
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

		await submit(await excelFile(), 'people.xlsx', 'Import the rows');
		expect(await lastRows()).toEqual(rowsWith('skipped'));
		expect(saved()).toBe(2);
	});
});

/** Items that a user may have in place of the example's own, by the example's ID, and what they make at the service. */
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
	RegpackEmails001: {
		items: [
			{ person: 200000001, to: 'own1@example.com', subject: 'One', body: 'Dear One' },
			{ person: 200000003, to: 'own2@example.com', subject: 'Two', body: 'Dear Two' },
		],
		saved: () => site.regpack.records.emails.length,
	},
};

function exampleOf(id: string): Workflow {
	const found = site.examples.find((example) => example.id === id);
	if (!found) throw new Error(`There is no example ${id}`);
	return structuredClone(found);
}

/** The step of a note that puts the user's own node in place of others. */
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
		name: /Name it \*(.*?)\*/.exec(rest)?.[1] ?? 'Own node',
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

test('every note that asks for own data is followed below', () => {
	const asking = site.examples.filter((example) => replacementIn(example));
	expect(asking.map(({ id }) => id).sort()).toEqual(Object.keys(OWN).sort());
	const texts = JSON.stringify(site.examples);
	expect(texts).not.toMatch(/in (?:the|its) place of \*\*/i);
});

test.each(Object.keys(OWN))('the note of %s leads to an import of own data', async (id) => {
	const { items = [], saved = () => 0 } = OWN[id] ?? {};
	const example = exampleOf(id);
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

test('5,000 contacts of a Google sheet need 50 requests, as the note says', async () => {
	const { nodes, connections: links } = exampleOf('LeelooSheet00001');
	// Google cannot be reached here, so other nodes stand in for its sheets.
	const items = Array.from({ length: 5_000 }, (_, index) => ({
		row_number: index + 2,
		email: `person${index}@example.com`,
		name: `Person ${index}`,
		phone: `+3809600${String(index).padStart(5, '0')}`,
	}));
	const [call, split] = byCall('google', 'lastNode') as [Step, Step];
	const standIns = chain('Google', [call, { ...split, name: 'Contacts' }]);
	const workflow = {
		name: 'Google',
		nodes: [
			...standIns.nodes,
			...nodes
				.filter(({ name }) => name === 'Leeloo' || name === 'Results')
				.map((node) =>
					node.name === 'Leeloo'
						? node
						: { ...node, type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
				),
		],
		connections: {
			...links,
			...standIns.connections,
			Leeloo: links['Leeloo'] ?? {},
			Contacts: links['Contacts'] ?? {},
		},
	};
	delete (workflow.connections as Record<string, unknown>)['When clicking ‘Execute workflow’'];
	const id = await server.createWorkflow(workflow);
	await server.publishWorkflow(id);
	const response = await fetch(`${server.url}/webhook/google`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ rows: items }),
	});
	expect(response.status).toBe(200);
	expect(site.leeloo.requests.filter(({ method }) => method === 'POST')).toHaveLength(50);
	expect(site.leeloo.records.accounts).toHaveLength(5_000);
	const [execution] = await server.executionsOf(id, 1);
	const rows = execution ? itemsOf(execution, 'Results').map(({ json }) => json) : [];
	expect(rows.map(({ result_row: row }) => row)).toEqual(items.map((item) => item.row_number));
	expect(rows.every((row) => row['result_outcome'] === 'accepted')).toBe(true);
});
