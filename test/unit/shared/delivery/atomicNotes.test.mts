import { AtomicNotes } from '../../../../nodes/shared/delivery/atomicNotes.ts';

import { VirtualClock } from './clock.mts';
import { FAULTLESS, ModelStore } from '../../modelStore.ts';

/** Creates a clock and a store whose calls take time, for two processes that use the store. */
function open(latency = 5) {
	const clock = new VirtualClock();
	const store = new ModelStore();
	store.startOver(clock, { ...FAULTLESS, latency });
	const process = () => new AtomicNotes(store.contextFor());
	const passing = async <T,>(work: Promise<T>) => {
		await clock.run(work);
		return await work;
	};
	return { store, process, passing };
}

test('of two processes that add the same note, one succeeds', async () => {
	const { process, passing, store } = open();
	const [one, other] = [process(), process()];
	expect(await passing(Promise.all([one.add('a'), other.add('a')]))).toEqual([true, false]);
	expect(await passing(one.add('a'))).toBe(false);
	expect(await passing(Promise.all([one.has('a'), other.has('b')]))).toEqual([true, false]);
	await passing(other.remove('a'));
	expect(store.rows.size).toBe(0);
	expect(await passing(other.add('a'))).toBe(true);
});

test('notes that are added at the same time do not overwrite each other', async () => {
	const { process, passing, store } = open();
	const names = Array.from({ length: 50 }, (_, index) => `note ${index}`);
	const notes = process();
	const added = await passing(Promise.all(names.map(async (name) => await notes.add(name))));
	expect(added).not.toContain(false);
	expect(store.rows.size).toBe(50);
});

test('the node has its own ID again before a call returns', async () => {
	const { store, passing } = open();
	const context = store.contextFor();
	const { helpers } = context;
	const ids: string[] = [];
	context.helpers = {
		...helpers,
		clearAllProcessedItems: async (...given) => {
			ids.push(store.node.id);
			await helpers.clearAllProcessedItems(...given);
		},
		getProcessedDataCount: () => {
			ids.push(store.node.id);
			throw new Error('not even a promise');
		},
	};
	const notes = new AtomicNotes(context);
	const removing = notes.remove('a');
	expect(store.node.id).toBe('node-1');
	await passing(removing);
	await expect(notes.has('a')).rejects.toThrow('not even a promise');
	expect(store.node.id).toBe('node-1');
	expect(ids).toEqual([expect.stringMatching(/^node-1:[\da-f]{24}$/), ids[0]]);
});

test('any other error of the database is passed on', async () => {
	const { store, process } = open(0);
	store.startOver(new VirtualClock(), { ...FAULTLESS, failures: ['before'] });
	await expect(process().add('a')).rejects.toThrow('the data base is locked');
});

test('the old list is asked without leaving anything in it', async () => {
	const { store, process } = open(0);
	expect(await process().hasOldList()).toBe(false);
	store.rows.set('n:node-1', ['a', 'b']);
	expect(await process().hasOldList()).toBe(true);
	expect(await process().findInOldList(['b', 'c'])).toEqual(new Set(['b']));
	expect(store.rows.get('n:node-1')).toEqual(['a', 'b']);
});

test("an agent's tool in n8n 1 uses its own node, and not that of the agent", async () => {
	const { store } = open(0);
	const context = store.contextFor();
	const agent = { ...store.node, id: 'agent-1' };
	Object.assign(context, {
		node: store.node,
		getExecuteData: () => ({ node: agent, data: {}, source: null }),
	});
	await new AtomicNotes(context).add('a');
	expect([...store.rows.keys()]).toEqual([expect.stringMatching(/^n:node-1:/)]);
	expect(agent.id).toBe('agent-1');
});

describe('the self-test', () => {
	test('leaves nothing behind', async () => {
		const { store, process, passing } = open();
		expect(await passing(process().isReliable())).toBe(true);
		expect(store.rows.size).toBe(0);
	});

	test.each<[string, (store: ModelStore, helpers: Helpers) => Partial<Helpers>]>([
		[
			'reads the ID of the node later',
			(_, helpers) => ({
				checkProcessedAndRecord: async (...given) => {
					await Promise.resolve();
					return await helpers.checkProcessedAndRecord(...given);
				},
				getProcessedDataCount: async (...given) => {
					await Promise.resolve();
					return await helpers.getProcessedDataCount(...given);
				},
			}),
		],
		[
			'overwrites a row that exists',
			(store, helpers) => ({
				checkProcessedAndRecord: async (...given) => {
					store.rows.delete(`n:${store.node.id}`);
					return await helpers.checkProcessedAndRecord(...given);
				},
			}),
		],
		[
			'takes two inserts at once for one',
			(_, helpers) => ({
				checkProcessedAndRecord: async (...given) => {
					const nothing = { new: given[0], processed: [] };
					return await helpers.checkProcessedAndRecord(...given).catch(() => nothing);
				},
			}),
		],
		['does not count', () => ({ getProcessedDataCount: async () => 0 })],
		['does not remove', () => ({ clearAllProcessedItems: async () => undefined })],
	])('fails in an n8n that %s, and removes nothing else', async (_, change) => {
		const { store, passing } = open();
		store.rows.set('n:node-1', ['a', 'b']);
		const context = store.contextFor();
		Object.assign(context.helpers, change(store, { ...context.helpers }));
		expect(await passing(new AtomicNotes(context).isReliable())).toBe(false);
		expect(store.rows.get('n:node-1')).toEqual(expect.arrayContaining(['a', 'b']));
	});
});

type Helpers = ReturnType<ModelStore['contextFor']>['helpers'];
