/** Each operation of Leeloo by its examples, and what holds for all of them. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { resources } from '../../nodes/Leeloo/actions';
import type { RequestParts } from '../../nodes/shared/http/vendor';
import type { Operation, StepRequest } from '../../nodes/shared/operation/operation';
import { ACCOUNT, leelooExamples, PERSON, type LeelooExample } from './leelooOperations';
import { lead, operationOf, rowsOf, talkOperation } from './leelooRows';

/** What is left of it on its way: keys that hold `undefined` are not, and so cannot hide. */
const asSent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The rows with what they had to look up. */
function resolved(
	{ names }: Operation,
	rows: readonly [object, ...object[]],
	answers: IDataObject[],
	asked: RequestParts[],
) {
	if (!names) return rows;
	const found = lead(names.ask(rows), answers, asked);
	const [first, ...others] = rows;
	return [names.resolve(first, found), ...others.map((row) => names.resolve(row, found))] as const;
}

function play({ of, parameters, items, exchange }: LeelooExample) {
	const operation = operationOf(of);
	const rows = rowsOf(of, parameters, items);
	const answers = exchange.map(([, answer]) => structuredClone(answer));
	const asked: RequestParts[] = [];
	const sent = resolved(operation, rows, answers, asked);
	if (!('steps' in operation)) {
		asked.push(operation.request(sent));
		const output = sent.map((row) => operation.output(row, answers[0] ?? {}));
		return { asked, output, turns: [] };
	}
	const turns: StepRequest[] = [];
	const output = sent.flatMap((row) => lead(operation.steps(row), answers, asked, turns));
	return { asked, output, turns };
}

describe.each(leelooExamples)('$of: $name', (example) => {
	test('becomes exactly these requests', () => {
		const { asked } = play(example);
		expect(asked).toStrictEqual(example.exchange.map(([request]) => request));
	});

	test('comes out as this', () => {
		const { output } = play(example);
		expect(output).toHaveLength(example.output.length);
		expect(output).toMatchObject(example.output);
		for (const json of output) {
			expect(json).toStrictEqual(asSent(json));
			expect('error' in json).toBe(false);
			if (example.parameters.simplify !== false) {
				expect(Object.keys(json).length).toBeLessThanOrEqual(10);
				expect(Object.values(json)).not.toContain('NOT_DEFINED');
			}
		}
	});

	test('comes out alike when a second try does not send it again', () => {
		const operation = operationOf(example.of);
		if ('steps' in operation && operation.effect === 'none') return;
		const answers = example.exchange.map(([, answer]) => structuredClone(answer));
		const read = rowsOf(example.of, example.parameters, example.items);
		const rows = resolved(operation, read, answers, []);
		const { output } = play(example);
		const turns: StepRequest[] = [];
		if ('steps' in operation) lead(operation.steps(rows[0]), [...answers], [], turns);
		const last = answers.at(-1) ?? {};
		const receipt = turns.at(-1)?.receipt ?? operation.receipt?.keep?.(last) ?? {};
		const kept = asSent(receipt) as IDataObject;
		expect(JSON.stringify(kept).length).toBeLessThan(150);
		rows.forEach((row, item) => {
			const answer = operation.receipt?.answer(row, kept) ?? kept;
			const json = 'steps' in operation ? answer : operation.output(row, answer);
			expect(output[item]).toMatchObject(json);
			expect(Object.keys(json)).not.toHaveLength(0);
		});
	});
});

const all = resources.flatMap((resource) =>
	resource.operations.map((operation) => ({
		of: `${resource.value}.${operation.value}`,
		operation,
	})),
);

describe('every Leeloo operation', () => {
	test.each(all.filter(({ of }) => of !== 'account.create'))('$of has an example', ({ of }) => {
		expect(leelooExamples.some((example) => example.of === of)).toBe(true);
	});
});

describe('a request is sent once more by itself', () => {
	test('only where that does no harm', () => {
		const harmless = all.filter(
			({ operation }) => operation.effect !== 'none' && operation.effect !== 'once',
		);
		const making = harmless.filter(({ of }) =>
			/\.(?:create|send|upsert|subscribe|log|addComment)/.test(of),
		);
		// Leeloo knows the accounts it has; of all else it would make a second one.
		expect(making.map(({ of }) => of)).toEqual(['account.create']);
		for (const { of, operation } of all)
			expect([of, operation.effect === 'none']).toEqual([of, /\.get/.test(of)]);
	});

	test.each(leelooExamples.filter(({ of }) => 'steps' in operationOf(of)))(
		'$of: $name, where it is a question, or may be said twice',
		(example) => {
			const effects = { GET: 'none', PUT: 'idempotent', POST: 'once' };
			for (const { method, effect } of play(example).turns)
				expect([method, effect]).toEqual([method, effects[method as keyof typeof effects]]);
		},
	);
});

test('which of several tags it is about, a request says', () => {
	const operation = talkOperation('person.addTag');
	const partsOf = (...tagIds: string[]) => {
		const turns: StepRequest[] = [];
		const [row] = rowsOf('person.addTag', { personId: PERSON, tagIds });
		lead(
			operation.steps(row),
			tagIds.map(() => ({})),
			[],
			turns,
		);
		return turns.map(({ part }) => part);
	};
	const [one = '', two = '', three = ''] = [1, 2, 3].map((tag) => `65b00000000000000000000${tag}`);
	expect(partsOf(one)).toEqual([undefined]);
	expect(partsOf(one, two, three)).toEqual([
		`tag 1 of 3, ${one}`,
		`tag 2 of 3, ${two} (the one before it was accepted)`,
		`tag 3 of 3, ${three} (the 2 before it were accepted)`,
	]);
});

test.each<[of: string, parameters: INodeParameters]>([
	['account.createSms', { connectionId: PERSON, phone: '={{ $json.phone }}' }],
	['person.create', { phone: '={{ $json.phone }}' }],
	['person.upsert', { phone: '={{ $json.phone }}', findBy: 'phone' }],
	['person.update', { personId: PERSON, updateFields: { phone: '={{ $json.phone }}' } }],
])('%s warns of phone numbers that Leeloo drops', (of, parameters) => {
	const items = ['+380960000000', '0960000000'].map((phone) => ({ phone }));
	expect(operationOf(of).hints?.(rowsOf(of, parameters, items), [], [])).toEqual([
		expect.stringMatching(/^1 phone numbers are not in international format/),
	]);
	expect(operationOf(of).hints?.(rowsOf(of, parameters, items.slice(0, 1)), [], [])).toEqual([]);
});

describe('what is refused before anything is sent', () => {
	const comment = { personId: PERSON, comment: 'x' };
	const order = { personId: PERSON, offerId: PERSON, paymentCreditsId: PERSON };
	const call = { accountId: ACCOUNT, userId: PERSON, from: '1', to: '2' };
	test.each<[of: string, parameters: INodeParameters, message: string]>([
		['person.get', { personId: '' }, "'Person' is empty"],
		['person.get', {}, "'Person' is empty"],
		['person.get', { personId: 'ann' }, '\'Person\' is not a person ID: "ann"'],
		[
			'person.get',
			{ personId: 'https://app.leeloo.ai/chats/all' },
			"'Person' is an address that does not hold a person ID",
		],
		[
			'message.send',
			{ accountId: `https://app.leeloo.ai/people/${PERSON}`, text: 'Hi' },
			"'Account (Channel)' is an address that does not hold an account (channel) ID",
		],
		[
			'message.send',
			{ accountId: `${ACCOUNT}0`, text: 'Hi' },
			"'Account (Channel)' is not an account (channel) ID",
		],
		['message.send', { accountId: ACCOUNT, text: ' ' }, "'Text' is empty"],
		[
			'message.sendTemplate',
			{ accountId: ACCOUNT, templateId: PERSON, variables: '{"k"' },
			"'Variables' is not valid JSON",
		],
		[
			'message.sendTemplate',
			{ accountId: ACCOUNT, templateId: PERSON, variables: '[1]' },
			"'Variables' is not a JSON object",
		],
		['person.addComment', { ...comment, comment: '' }, "'Comment' is empty"],
		['person.addTag', { personId: PERSON, tagIds: [] }, "'Tag Names or IDs' is empty"],
		['person.create', { name: ' ' }, "'Name', 'Email' and 'Phone' are all empty"],
		['person.create', { email: 'ann' }, '\'Email\' is not an e-mail address: "ann"'],
		['person.upsert', { name: 'Ann' }, 'the person has no email'],
		['person.upsert', { email: 'a@example.com', findBy: 'phone' }, 'the person has no phone'],
		['person.update', { personId: PERSON }, "'Update Fields' is empty"],
		[
			'person.update',
			{ personId: PERSON, updateFields: { customFields: '[{"name":"x"}]' } },
			'"type" of \'Custom Fields\' is empty',
		],
		[
			'person.getAll',
			{ filters: { lastMessageFrom: 'soon' } },
			'\'Last Message From\' is not a date: "soon"',
		],
		['person.getAll', { limit: 0 }, "'Limit' is not a whole number"],
		['order.create', { ...order, offerId: 'x' }, '\'Offer ID\' is not an offer ID: "x"'],
		[
			'order.create',
			{ ...order, transactionDate: '31.12.2026' },
			"'Transaction Date' is not a date",
		],
		['order.update', { orderId: PERSON }, "'Update Fields' is empty"],
		[
			'order.update',
			{ orderId: PERSON, updateFields: { status: 'PAID' } },
			'\'Status\' cannot be "PAID"',
		],
		[
			'order.update',
			{ orderId: PERSON, updateFields: { price: '1,5' } },
			'\'Price\' is not an amount: "1,5"',
		],
		['call.log', { ...call, duration: -1 }, '\'Duration\' is not a whole number: "-1"'],
		['call.log', { ...call, callType: 'x' }, '\'Type\' cannot be "x"'],
		['account.create', { email: 'a@example.com', connectionId: 'x' }, "'Connection' is not"],
		[
			'person.update',
			{ personId: PERSON, updateFields: { customFields: '7' } },
			"'Custom Fields' is not a list",
		],
	])('%s of %j, with words that say what to do', (of, parameters, message) => {
		expect(() => rowsOf(of, parameters)).toThrow(message);
		expect(() => rowsOf(of, parameters)).toThrow(
			expect.objectContaining({ description: expect.stringMatching(/^['"A-Z].{15,}[^.]\.$/) }),
		);
	});

	test('says which ID of a chat is meant', () => {
		expect(() => rowsOf('person.get', { personId: 'ann' })).toThrow(
			expect.objectContaining({
				description: expect.stringContaining('the first ID is the person'),
			}),
		);
	});
});
