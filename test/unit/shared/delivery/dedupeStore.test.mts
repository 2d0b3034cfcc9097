import { DedupeStore } from '../../../../nodes/shared/delivery/index.ts';

import { VirtualClock } from './clock.mts';

type Helpers = ConstructorParameters<typeof DedupeStore>[0];

/** A store whose first calls fail with these errors, and the calls and waits that follow from it. */
function storeFailing(...errors: unknown[]) {
	const calls: string[] = [];
	const waits: number[] = [];
	const fail = (call: string) => {
		calls.push(call);
		if (errors.length > 0) throw errors.shift();
	};
	const helpers: Helpers = {
		checkProcessedAndRecord: async (keys, scope, options) => {
			fail(`claim ${keys.join()} ${scope} ${options.mode} ${options.maxEntries}`);
			return { new: keys.slice(0, 1), processed: keys.slice(1) };
		},
		removeProcessed: async (keys, scope, options) => {
			fail(`release ${keys.join()} ${scope} ${options.mode} ${options.maxEntries}`);
		},
	};
	const random = () => 0.5;
	const sleep = async (ms: number) => void waits.push(ms);
	return { store: new DedupeStore(helpers, 7, { sleep, random }), calls, waits };
}

const NOTHING_WRITTEN = [
	'SQLITE_BUSY: database is locked',
	'SQLITE_CONSTRAINT: UNIQUE constraint failed: processed_data.workflowId',
	'duplicate key value violates unique constraint "PK_ca04"',
	"Duplicate entry 'w-n:1' for key 'PRIMARY'",
];

test('a claim returns the keys that were not recorded', async () => {
	const { store, calls } = storeFailing();
	expect(await store.claim(['a', 'b'])).toEqual(new Set(['a']));
	expect(calls).toEqual(['claim a,b node entries 7']);
});

test.each(NOTHING_WRITTEN)(
	'a claim is retried after "%s", because nothing was recorded',
	async (message) => {
		const { store, calls, waits } = storeFailing(new Error(message), new Error(message));
		expect(await store.claim(['a'])).toEqual(new Set(['a']));
		expect(calls).toHaveLength(3);
		expect(waits).toEqual([150, 300]);
	},
);

test('a claim is not retried after any other error: it could find its own keys', async () => {
	const { store, calls } = storeFailing(new Error('the connection was lost'));
	await expect(store.claim(['a'])).rejects.toThrow('the connection was lost');
	expect(calls).toHaveLength(1);
});

test('a release is retried after every error, and gives up after four attempts', async () => {
	const { store, calls } = storeFailing('locked', 'locked', 'locked');
	await store.release(['a']);
	expect(calls).toEqual(Array.from({ length: 4 }, () => 'release a node entries 7'));

	const { store: broken, calls: tried } = storeFailing('1', '2', '3', '4', '5');
	await expect(broken.release(['a'])).rejects.toThrow('4');
	expect(tried).toHaveLength(4);
});

test('while the database is away, only the first call waits for it', async () => {
	const { store, calls, waits } = storeFailing('1', '2', '3', '4', '5', '6');
	await expect(store.release(['a'])).rejects.toThrow('4');
	await expect(store.release(['b'])).rejects.toThrow('5');
	expect(calls).toHaveLength(5);
	expect(waits).toHaveLength(3);
	await expect(store.release(['c'])).rejects.toThrow('6');
	await store.release(['d']);
	expect(waits).toHaveLength(3);
});

test('once the database answers again, calls are retried again', async () => {
	const errors = ['1', '2', '3', '4', undefined, '5', undefined];
	const removeProcessed = async () => {
		const error = errors.shift();
		if (error) throw new Error(error);
	};
	const clock = new VirtualClock();
	const checkProcessedAndRecord: Helpers['checkProcessedAndRecord'] = async (keys) => ({
		new: keys,
		processed: [],
	});
	const store = new DedupeStore({ checkProcessedAndRecord, removeProcessed }, 7, clock);
	await clock.run(store.release(['a']));
	await store.release(['b']);
	await clock.run(store.release(['c']));
	expect(errors).toHaveLength(0);
});

test('the clock of a run can let the waits pass', async () => {
	const clock = new VirtualClock();
	const errors = [new Error(NOTHING_WRITTEN[0])];
	const helpers: Helpers = {
		checkProcessedAndRecord: async (keys) => {
			const error = errors.shift();
			if (error) throw error;
			return { new: keys, processed: [] };
		},
		removeProcessed: async () => undefined,
	};
	const work = new DedupeStore(helpers, 7, clock).claim(['a']);
	await clock.run(work);
	expect(await work).toEqual(new Set(['a']));
	expect(clock.now()).toBe(1_100);
});
