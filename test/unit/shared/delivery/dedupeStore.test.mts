import type { UserError } from 'n8n-workflow';

import { DedupeStore, type DedupeKey } from '../../../../nodes/shared/delivery/index.ts';

import { VirtualClock } from './clock.mts';
import { FAULTLESS, ModelStore, type StoreFaults } from '../../modelStore.ts';

const row = (key: string, oldKey = key): DedupeKey => ({ key, oldKey });
const rows = (...keys: string[]) => keys.map((key) => row(key));

/** Opens the stores of two processes. The faults begin afterwards. */
async function open(faults: Partial<StoreFaults> = {}, oldList?: string[]) {
	const clock = new VirtualClock();
	const model = new ModelStore();
	if (oldList) model.rows.set('n:node-1', oldList);
	const opened = async () => {
		const store = new DedupeStore(model.contextFor(), clock);
		await store.open();
		return store;
	};
	const [store, other] = [await opened(), await opened()];
	model.startOver(clock, { ...FAULTLESS, ...faults });
	const passing = async <T,>(work: Promise<T>) => {
		await clock.run(work);
		return await work;
	};
	/** Claims keys, and returns their states in the same order. */
	const claim = async (of: DedupeStore, ...keys: string[]) => {
		const states = await passing(of.claim(rows(...keys)));
		return keys.map((key) => states.get(key));
	};
	return { clock, model, store, other, passing, claim };
}

const ended = (error: unknown) => (error instanceof Error ? error.message : error);

describe('a claim', () => {
	test('is given once, and lasts until the row is accepted or released', async () => {
		const { store, other, claim, passing, model } = await open({ latency: 5 });
		expect(await claim(store, 'a', 'b', 'c')).toEqual(['claimed', 'claimed', 'claimed']);
		expect(await claim(other, 'a', 'b', 'c', 'd')).toEqual(['open', 'open', 'open', 'claimed']);
		await passing(store.accept('a'));
		await passing(store.release('b'));
		await passing(store.leave('c'));
		expect(await passing(other.wasSent('a'))).toBe(true);
		expect(await passing(other.wasSent('b'))).toBe(false);
		expect(await claim(other, 'a', 'b', 'c')).toEqual(['sent', 'claimed', 'left']);
		expect(await model.notesOf('a')).toEqual({ claim: false, sent: true, left: false });
		// `sent` for a, the claims of b, c and d, and `left` for c.
		expect(model.rows.size).toBe(5);
	});

	test('is refused if the row was accepted between the first look and the claim', async () => {
		const { store, model, claim, clock } = await open();
		await claim(store, 'a');
		const context = model.contextFor();
		const { getProcessedDataCount } = context.helpers;
		let isFirst = true;
		context.helpers.getProcessedDataCount = async (...given) => {
			const answer = await getProcessedDataCount(...given);
			if (isFirst) await store.accept('a');
			isFirst = false;
			return answer;
		};
		expect(await claim(new DedupeStore(context, clock), 'a')).toEqual(['sent']);
		expect(await model.notesOf('a')).toEqual({ claim: false, sent: true, left: false });
	});

	test('that cannot be removed after its row was noted as sent changes nothing', async () => {
		const { store, other, claim, passing, model, clock } = await open();
		await claim(store, 'a');
		model.startOver(clock, { ...FAULTLESS, awayFrom: 1 });
		await passing(store.accept('a'));
		model.startOver(clock, FAULTLESS);
		expect(await claim(other, 'a')).toEqual(['sent']);
	});

	test('is given to nobody else at whatever moment its process dies while it notes the row as sent', async () => {
		const states = new Set<unknown>();
		for (let diesAfterMs = 0; diesAfterMs < 8; diesAfterMs++) {
			const { clock, model, other, claim, passing } = await open({ latency: 1 });
			let diesAt = Infinity;
			const dying = new DedupeStore(
				model.contextFor(() => clock.now() > diesAt),
				clock,
			);
			await claim(dying, 'a');
			diesAt = clock.now() + diesAfterMs;
			void dying.accept('a');
			await passing(clock.sleep(20));
			states.add((await claim(other, 'a'))[0]);
		}
		expect(states).toEqual(new Set(['open', 'sent']));
	});

	test.each(['before', 'after'] as const)(
		'is never given twice when the database fails %s it has written',
		async (failure) => {
			// The first call reads the state, the second adds the claim.
			const { store, other, claim } = await open({ failures: [null, failure] });
			const first = await claim(store, 'a');
			// The process cannot recognize its own claim, so it treats the key as claimed by another process.
			expect(first).toEqual([failure === 'before' ? 'claimed' : 'open']);
			expect(await claim(other, 'a')).toEqual(['open']);
		},
	);

	test('is an error while the database is away; only the first call waits for it', async () => {
		const { store, clock, claim, model } = await open({ awayFrom: 0 });
		const start = clock.now();
		expect((await claim(store, 'a')).map(ended)).toEqual(['the data base is locked']);
		const waited = clock.now() - start;
		expect(waited).toBeGreaterThan(3_000);
		expect((await claim(store, 'b')).map(ended)).toEqual(['the data base is locked']);
		expect(clock.now() - start).toBe(waited);
		model.startOver(clock, FAULTLESS);
		expect(await claim(store, 'b')).toEqual(['claimed']);
		model.startOver(clock, { ...FAULTLESS, failures: ['before'] });
		expect(await claim(store, 'c')).toEqual(['claimed']);
		expect(clock.now() - start).toBeGreaterThan(waited);
	});

	test('asks the database for a few rows at a time', async () => {
		const { clock, model, passing } = await open({ latency: 5 });
		let [now, most] = [0, 0];
		const context = model.contextFor();
		const counted = async <T,>(call: () => Promise<T>) => {
			most = Math.max(most, ++now);
			return await call().finally(() => now--);
		};
		const { getProcessedDataCount: count, checkProcessedAndRecord: check } = context.helpers;
		context.helpers.getProcessedDataCount = (...given) =>
			counted(async () => await count(...given));
		context.helpers.checkProcessedAndRecord = (...given) =>
			counted(async () => await check(...given));
		const many = new DedupeStore(context, clock);
		const keys = Array.from({ length: 40 }, (_, index) => String(index));
		const states = await passing(many.claim(rows(...keys)));
		expect(new Set(states.values())).toEqual(new Set(['claimed']));
		expect(most).toBe(4);
	});
});

test('a row that is forgotten can be claimed again, whatever was noted about it', async () => {
	const { store, claim, model } = await open();
	await claim(store, 'sent', 'left', 'open', 'other');
	await store.accept('sent');
	await store.leave('left');
	for (const key of ['sent', 'left', 'open', 'never']) await store.forget(key);
	expect(model.rows.size).toBe(1);
	expect(await claim(store, 'sent', 'left', 'open', 'other')).toEqual([
		'claimed',
		'claimed',
		'claimed',
		'open',
	]);
});

describe('the list of earlier versions', () => {
	test('counts for each row, and contains nothing more afterwards', async () => {
		const { store, model, passing } = await open({}, ['old', 'invoice 7']);
		const states = await passing(store.claim([row('old'), row('new'), row('k', 'invoice 7')]));
		expect(Object.fromEntries(states)).toEqual({ old: 'sent', new: 'claimed', k: 'sent' });
		expect(model.rows.get('n:node-1')).toEqual(['old', 'invoice 7']);
		expect(await model.notesOf('old')).toEqual({ claim: false, sent: true, left: false });
	});

	test('does not count for a row that is forgotten or taken back', async () => {
		const { store, claim, model } = await open({}, ['old']);
		expect(await claim(store, 'old', 'new')).toEqual(['sent', 'claimed']);
		// Another execution may have written back an entry that this execution added only while it checked the list.
		model.rows.set('n:node-1', ['old', 'new']);
		await store.release('new');
		await store.forget('old');
		expect(await claim(store, 'old', 'new')).toEqual(['claimed', 'claimed']);
	});

	test('is never asked again about rows that it may contain only because it was asked', async () => {
		const { store, claim, model } = await open({}, ['old']);
		// The calls: read the state, claim, read the state again, look for a note, and check the list.
		model.startOver(new VirtualClock(), {
			...FAULTLESS,
			failures: [null, null, null, null, 'after'],
		});
		expect((await claim(store, 'new')).map(ended)).toEqual(['the data base is locked']);
		expect(model.rows.get('n:node-1')).toEqual(['old', 'new']);
		expect(await claim(store, 'new')).toEqual(['open']);
	});
});

describe('a list', () => {
	test('takes all entries or none, whoever else adds some at the same time', async () => {
		const { store, other, passing, model } = await open({ latency: 5 });
		const added = await passing(
			Promise.all([
				store.addAllToList('l', ['a', 'b'], 10),
				other.addAllToList('l', ['b', 'c'], 10),
				store.addAllToList('l', ['d'], 10),
			]),
		);
		expect(added.filter(Boolean)).toHaveLength(2);
		expect(added[2]).toBe(true);
		// Only the list is left. The locks are removed.
		expect([...model.rows.values()].map((list) => list.length)).toEqual([3]);
		await passing(store.removeFromList('l', ['a', 'b', 'c']));
		expect(await passing(other.addAllToList('l', ['a', 'b'], 10))).toBe(true);
	});

	test.each([
		['the lock', ['before']],
		['the lock, as the answer was lost', ['after']],
		['the entries', [null, 'before']],
		['the entries, as the answer was lost', [null, 'after']],
		['the entries, and some calls after that', [null, 'after', 'before', 'before']],
		['the end of the lock', [null, null, 'before', 'before']],
	] satisfies Array<[string, StoreFaults['failures']]>)(
		'never contains an event that was not handled: the database fails at %s',
		async (_, failures) => {
			const { store, other, passing, model, clock } = await open({ failures });
			const isHandled = await passing(store.addAllToList('l', ['a', 'b'], 10).catch(() => false));
			model.startOver(clock, FAULTLESS);
			const isFirst = await passing(other.addAllToList('l', ['a', 'b'], 10));
			expect(isFirst).toBe(!isHandled);
		},
	);

	test('is emptied although the database fails at first', async () => {
		const { store, passing, model, clock } = await open();
		await store.addAllToList('l', ['a'], 10);
		model.startOver(clock, { ...FAULTLESS, failures: [null, 'before', 'after'] });
		await passing(store.removeFromList('l', ['a']));
		expect(await passing(store.addAllToList('l', ['a'], 10))).toBe(true);
	});

	test('that stays locked does not undo what was added', async () => {
		const { store, passing, model, clock } = await open({ awayFrom: 2 });
		expect(await passing(store.addAllToList('l', ['a'], 10))).toBe(true);
		model.startOver(clock, FAULTLESS);
		expect(await passing(store.addAllToList('l', ['a'], 10))).toBe(false);
	});

	test('forgets the oldest entries first', async () => {
		const { store, model } = await open();
		for (const entry of ['a', 'b', 'c']) await store.addAllToList('l', [entry], 2);
		expect([...model.rows.values()]).toEqual([['b', 'c']]);
	});

	test('that a crashed process locked is taken over after five seconds', async () => {
		const { store, model, clock, passing } = await open({ latency: 1 });
		let isDead = false;
		const dying = new DedupeStore(
			model.contextFor(() => isDead),
			clock,
		);
		void dying.addAllToList('l', ['a'], 10);
		await passing(clock.sleep(2.5));
		isDead = true;
		const start = clock.now();
		expect(await passing(store.addAllToList('l', ['a'], 10))).toBe(true);
		expect(clock.now() - start).toBeGreaterThan(30_000);
		const again = clock.now();
		expect(await passing(store.addAllToList('l', ['a'], 10))).toBe(false);
		expect(clock.now() - again).toBeLessThan(100);
	});

	test('of earlier versions counts, except for what was taken back', async () => {
		const { store } = await open({}, ['old']);
		expect(await store.addAllToList('l', ['old'], 10)).toBe(false);
		expect(await store.addAllToList('l', ['new'], 10)).toBe(true);
		await store.removeFromList('l', ['new', 'old']);
		expect(await store.addAllToList('l', ['old'], 10)).toBe(true);
	});
});

describe('the store cannot be opened', () => {
	const opened = async (changes: object) => {
		const clock = new VirtualClock();
		const context = { ...new ModelStore().contextFor(), ...changes };
		const work = new DedupeStore(context, clock).open();
		await clock.run(work);
		try {
			return await work;
		} catch (error) {
			const { message, description } = error as UserError;
			return [message, description];
		}
	};
	const helpersWith = (changes: object) => ({
		helpers: { ...new ModelStore().contextFor().helpers, ...changes },
	});
	const SAVE = [
		'n8n cannot remember what was sent, because the workflow is not saved',
		'Save the workflow and run it again.',
	];

	test('in a workflow without an ID', async () => {
		expect(await opened({ getWorkflow: () => ({ active: false }) })).toEqual(SAVE);
	});

	test('in a workflow that is not in the database', async () => {
		const message =
			'insert or update violates foreign key constraint "FK_06a69a7032c97a763c2c7599464"';
		const add = async () => await Promise.reject(new Error(message));
		expect(await opened(helpersWith({ checkProcessedAndRecord: add }))).toEqual(SAVE);
	});

	test('in a node without an ID', async () => {
		expect(await opened({ getNode: () => ({}) })).toEqual([
			'n8n cannot remember what was sent, because this node has no ID',
			'Delete the node and add it again.',
		]);
	});

	test('in an n8n that no longer keeps notes in this way', async () => {
		expect(await opened(helpersWith({ getProcessedDataCount: async () => 0 }))).toEqual([
			'this version of n8n cannot reliably remember what was sent',
			"Update the package n8n-nodes-regpack-leeloo. Until then, turn off 'Skip Already Sent' and 'Ignore Duplicates'.",
		]);
	});
});
