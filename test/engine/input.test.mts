/** The node finds bad input before it sends anything, so bad input fails only its own item. */
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import {
	addEmail,
	createAccount,
	createStatus,
	go,
	jsonByItem,
	modeFor,
	MODES,
	outcomesOf,
	standinOf,
	storedInOrder,
	subjects,
	timesSent,
	type Subject,
} from './subjects.mts';

interface BadInput {
	subject: Subject;
	/** What is wrong with the one bad item. */
	what: string;
	/** Changes to that item. */
	item?: IDataObject;
	/** Changes to the node parameters. */
	parameters?: INodeParameters;
	/** Changes to the credential. */
	credential?: ICredentialDataDecryptedObject;
	/** What the message says. */
	says: string;
}

const THROWS = "={{ $json.isBad ? $('Nowhere').item.json.a : $json.VALUE }}";
const throwing = (field: string) => THROWS.replace('VALUE', field);
const empty = (subject: Subject, fields: Record<string, string>): BadInput[] =>
	Object.entries(fields).flatMap(([field, label]) =>
		[undefined, null, '', '  '].map((value) => ({
			subject,
			what: `${field} is ${JSON.stringify(value)}`,
			item: { [field]: value },
			says: `${label} is empty`,
		})),
	);
const wrong = (subject: Subject, field: string, label: string, why: string, ...values: unknown[]) =>
	values.map((value): BadInput => {
		const item = { [field]: value } as IDataObject;
		return { subject, what: `${field} is ${JSON.stringify(value)}`, item, says: `${label} ${why}` };
	});

const NO_NUMBER = 'is not a whole number';
const NO_EMAIL = 'is not an email address';

const table: BadInput[] = [
	...[addEmail, createStatus].flatMap((subject) => [
		...wrong(subject, 'group', "'Project ID'", NO_NUMBER, 'abc', '12a', 1.5, '1e9', true),
		...wrong(subject, 'group', "'Project ID'", 'must be 1 or more', -1, 0),
		...wrong(subject, 'group', "'Project ID'", 'is too large to be an ID', '9007199254740993'),
		...wrong(subject, 'group', "'Project ID'", 'is an object', { id: 1 }),
		...['', ' '].map((groupId) => ({
			subject,
			what: `there is no project, and the default one is ${JSON.stringify(groupId)}`,
			item: { group: '' },
			credential: { groupId },
			says: "'Project ID' is empty",
		})),
		{
			subject,
			what: 'there is no project, and the default one is not a number',
			item: { group: null },
			credential: { groupId: 'mine' },
			says: "'Project ID' is not a whole number",
		},
	]),
	...empty(addEmail, {
		person: "'User'",
		from: "'From'",
		to: "'To'",
		subject: "'Subject'",
		body: "'Body'",
	}),
	...wrong(addEmail, 'person', "'User'", NO_NUMBER, 'Ada', '200000001x', '2000 00001'),
	...wrong(addEmail, 'person', "'User'", 'must be 1 or more', 0),
	...wrong(addEmail, 'from', "'From'", NO_EMAIL, 'office', 'office@', '@example.com', 'a@b@c'),
	...wrong(addEmail, 'to', "'To'", NO_EMAIL, 'ada@', 'ada@example.com, bo', 'a@b.c\nBcc: <d@e.f>'),
	...wrong(addEmail, 'subject', "'Subject'", 'is a list', ['a']),
	{
		subject: addEmail,
		what: 'an expression throws',
		item: { isBad: true },
		parameters: { from: throwing('from') },
		says: "'From' cannot be read",
	},
	{
		subject: addEmail,
		what: 'CC is not an address',
		item: { cc: 'team' },
		parameters: { additionalFields: { cc: '={{ $json.cc }}' } },
		says: "'CC' is not an email address",
	},
	{
		subject: addEmail,
		what: 'Admin ID is not a number',
		item: { admin: 'Bo' },
		parameters: { additionalFields: { adminId: '={{ $json.admin }}' } },
		says: "'Admin ID' is not a whole number",
	},
	...empty(createStatus, { name: "'Status Name'", color: "'Color'" }),
	...wrong(createStatus, 'color', "'Color'", 'is not a hex color', 'red', '#12', '#80000g', 12),
	...wrong(createStatus, 'isOut', "'Excluded'", 'is neither true nor false', 'maybe', 2),
	{
		subject: createStatus,
		what: 'an expression throws',
		item: { isBad: true },
		parameters: { statusName: throwing('name') },
		says: "'Status Name' cannot be read",
	},
	...empty(createAccount, { connection: "'Connection'", email: "'Email'" }),
	...wrong(createAccount, 'email', "'Email'", NO_EMAIL, 'ann', 'ann@', 'a n@example.com', 7),
	...wrong(createAccount, 'name', "'Name'", 'is an object', { first: 'Ann' }),
	{
		subject: createAccount,
		what: 'an expression throws',
		item: { isBad: true },
		parameters: { email: throwing('email') },
		says: "'Email' cannot be read",
	},
	{
		subject: createAccount,
		what: 'an auto-mapped item has no such column',
		item: { email: undefined },
		parameters: { inputMode: 'autoMap', connectionId: '65a000000000000000000001' },
		says: 'This row has no email',
	},
];

/** Each kind of bad input gets one mode, in turn. A mode treats all kinds of bad input alike. */
const cases = subjects.flatMap((subject) =>
	table
		.filter((each) => each.subject === subject)
		.map((each, at) => ({ ...each, name: subject.name, mode: MODES[at % MODES.length]! })),
);

/** The message without the name of the item in parentheses. */
const unnamed = (message: unknown) => String(message).replace(/^(\[item \d+\]) \(.+?\) /, '$1 ');

test.each(cases)('$name ($mode) rejects an item if $what', async (each) => {
	const { subject, item, parameters, credential, says, mode } = each;
	const items = [subject.item(0), { ...subject.item(1), ...item }, subject.item(2)];
	const result = await go(subject, {
		items,
		mode,
		...(parameters && { parameters }),
		...(credential && { credential }),
	});
	if (mode === 'stopWorkflow') {
		expect(result.error).toMatchObject({
			context: { itemIndex: 1 },
			description: expect.stringMatching(/Of 3 items: 0 accepted, 1 rejected, 2 not sent/),
		});
		expect(unnamed(result.error?.message)).toContain(`[item 1] ${says}`);
		expect(result.output).toEqual([]);
		expect(standinOf(subject).requests).toEqual([]);
		return;
	}
	expect(result.error).toBeUndefined();
	expect(outcomesOf(result, 3)).toEqual(['accepted', 'rejected', 'accepted']);
	const { error, details } = jsonByItem(result, 3)[1]!;
	expect(unnamed(error)).toContain(`[item 1] ${says}`);
	expect(details).toMatchObject({
		reason: expect.stringContaining(says),
		advice: expect.stringMatching(/./),
	});
	expect(timesSent(subject, 3)).toEqual([1, 0, 1]);
	expect(storedInOrder(subject)).toHaveLength(2);
	expect([result.output.length, result.failed.length]).toEqual(
		mode === 'continueErrorOutput' ? [2, 1] : [3, 0],
	);
});

describe.each(subjects)('$name', (subject) => {
	test('a syntax error in an expression fails every item', async () => {
		const mode = modeFor(subject, 2);
		const [name] = Object.keys(subject.parameters).filter((key) => !/resource|operation/.test(key));
		const parameters = { [name ?? '']: '={{ ( }}' };
		const result = await go(subject, { items: 2, mode, parameters });
		expect(standinOf(subject).requests).toEqual([]);
		if (mode === 'stopWorkflow') expect(result.error?.message).toContain('[item 0]');
		else expect(outcomesOf(result, 2)).toEqual(['rejected', 'rejected']);
	});

	test('an operation that this version does not know is refused', async () => {
		const mode = modeFor(subject, 0);
		const result = await go(subject, { mode, parameters: { operation: 'undo' } });
		const said = mode === 'stopWorkflow' ? result.error?.message : jsonByItem(result, 1)[0]?.error;
		expect(said).toBe(`[item 0] 'Operation' has an unknown value: "undo"`);
		expect(standinOf(subject).requests).toEqual([]);
	});

	test('with an invalid option, nothing is sent', async () => {
		const mode = modeFor(subject, 1);
		const result = await go(subject, { items: 2, mode, options: { previewOnly: 'perhaps' } });
		const said = mode === 'stopWorkflow' ? result.error?.message : jsonByItem(result, 2)[0]?.error;
		expect(said).toBe('[item 0] \'Preview Only\' is neither true nor false: "perhaps"');
		expect(standinOf(subject).requests).toEqual([]);
	});
});
