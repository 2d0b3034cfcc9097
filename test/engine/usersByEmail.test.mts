/** The Regpack node finds users by their email address and statuses by their name. Runs on n8n's engine. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DataDeduplicationService } from 'n8n-core';
import { startRegpack, type RegpackStandin } from '../standins/regpack.mts';
import { turn } from '../standins/turns.mts';
import { regpack as account } from '../standins/values.mts';
import { byEmail, byId, byName } from '../locators.ts';
import { deduplicator, store } from './deduplicator.mts';
import { documentedOnly } from './documentedOnly.mts';
import { run, type RunOptions } from './harness.mts';
import { quickWaits } from '../quickWaits.mts';

quickWaits();

const ADA = 200000001;
const CY = 200000003;
const DI = 200000004;
const ARCHIVED = 76000;

let regpack: RegpackStandin;

beforeAll(async () => {
	await DataDeduplicationService.init(deduplicator);
	regpack = await startRegpack();
});
afterAll(async () => {
	await regpack.close();
});
beforeEach(() => {
	store.clear();
	reset();
});

/** Resets the stand-in, and makes its list contain the email addresses of the users. */
function reset(): void {
	regpack.reset();
	documentedOnly(regpack, {
		'regpack.listedFields': 'nobody is found by email in a list without emails',
	});
}

const user = async (
	operation: string,
	parameters: INodeParameters,
	more: Partial<RunOptions> = {},
) =>
	await run({
		node: 'regpack',
		baseUrl: regpack.url,
		parameters: { resource: 'user', operation, ...parameters },
		items: [{}],
		...more,
	});
const jsonOf = (output: Array<{ json: IDataObject }>) => output.map(({ json }) => json);
const ascending = (a: number, b: number) => a - b;
const actions = () => regpack.requests.map(({ action }) => action);
const continuing = { settings: { onError: 'continueErrorOutput' } } as const;

const inbox = (from: string) => ({ from, subject: 'Question', body: 'When does it begin?' });
const email = {
	cloginId: byEmail('={{ $json.from }}'),
	from: '={{ $json.from }}',
	to: 'office@example.com',
	subject: '={{ $json.subject }}',
	body: '={{ $json.body }}',
};

describe('a user by email', () => {
	test('Add Email logs the emails of an inbox, and reads the list of users once', async () => {
		const items = ['Ada Lovelace <ADA@example.com>', 'cy@example.com', 'ada@example.com'].map(
			inbox,
		);
		const { output, error } = await user('addEmail', email, { items });
		expect(error).toBeUndefined();
		expect(regpack.records.emails.map(({ clogin_id }) => clogin_id).sort(ascending)).toEqual([
			ADA,
			ADA,
			CY,
		]);
		expect(jsonOf(output).map(({ clogin_id }) => clogin_id)).toEqual([ADA, CY, ADA].map(String));
		expect(actions()).toEqual(['get_user_list', 'add_email', 'add_email', 'add_email']);
	});

	test('finds a user on a later page and one whose status hides them', async () => {
		regpack.seedPeople(120);
		const late = await user('get', { cloginId: byEmail('person117@example.com') });
		expect(jsonOf(late.output)).toMatchObject([{ name: 'Person 117' }]);
		reset();
		const hidden = await user('get', { cloginId: byEmail('ed@example.com') });
		expect(jsonOf(hidden.output)).toMatchObject([{ name: 'Ed Hamilton' }]);
	});

	test('finds a child that is listed inside its parent, and a status of the child', async () => {
		const child = {
			clogin_id: '7',
			main_email: 'uma@example.com',
			status_id: '8',
			status_name: 'Uma',
		};
		const users = [{ clogin_id: '6', main_email: 'di@example.com', children: [child] }];
		const list = JSON.stringify({ success: true, users, total_users: 1 });
		regpack.setFaults([{ kind: 'answer', body: list }]);
		await user('setStatus', {
			cloginId: byEmail('uma@example.com'),
			statusId: byName('Uma'),
		});
		expect(regpack.requests.at(-1)?.body).toMatchObject({ clogin_id: 7, status_id: 8 });
	});

	test('Get Login Token, Update, Set Status, Add Products and Create Child accept an email', async () => {
		const ada = { cloginId: byEmail('ada@example.com') };
		const ran = [
			await user('getLoginToken', ada),
			await user('update', { ...ada, updateFields: { mainEmail: 'new@example.com' } }),
			await user('setStatus', { cloginId: byEmail('cy@example.com'), statusId: byId(ARCHIVED) }),
			await user('addProducts', {
				cloginId: byEmail('cy@example.com'),
				products: { product: [{ productId: '12345' }] },
			}),
			await user('createChild', { connectedTo: byEmail('di@example.com'), firstName: 'Uma' }),
		];
		expect(ran.map(({ error }) => error?.message)).toEqual(ran.map(() => undefined));
		expect(regpack.records.tokens).toMatchObject([{ clogin_id: ADA }]);
		expect(jsonOf(ran[1]!.output)).toMatchObject([{ email: 'new@example.com' }]);
		expect(regpack.records.assignments).toMatchObject([{ clogin_id: CY, status_id: ARCHIVED }]);
		expect(regpack.records.people).toMatchObject([{ connected_to: DI }]);
	});

	test('if no user or several have the address, only that item fails, and the message names the IDs', async () => {
		for (const mainEmail of ['di@example.com', 'Di@Example.com ']) {
			await user('update', { cloginId: byId(CY), updateFields: { mainEmail: mainEmail.trim() } });
		}
		regpack.requests.length = 0;
		const items = ['nobody@example.com', 'di@example.com', 'ada@example.com'].map(inbox);
		const { output, failed } = await user('addEmail', email, { items, ...continuing });
		expect(output).toHaveLength(1);
		expect(jsonOf(failed)).toMatchObject([
			{
				error: '[item 0] no user of the project has the email address "nobody@example.com"',
				details: { outcome: 'rejected' },
			},
			{
				error: `[item 1] several users have the email address "di@example.com": Cy Turing (${CY}), Di Hopper (${DI})`,
			},
		]);
		expect(regpack.records.emails).toMatchObject([{ clogin_id: ADA }]);
	});

	test('without the list of users, only items with an ID are sent', async () => {
		regpack.faults.push({ kind: 'no', body: 'Try later', match: { action: 'get_user_list' } });
		const items = ['ada@example.com', CY].map((who) => ({ who, ...inbox('cy@example.com') }));
		const { output, failed } = await user(
			'addEmail',
			{ ...email, cloginId: byId('={{ $json.who }}') },
			{ items, ...continuing },
		);
		expect(jsonOf(output)).toMatchObject([{ clogin_id: String(CY) }]);
		expect(jsonOf(failed)).toMatchObject([
			{
				error:
					'[item 0] (ada@example.com) The email was not sent to Regpack: the node could not look up a name: Try later',
				details: { outcome: 'notSent' },
			},
		]);
		expect(regpack.records.emails).toMatchObject([{ clogin_id: CY }]);
	});

	test('a retry without the list of users still knows which items were accepted', async () => {
		const items = ['ada@example.com', 'cy@example.com'].map(inbox);
		regpack.faults.push({ kind: 'no', after: 1, match: { action: 'add_email' } });
		const parameters = { ...email, options: { maxConcurrency: 1, maxAttempts: 1 } };
		const first = await user('addEmail', parameters, { items });
		expect(first.error?.message).toContain('[item 1] (cy@example.com) Regpack did not accept');
		regpack.faults.push({ kind: 'no', match: { action: 'get_user_list' } });
		const { output, failed } = await first.retry(continuing);
		expect(jsonOf(output)).toEqual([
			{ group_id: account.groupId, to: 'office@example.com', subject: 'Question' },
		]);
		expect(jsonOf(failed)).toMatchObject([{ details: { outcome: 'notSent' } }]);
		expect(regpack.records.emails).toHaveLength(1);
	});

	test('a retry does not refuse a user whose email an earlier attempt changed', async () => {
		const change = {
			cloginId: byEmail('={{ $json.from }}'),
			updateFields: { mainEmail: '={{ $json.to }}' },
			options: { maxConcurrency: 1 },
		};
		const items = ['ada', 'cy'].map((who) => ({
			from: `${who}@example.com`,
			to: `${who}.new@example.com`,
		}));
		const no = (who: string) => ({
			kind: 'no' as const,
			match: { action: 'update', bodyIncludes: `${who}.new` },
		});
		regpack.faults.push(no('cy'));
		const first = await user('update', change, { items });
		expect(first.error?.message).toContain('[item 1] (cy@example.com) Regpack did not accept');
		const { output, error } = await first.retry();
		expect(error).toBeUndefined();
		expect(output).toHaveLength(2);
		reset();
		regpack.faults.push(no('ada'));
		const again = { ...continuing.settings, retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
		const both = await user('update', change, { items, settings: again });
		expect(both.failed).toEqual([]);
		expect(both.output).toHaveLength(2);
		expect(actions().filter((action) => action === 'update')).toHaveLength(3);
	});

	test("'Skip Already Sent' skips a user whose email an earlier execution changed", async () => {
		const change = {
			cloginId: byEmail('={{ $json.from }}'),
			updateFields: { mainEmail: '={{ $json.to }}' },
			options: { skipAlreadySent: true },
		};
		const row = (who: string) => ({ from: `${who}@example.com`, to: `${who}.new@example.com` });
		await user('update', change, { items: [row('ada')] });
		const { output, error } = await user('update', change, { items: ['ada', 'cy'].map(row) });
		expect(error).toBeUndefined();
		expect(jsonOf(output)).toMatchObject([
			{ email: 'ada@example.com', outcome: 'skipped' },
			{ email: 'cy.new@example.com' },
		]);
		const nobody = await user('update', change, { items: ['ada', 'nobody'].map(row) });
		expect(nobody.error?.message).toContain('[item 1] no user of the project has the email');
	});

	test('if the list has no email addresses, the message says so, and nothing is sent', async () => {
		turn(regpack, 'regpack.listedFields');
		const { failed } = await user('addEmail', email, {
			items: [inbox('ada@example.com')],
			...continuing,
		});
		expect(jsonOf(failed)).toMatchObject([
			{
				error: expect.stringContaining('Regpack listed no email addresses'),
				details: { outcome: 'rejected', advice: expect.stringContaining('by ID') },
			},
		]);
		expect(actions()).toEqual(['get_user_list']);
	});

	test('Auto-Map finds the user by main_email or email if the item has no ID', async () => {
		const items = [
			{ email: 'cy@example.com' },
			{ main_email: 'di@example.com' },
			{ clogin_id: ADA },
		];
		const { error } = await user(
			'addEmail',
			{ inputMode: 'autoMap' },
			{ items: items.map((item) => ({ ...item, ...inbox('a@b.c'), to: 'office@example.com' })) },
		);
		expect(error).toBeUndefined();
		expect(regpack.records.emails.map(({ clogin_id }) => clogin_id).sort(ascending)).toEqual([
			ADA,
			CY,
			DI,
		]);
	});

	test('Auto-Map of Update writes main_email and never finds the user by it', async () => {
		const { error } = await user(
			'update',
			{ inputMode: 'autoMap' },
			{ items: [{ main_email: 'cy@example.com' }] },
		);
		expect(error?.message).toContain('This row has no clogin_id');
		expect(regpack.requests).toEqual([]);
	});

	test('a preview shows the address in place of the ID', async () => {
		const { output } = await user(
			'addEmail',
			{ ...email, options: { previewOnly: true } },
			{ items: [inbox('ada@example.com')] },
		);
		expect(output[0]?.json).toMatchObject({ body: { clogin_id: 'ada@example.com' } });
		expect(regpack.requests).toEqual([]);
	});
});

describe('a status by name', () => {
	const setStatus = async (statusId: object, items: IDataObject[] = [{}]) =>
		await user(
			'setStatus',
			{ cloginId: byId(CY), statusId: statusId as INodeParameters },
			{ items, ...continuing },
		);

	test('is looked up among the statuses that users have', async () => {
		await setStatus(byName('archived'));
		expect(regpack.records.assignments).toMatchObject([{ clogin_id: CY, status_id: ARCHIVED }]);
		expect(actions()).toEqual(['get_user_list', 'set_status']);
	});

	test('is refused if no user has it, and the advice names the known statuses', async () => {
		const { failed } = await setStatus(byName('={{ $json.status }}'), [{ status: 'VIP' }]);
		expect(jsonOf(failed)).toMatchObject([
			{ error: '[item 0] (200000003) no user of the project has a status with the name "VIP"' },
		]);
		expect(JSON.stringify(failed)).toContain('Archived');
		expect(regpack.records.assignments).toEqual([]);
	});

	test('may consist of digits, which otherwise are an ID', async () => {
		const named = await setStatus(byName(String(ARCHIVED)));
		expect(jsonOf(named.failed)).toMatchObject([
			{ error: expect.stringContaining('with the name') },
		]);
		await setStatus(byId(ARCHIVED));
		expect(regpack.records.assignments).toMatchObject([{ status_id: ARCHIVED }]);
	});

	test('is read from status_name by Auto-Map if the item has no status_id', async () => {
		const items = [{ email: 'di@example.com', status_name: 'Archived' }];
		const { error } = await user('setStatus', { inputMode: 'autoMap' }, { items });
		expect(error).toBeUndefined();
		expect(regpack.records.assignments).toMatchObject([{ clogin_id: DI, status_id: ARCHIVED }]);
	});
});

describe('Status → Create, if the name exists', () => {
	const create = async (
		ifNameExists: string | undefined,
		names: string[],
		options: INodeParameters = {},
	) =>
		await run({
			node: 'regpack',
			baseUrl: regpack.url,
			parameters: {
				resource: 'status',
				operation: 'create',
				statusName: '={{ $json.name }}',
				color: '#800000',
				options: { ...(ifNameExists !== undefined && { ifNameExists }), ...options },
			},
			items: names.map((name) => ({ name })),
			...continuing,
		});
	const created = () =>
		regpack.requests.filter(({ action }) => action === 'create').map(({ body }) => body);

	test('the node does not check names by default', async () => {
		const { output } = await create(undefined, ['Archived']);
		expect(output).toHaveLength(1);
		expect(actions()).toEqual(['create']);
	});

	test("with 'warn', a hint names statuses of users that have the same name", async () => {
		const { output, hints } = await create('warn', ['archived', 'VIP']);
		expect(jsonOf(output)).toMatchObject([{ status_name: 'archived' }, { status_name: 'VIP' }]);
		expect(hints).toEqual([
			`Users of the project already have statuses with these names: archived (${ARCHIVED}). Rename or delete the duplicates in Regpack.`,
		]);
	});

	test('no hint asks to delete a status that an earlier execution created', async () => {
		const skipping = { skipAlreadySent: true };
		await create(undefined, ['Archived'], skipping);
		const { output, hints } = await create('warn', ['Archived', 'VIP'], skipping);
		expect(jsonOf(output)).toMatchObject([{ outcome: 'skipped' }, { status_name: 'VIP' }]);
		expect(hints).toEqual([expect.stringMatching(/^1 item was skipped/)]);
	});

	test('the hint does not name the status of an item that Regpack rejected', async () => {
		regpack.faults.push({ kind: 'no', body: 'No', match: { action: 'create' } });
		const { failed, hints } = await create('warn', ['Archived']);
		expect(failed).toHaveLength(1);
		expect(hints).not.toContainEqual(expect.stringContaining('already have statuses'));
	});

	test("with 'fail', the item fails, and so does a second item with the same name", async () => {
		const { output, failed } = await create('fail', ['ARCHIVED', 'VIP', 'vip', 'New']);
		expect(jsonOf(output)).toMatchObject([{ status_name: 'VIP' }, { status_name: 'New' }]);
		expect(jsonOf(failed).map(({ error }) => error)).toEqual([
			`[item 0] the name "ARCHIVED" already belongs to status ${ARCHIVED}`,
			'[item 2] the name "vip" already belongs to an earlier item',
		]);
		expect(created()).toHaveLength(2);
	});

	test('nothing is created if the users cannot be read', async () => {
		regpack.faults.push({ kind: 'no', body: 'Try later', match: { action: 'get_user_list' } });
		const { failed } = await create('fail', ['VIP']);
		expect(jsonOf(failed)).toMatchObject([{ details: { outcome: 'notSent' } }]);
		expect(created()).toEqual([]);
	});
});
