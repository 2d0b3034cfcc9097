import type { DeduplicationHelperFunctions } from 'n8n-workflow';

type Helpers = Pick<DeduplicationHelperFunctions, 'checkProcessedAndRecord' | 'removeProcessed'>;

const ATTEMPTS = 4;
const FIRST_WAIT_MS = 50;
/** How SQLite, PostgreSQL and MySQL say that they wrote nothing: the key is there already, or another write was in the way. */
const NOTHING_WRITTEN = /unique|duplicate|database is locked|deadlock/i;

/** How to wait between attempts: see `Clock`. */
interface Waits {
	sleep(ms: number): Promise<void>;
	random(): number;
}

/**
 * Keys that were seen before, in n8n's own deduplication store of this node, across executions and crashes.
 */
export class DedupeStore {
	/** Whether the last call failed in its last attempt. The next one then gets one attempt: waits would add up to hours. */
	private isAway = false;

	/** @param maxEntries how many keys n8n keeps for this node; it forgets the oldest first */
	constructor(
		private readonly helpers: Helpers,
		private readonly maxEntries: number,
		private readonly waits: Waits,
	) {}

	/**
	 * Records the keys that are not recorded yet, and returns those.
	 *
	 * @throws what n8n's database says
	 */
	async claim(keys: readonly string[]): Promise<ReadonlySet<string>> {
		const record = async () =>
			await this.helpers.checkProcessedAndRecord([...keys], 'node', this.options);
		// Where it is not sure that nothing was written, a second attempt would take its own keys for somebody else's.
		const { new: fresh } = await this.attempt(record, (error) =>
			NOTHING_WRITTEN.test(error.message),
		);
		return new Set(fresh.map(String));
	}

	/**
	 * Forgets keys.
	 *
	 * @throws what n8n's database says
	 */
	async release(keys: readonly string[]): Promise<void> {
		const remove = async () => await this.helpers.removeProcessed([...keys], 'node', this.options);
		// A key can be forgotten any number of times.
		await this.attempt(remove, () => true);
	}

	private get options() {
		return { mode: 'entries', maxEntries: this.maxEntries } as const;
	}

	private async attempt<Result>(
		task: () => Promise<Result>,
		mayRetry: (error: Error) => boolean,
	): Promise<Result> {
		for (let attempts = 1; ; attempts++) {
			try {
				const result = await task();
				this.isAway = false;
				return result;
			} catch (caught) {
				const error = asError(caught);
				if (!mayRetry(error)) throw error;
				if (this.isAway || attempts >= ATTEMPTS) {
					this.isAway = true;
					throw error;
				}
				const wait = FIRST_WAIT_MS * 2 ** attempts * (1 + this.waits.random());
				await this.waits.sleep(wait);
			}
		}
	}
}

/** Whatever was thrown, as an error. */
export function asError(caught: unknown): Error {
	return caught instanceof Error ? caught : new Error(String(caught));
}
