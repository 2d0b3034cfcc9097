/**
 * Some response formats are guesses that we could not test with the services. Check API finds wrong guesses, and every
 * operation also works with the other likely format. If a guess is "turned", the stand-in uses that other format.
 */
import { leelooTurns } from '../standins/leeloo/turns.mts';
import { regpackTurns } from '../standins/regpack/turns.mts';
import { turn } from '../standins/turns.mts';
import { people, users } from '../standins/values.mts';
import { examples, type Example, type NodeName } from '../unit/examples.ts';
import { READINGS } from '../unit/map.mts';
import { operationOf } from '../unit/rows.ts';
import { noTo, run, type RunOptions } from './harness.mts';
import { sourcesOf, standins } from './subjects.mts';

const nodeOf = (id: string) => id.split('.')[0] as NodeName;
const turned = [...Object.keys(regpackTurns), ...Object.keys(leelooTurns)].map((id) => ({
	id,
	node: nodeOf(id),
}));

/**
 * Guesses that concern only refused requests. faults.test.mts and batches.test.mts test how the node reads "too many
 * requests" and bad rows of a batch, in both forms.
 */
const ONLY_REFUSALS = new Set([
	'regpack.refusal',
	'regpack.wrongCredential',
	'leeloo.refusal',
	'leeloo.wrongToken',
	'leeloo.throttle',
	'leeloo.badRows',
]);

const MISTYPED = { token: 'mistyped-token', apiToken: 'mistyped-token' };

const checkOf = (node: NodeName): RunOptions => ({
	node,
	baseUrl: standins[node].url,
	parameters: { resource: 'diagnostics', operation: 'checkApi' },
	items: [{}],
});

const checkApi = async (node: NodeName) => {
	const { error, output } = await run(checkOf(node));
	expect(error?.message).toBeUndefined();
	return output.map(({ json }) => json);
};

const onEngine = (node: NodeName) =>
	examples.filter((example) => example.node === node && !example.engineDropsIt);
const nameOf = ({ of, name }: Example) => `${of}: ${name}`;
const execute = async (
	{ node, parameters, items }: Example,
	settings: RunOptions['settings'] = {},
) => await run({ node, baseUrl: standins[node].url, parameters, items, settings });

describe.each(['regpack', 'leeloo'] as const)('Check API of %s', (node) => {
	const checked = READINGS[node].filter(({ check }) => check);

	test('reports everything as expected if the service answers as documented', async () => {
		turn(standins[node]);
		const report = await checkApi(node);
		expect(report.map(({ reading, result }) => [reading, result])).toEqual(
			READINGS[node].map(({ id, check }) => [id, check ? 'as expected' : 'not seen']),
		);
		expect(checked.length).toBeGreaterThan(8);
	});

	test('only reads, and sends at most 12 requests', async () => {
		await checkApi(node);
		const { requests } = standins[node];
		expect(requests.length).toBeLessThanOrEqual(12);
		const actions = requests.map(({ action = '' }) => action);
		expect(actions.filter((action) => !/^(?:GET |get_)/.test(action))).toEqual([]);
	});

	test('shows keys and types, but no personal data', async () => {
		const report = JSON.stringify(await checkApi(node));
		const names = [...people, ...users].map(({ name }) => name);
		for (const value of [...names, 'Ada', '@', 'Chat 1', '20000000', '65d00000', '+380'])
			expect(report).not.toContain(value);
	});

	test('fails like any other operation if the credential is wrong', async () => {
		const { error } = await run({ ...checkOf(node), credential: MISTYPED });
		expect(error?.message).toMatch(/^\[item 0\] \w+ did not return the API responses: /);
	});
});

test.each(['regpack', 'leeloo'] as const)(
	'if all guesses about %s are wrong, Check API reports exactly those that a read can show',
	async (node) => {
		const { turns } = standins[node];
		turn(standins[node], ...Object.keys(turns));
		const report = await checkApi(node);
		expect(report.map(({ reading, result }) => [reading, result])).toEqual(
			READINGS[node].map(({ id, check }) => [
				id,
				!check ? 'not seen' : Object.hasOwn(turns, id) ? 'different' : 'as expected',
			]),
		);
	},
);

test('the stand-ins know an alternative to every guess about the form of a response', () => {
	const all = Object.values(READINGS).flat();
	const guesses = all.filter(({ basis, about }) => basis === 'guess' && about === undefined);
	const ids = turned.map(({ id }) => id);
	expect(ids).toEqual(expect.arrayContaining(guesses.map(({ id }) => id)));
	expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
});

describe.each(turned)('if the guess $id is wrong', ({ id, node }) => {
	test('Check API reports only this guess as different, if a read can show it', async () => {
		turn(standins[node], id);
		const report = await checkApi(node);
		const different = report.filter(({ result }) => result === 'different');
		const isShown = READINGS[node].some((reading) => reading.id === id && reading.check);
		expect(different.map(({ reading }) => reading)).toEqual(isShown ? [id] : []);
	});

	if (ONLY_REFUSALS.has(id)) return;
	test('every operation works', async () => {
		for (const example of onEngine(node)) {
			standins[node].reset();
			turn(standins[node], id);
			const { error, output } = await execute(example);
			const name = nameOf(example);
			expect([name, error?.message]).toEqual([name, undefined]);
			const sources = output.map(sourcesOf);
			const isRead = operationOf(node, example.of).effect === 'none';
			expect([name, sources]).toEqual([
				name,
				isRead ? sources.map(() => [0]) : example.items.map((_, item) => [item]),
			]);
		}
	});
});

test.each(['regpack', 'leeloo'] as const)(
	'if %s refuses requests in the other likely way, every operation names the refused item',
	async (node) => {
		for (const example of onEngine(node)) {
			standins[node].reset();
			turn(standins[node], `${node}.refusal`);
			standins[node].faults.push(...noTo(example.of, 'FORBIDDEN'));
			const { failed } = await execute(example, { onError: 'continueErrorOutput' });
			const name = nameOf(example);
			expect([name, failed.map(({ json }) => json)]).toEqual([
				name,
				example.items.map((_, item): unknown =>
					expect.objectContaining({
						error: expect.stringMatching(`^\\[item ${item}\\] .*: FORBIDDEN$`),
						details: expect.objectContaining({ outcome: 'rejected', httpCode: 400 }),
					}),
				),
			]);
		}
	},
);

test.each(['regpack.wrongCredential', 'leeloo.wrongToken'] as const)(
	'if the guess %s is wrong, a wrong credential is still reported as wrong',
	async (id) => {
		const node = nodeOf(id);
		turn(standins[node], id);
		const { error } = await run({ ...checkOf(node), credential: MISTYPED });
		expect(error?.message).toContain('the credential is wrong');
	},
);
