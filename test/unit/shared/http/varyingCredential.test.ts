/** A credential with expressions: the node refuses the run if the items would use different credentials. */
import { sleep, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { refuseVaryingCredential, type Access } from '../../../../nodes/shared/http/access';
import { mayReadItem } from '../../../../nodes/shared/http/itemExpressions';
import { regpack } from '../../../../nodes/Regpack/regpack';

interface Given {
	/** The stored credential, with its expressions. */
	stored?: IDataObject | Error;
	/** The credential after n8n has evaluated it for an item. */
	evaluated?: (item: number) => IDataObject;
	/** The result of an expression for an item. */
	expression?: (text: string, item: number) => unknown;
	signal?: AbortSignal;
	hasHelper?: boolean;
	hasCredential?: boolean;
}

/** Creates a run with this credential. `asked` counts or lists the calls to n8n. */
function runWith(given: Given) {
	const asked = {
		decrypted: 0,
		expressions: [] as Array<[string, number]>,
		credentials: [] as number[],
	};
	const { evaluated = () => ({ token: 'a' }), expression = () => 'a' } = given;
	const context = {
		getNode: () => ({
			credentials: given.hasCredential === false ? {} : { [regpack.credential]: { id: '1' } },
		}),
		getMode: () => 'trigger',
		getExecuteData: () => ({}),
		getExecutionCancelSignal: () => given.signal,
		evaluateExpression: (text: string, item: number) => {
			asked.expressions.push([text, item]);
			return expression(text, item);
		},
		getCredentials: async (_type: string, item: number) => {
			asked.credentials.push(item);
			return await Promise.resolve(evaluated(item));
		},
		...(given.hasHelper !== false && {
			additionalData: {
				credentialsHelper: {
					getDecrypted: async (...[, , , , , raw]: unknown[]) => {
						asked.decrypted++;
						expect(raw).toBe(true);
						if (given.stored instanceof Error) throw given.stored;
						return await Promise.resolve(given.stored ?? { token: 'a' });
					},
				},
			},
		}),
	} as unknown as IExecuteFunctions;
	const access = { vendor: regpack, credential: { data: evaluated(0) } } as unknown as Access;
	return {
		asked,
		check: async (items: number) => await refuseVaryingCredential(context, access, items),
	};
}

const perItem = (item: number) => ({ token: item === 2 ? 'b' : 'a' });
const fromItem = { stored: { token: '={{ $json.token }}', other: 'x' } };

test('one item has nothing to differ from', async () => {
	const { asked, check } = runWith({ ...fromItem, evaluated: perItem });
	await check(1);
	expect(asked).toEqual({ decrypted: 0, expressions: [], credentials: [] });
});

test('without an expression that reads items, nothing is compared', async () => {
	const { asked, check } = runWith({
		stored: { token: '={{ $vars.TOKEN }}', n: 5 },
		evaluated: perItem,
	});
	await check(2);
	await check(5);
	expect(asked).toEqual({ decrypted: 2, expressions: [], credentials: [] });
});

test('an expression is compared by its value, for each item', async () => {
	const { asked, check } = runWith(fromItem);
	await check(3);
	expect(asked.expressions).toEqual([0, 1, 2].map((item) => ['{{ $json.token }}', item]));
	expect(asked.credentials).toEqual([]);
});

test('the first item with another value is refused', async () => {
	const { check } = runWith({ ...fromItem, expression: (_, item) => perItem(item).token });
	await expect(check(2)).resolves.toBeUndefined();
	await expect(check(3)).rejects.toMatchObject({
		message: 'The credential differs between item 0 and item 2',
		description: expect.stringContaining('The whole run uses one credential, so nothing was sent.'),
	});
});

test('an expression that fails for an item is another value', async () => {
	const expression = (_: string, item: number) => {
		if (item === 1) throw new Error('no such field');
		return 'a';
	};
	await expect(runWith({ ...fromItem, expression }).check(2)).rejects.toThrow('item 0 and item 1');
});

test.each<[why: string, given: Given]>([
	['the expression alone gives something else than n8n', { ...fromItem, expression: () => 'x' }],
	[
		'the expression alone fails',
		{
			...fromItem,
			expression: () => {
				throw new Error('no');
			},
		},
	],
	['the stored credential cannot be read', { stored: new Error('no key') }],
	['n8n does not give its helper', { ...fromItem, hasHelper: false }],
	['the node does not say which credential it has', { ...fromItem, hasCredential: false }],
])('if %s, n8n evaluates the credential for each item', async (_why, given) => {
	const same = runWith(given);
	await same.check(3);
	expect(same.asked.credentials).toEqual([1, 2]);
	await expect(runWith({ ...given, evaluated: perItem }).check(3)).rejects.toThrow(
		'item 0 and item 2',
	);
	const failing = (item: number) => {
		if (item === 1) throw new Error('no such credential');
		return { token: 'a' };
	};
	await expect(runWith({ ...given, evaluated: failing }).check(2)).rejects.toThrow('item 1');
});

test('Stop ends the comparison', async () => {
	const stop = new AbortController();
	const expression = (_: string, item: number) => {
		if (item === 3) stop.abort();
		return 'a';
	};
	const { asked, check } = runWith({ ...fromItem, expression, signal: stop.signal });
	await check(1000);
	expect(asked.expressions).toHaveLength(4);
});

test('n8n gets a turn after every hundred items', async () => {
	let turns = 0;
	let isOver = false;
	const counting = (async () => {
		for (; !isOver; turns++) await sleep(0);
	})();
	await runWith(fromItem).check(1000);
	isOver = true;
	await counting;
	expect(turns).toBeGreaterThanOrEqual(8);
	expect(turns).toBeLessThan(200);
});

test.each([
	['={{ $json.token }}', true],
	['={{ $("Rows").item.json.token }}', true],
	['={{ this.token }}', true],
	['={{ \\u0024json }}', true],
	['={{ $varsity }}', true],
	['={{ $vars.TOKEN }}', false],
	['={{ $secrets.vault.token + $now + $workflow.id }}', false],
	['={{ "thistle" }}', false],
	['$json.token', false],
	['{{ $json.token }}=', false],
	[7, false],
	[undefined, false],
])('%j may read an item: %s', (written, expected) => {
	expect(mayReadItem(written)).toBe(expected);
});
