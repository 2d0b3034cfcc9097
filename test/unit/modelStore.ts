import type { ICheckProcessedOptions, INode } from 'n8n-workflow';

import type { Clock, NotesContext } from '../../nodes/shared/delivery';
import { AtomicNotes } from '../../nodes/shared/delivery/atomicNotes';

/** Which database calls of a run fail. */
export interface StoreFaults {
	/** By the number of the call: `before` fails before it writes, `after` writes but loses the answer. */
	failures: Array<'before' | 'after' | null>;
	/** The database is unavailable from the call with this number on; `null` if it is always available. */
	awayFrom: number | null;
	/** How many milliseconds each read and each write takes. */
	latency: number;
}

export const FAULTLESS: StoreFaults = { failures: [], awayFrom: null, latency: 0 };

type Helpers = NotesContext['helpers'];

/**
 * A model of n8n's deduplication store in mode 'entries', as in its deduplication-helper.ts: one row per context. If a
 * call read no row, it inserts one, and the database refuses this if another call was faster. Otherwise, it writes back
 * the whole list and overwrites the changes that other calls made in between.
 */
export class ModelStore {
	readonly rows = new Map<string, string[]>();

	/** The node in the workflow. All executions share this object, so a test notices a wrong ID. */
	readonly node: INode = {
		id: 'node-1',
		name: 'Node',
		type: 'test',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};

	/** The node's workflow. A workflow that was never saved has no ID. */
	readonly workflow: ReturnType<NotesContext['getWorkflow']> = { id: 'workflow-1', active: false };

	private clock: Pick<Clock, 'sleep'> | undefined;

	private faults = FAULTLESS;

	private calls = 0;

	/** Prepares for the next run. */
	startOver(clock: Pick<Clock, 'sleep'>, faults: StoreFaults): void {
		this.clock = clock;
		this.faults = faults;
		this.calls = 0;
	}

	/** The context that n8n gives one execution. After the execution's process dies, its calls never return. */
	contextFor(isDead: () => boolean = () => false): NotesContext {
		const { node } = this;
		const row = () => `n:${node.id}`;
		const step = async <T>(work: () => T): Promise<T> => {
			const { latency } = this.faults;
			if (latency > 0) await this.clock?.sleep(latency);
			if (isDead()) await new Promise(() => {});
			return work();
		};
		/** One call of a helper. It determines its row before it waits. */
		const call = async <T>(work: (name: string) => Promise<T>): Promise<T> => {
			const name = row();
			const number = this.calls++;
			const { failures, awayFrom } = this.faults;
			const isAway = awayFrom !== null && number >= awayFrom;
			const failure = isAway ? 'before' : failures[number];
			if (failure === 'before') await step(fail);
			const result = await work(name);
			if (failure === 'after') fail();
			return result;
		};
		const helpers: Helpers = {
			checkProcessedAndRecord: async (items, scope, options) =>
				await call(async (name) => {
					expectMode(scope, options);
					const list = await step(() => this.copyOf(name));
					const texts = items.map(String);
					if (!list) {
						await step(() => {
							if (this.rows.has(name)) throw new Error('UNIQUE constraint failed: processed_data');
							this.rows.set(name, texts);
						});
						return { new: items, processed: [] };
					}
					const fresh = texts.filter((text) => !list.includes(text));
					const written = [...list, ...fresh];
					if (options.maxEntries) written.splice(0, written.length - options.maxEntries);
					await step(() => this.update(name, written));
					return { new: fresh, processed: texts.filter((text) => !fresh.includes(text)) };
				}),
			removeProcessed: async (items, scope, options) =>
				await call(async (name) => {
					expectMode(scope, options);
					const list = await step(() => this.copyOf(name));
					const texts = items.map(String);
					if (list)
						await step(() =>
							this.update(
								name,
								list.filter((text) => !texts.includes(text)),
							),
						);
				}),
			clearAllProcessedItems: async (scope, options) =>
				await call(async (name) => {
					expectMode(scope, options);
					await step(() => this.rows.delete(name));
				}),
			getProcessedDataCount: async (scope, options) =>
				await call(async (name) => {
					expectMode(scope, options);
					return await step(() => this.rows.get(name)?.length ?? 0);
				}),
		};
		return {
			getNode: () => structuredClone(node),
			getWorkflow: () => this.workflow,
			getExecuteData: () => ({ node, data: {}, source: null }),
			helpers,
		};
	}

	/** What the database says about a key, read without faults and delays. */
	async notesOf(key: string): Promise<{ claim: boolean; sent: boolean; left: boolean }> {
		const { clock, faults } = this;
		this.faults = FAULTLESS;
		const notes = new AtomicNotes(this.contextFor());
		const [claim, sent, left] = await Promise.all(
			['claim', 'sent', 'left'].map(async (name) => await notes.has(`${name} ${key}`)),
		);
		Object.assign(this, { clock, faults });
		return { claim: claim === true, sent: sent === true, left: left === true };
	}

	private copyOf(name: string): string[] | undefined {
		const list = this.rows.get(name);
		return list && [...list];
	}

	private update(name: string, list: string[]) {
		if (this.rows.has(name)) this.rows.set(name, list);
	}
}

function fail(): never {
	throw new Error('the data base is locked');
}

function expectMode(scope: string, { mode }: ICheckProcessedOptions) {
	expect([scope, mode]).toEqual(['node', 'entries']);
}
