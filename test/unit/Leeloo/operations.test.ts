/** Rules for Leeloo's operations only. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { leeloo } from '../../../nodes/Leeloo/leeloo';
import { createItemReaders } from '../../../nodes/shared/operation/itemReader';
import type { StepRequest } from '../../../nodes/shared/operation/operation';
import { panelFields } from '../../../nodes/shared/operation/panel';
import { operationsOf } from '../examples';
import { readingContext } from '../fakes';
import { ACCOUNT, PERSON } from './examples';
import { operationsBy, runSteps } from '../rows';

const { operationOf, rowsOf, stepsOperation } = operationsBy('leeloo');

test('only writes that do no harm twice may be retried', () => {
	const all = operationsOf('leeloo');
	const harmless = all.filter(
		({ operation }) => operation.effect !== 'none' && operation.effect !== 'once',
	);
	const making = harmless.filter(({ of }) =>
		/\.(?:create|send|upsert|subscribe|log|addComment)/.test(of),
	);
	// Leeloo recognizes existing accounts. It would create everything else a second time.
	expect(making.map(({ of }) => of)).toEqual(['account.create']);
	for (const { of, operation } of all)
		expect([of, operation.effect === 'none']).toEqual([of, /\.(?:get|check)/.test(of)]);
});

test('a request says which of several tags it concerns', () => {
	const operation = stepsOperation('person.addTag');
	const partsOf = (...tagIds: string[]) => {
		const requests: StepRequest[] = [];
		const [row] = rowsOf('person.addTag', { personId: PERSON, tagIds });
		runSteps(
			operation.steps(row),
			tagIds.map(() => ({})),
			requests,
		);
		return requests.map(({ part }) => part);
	};
	const [one = '', two = '', three = ''] = [1, 2, 3].map((tag) => `65b00000000000000000000${tag}`);
	expect(partsOf(one)).toEqual([undefined]);
	expect(partsOf(one, two, three)).toEqual([
		`tag 1 of 3, ${one}`,
		`tag 2 of 3, ${two} (Leeloo accepted the tag before it)`,
		`tag 3 of 3, ${three} (Leeloo accepted the 2 tags before it)`,
	]);
});

test.each<[of: string, parameters: INodeParameters]>([
	['account.createSms', { connectionId: PERSON, phone: '={{ $json.phone }}' }],
	['person.create', { phone: '={{ $json.phone }}' }],
	['person.upsert', { phone: '={{ $json.phone }}', findBy: 'phone' }],
	['person.update', { personId: PERSON, updateFields: { phone: '={{ $json.phone }}' } }],
])('%s warns of phone numbers that Leeloo drops', (of, parameters) => {
	const items = ['+380960000000', '0960000000'].map((phone) => ({ phone }));
	expect(inputHints(of, parameters, items)).toEqual([
		expect.stringMatching(/^Leeloo silently drops 1 phone number .*: "0960000000" \(item 1\)\./),
	]);
	expect(inputHints(of, parameters, items.slice(0, 1))).toEqual([]);
});

/** The hints for the user about the values that an operation reads. */
function inputHints(of: string, parameters: INodeParameters, items: IDataObject[]): string[] {
	const operation = operationOf(of);
	const { context } = readingContext(parameters, items);
	const readers = createItemReaders(context, panelFields(leeloo, operation), {}, operation.columns);
	for (const item of items.keys()) operation.read(readers(item));
	return readers.hints();
}

describe('a mistake is named before anything is sent', () => {
	const comment = { personId: PERSON, comment: 'x' };
	const order = { personId: PERSON, offerId: PERSON, paymentCreditsId: PERSON };
	const call = { accountId: ACCOUNT, userId: PERSON, from: '1', to: '2' };
	const refused: Array<[of: string, parameters: INodeParameters, message: string]> = [
		['person.get', { personId: '' }, "'Person' is empty"],
		['person.get', {}, "'Person' is empty"],
		['person.get', { personId: 'ann' }, '\'Person\' is not a person ID: "ann"'],
		[
			'person.get',
			{ personId: 'https://app.leeloo.ai/chats/all' },
			"'Person' is a URL that does not contain a person ID",
		],
		[
			'message.send',
			{ accountId: `https://app.leeloo.ai/people/${PERSON}`, text: 'Hi' },
			"'Account (Channel)' is a URL that does not contain an account (channel) ID",
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
		['person.create', { email: 'ann' }, '\'Email\' is not an email address: "ann"'],
		['person.upsert', { name: 'Ann' }, 'the person has no email'],
		['person.upsert', { email: 'a@example.com', findBy: 'phone' }, 'the person has no phone'],
		['person.update', { personId: PERSON }, 'This item has nothing to update'],
		[
			'person.update',
			{ personId: PERSON, clearFields: 'age' },
			'\'Clear Fields\' cannot empty "age"',
		],
		[
			'person.update',
			{ personId: PERSON, updateFields: { customFields: '[{"name":"x"}]' } },
			'"type" in \'Custom Fields\' is empty',
		],
		[
			'person.getAll',
			{ filters: { lastMessageFrom: 'soon' } },
			'\'Last Message From\' is not a date: "soon"',
		],
		['person.getAll', { limit: 0 }, "'Limit' must be 1 or more"],
		['order.create', { ...order, offerId: 'x' }, '\'Offer ID\' is not an offer ID: "x"'],
		['order.create', { ...order, transactionDate: 'soon' }, "'Transaction Date' is not a date"],
		['order.update', { orderId: PERSON }, 'This item has nothing to update'],
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
		['call.log', { ...call, duration: -1 }, '\'Duration\' must be 0 or more: "-1"'],
		['call.log', { ...call, callType: 'x' }, '\'Type\' cannot be "x"'],
		['account.create', { email: 'a@example.com', connectionId: 'x' }, "'Connection' is not"],
		[
			'person.update',
			{ personId: PERSON, updateFields: { customFields: '7' } },
			"'Custom Fields' is not a list",
		],
	];
	const named = refused.map(([of, parameters, message]) => ({ of, parameters, message }));
	test.each(named)('$of says what to do: $message', ({ of, parameters, message }) => {
		expect(() => rowsOf(of, parameters)).toThrow(message);
		expect(() => rowsOf(of, parameters)).toThrow(
			expect.objectContaining({
				description: expect.stringMatching(/^['"A-Z].{15,}[^.]\.$/),
			}) as Error,
		);
	});

	test('says which ID of a chat is meant', () => {
		expect(() => rowsOf('person.get', { personId: 'ann' })).toThrow(
			expect.objectContaining({
				description: expect.stringContaining('the person ID, followed by the account ID'),
			}) as Error,
		);
	});
});
