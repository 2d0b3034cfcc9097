import { UserError } from 'n8n-workflow';

import { asError } from './reason';
import { AtomicNotes, type NotesContext } from './atomicNotes';
import type { ClaimState, Clock, DedupeKey } from './types';

const ATTEMPTS = 6;
const FIRST_WAIT_MS = 50;
/** How often the database is asked at the same time. By default n8n has two connections to PostgreSQL, for everything. */
const AT_ONCE = 4;
const LOCK_POLL_MS = 20;
/**
 * How long to wait for a locked list. Each lock takes milliseconds, but many calls at once take turns. After this time, a
 * process has crashed that held the lock.
 */
const LOCK_PATIENCE_MS = 30_000;

/** The notes about a key. At most one process has the claim; `sent` outweighs all others. */
const claimOf = (key: string) => `claim ${key}`;
const sentOf = (key: string) => `sent ${key}`;
const leftOf = (key: string) => `left ${key}`;
/** Says that the old list does not count for the key. */
const newOf = (key: string) => `new ${key}`;

/**
 * What was sent or handled before, across executions, processes and crashes: in n8n's own database, for one node.
 */
export class DedupeStore {
	private readonly notes: AtomicNotes;

	private readonly inTurn = atMost(AT_ONCE);

	/** Whether the last call failed in its last attempt. The next one then gets one attempt: waits would add up to hours. */
	private isAway = false;

	private hasOldList = false;

	/** Keys that somebody else had claimed at the last look. */
	private readonly wasOpen = new Set<string>();

	constructor(
		private readonly context: NotesContext,
		private readonly clock: Clock,
	) {
		this.notes = new AtomicNotes(context);
	}

	/**
	 * Must be called before anything else: checks whether this n8n can keep notes for this node.
	 *
	 * @throws UserError if it cannot; otherwise what n8n's database says
	 */
	async open(): Promise<void> {
		if (!this.context.getWorkflow().id) throw notSaved();
		if (!this.context.getNode().id) throw noId();
		this.hasOldList = await this.attempt(async () => await this.notes.hasOldList());
		if (!(await this.attempt(async () => await this.notes.isReliable()))) throw otherN8n();
	}

	/** Claims rows. For each that could not be claimed, the error. Never rejects. */
	async claim(rows: readonly DedupeKey[]): Promise<ReadonlyMap<string, ClaimState | Error>> {
		const states = new Map<string, ClaimState | Error>();
		await Promise.all(
			rows.map(async ({ key }) => states.set(key, await this.claimOne(key).catch(asError))),
		);
		const claimed = rows.filter(({ key }) => states.get(key) === 'claimed');
		if (!this.hasOldList || claimed.length === 0) return states;
		try {
			for (const key of await this.findInOldList(claimed)) {
				await this.accept(key);
				states.set(key, 'sent');
			}
		} catch (error) {
			// The claims stay: the old list may now contain these rows, so it can never be asked about them again.
			for (const { key } of claimed) states.set(key, asError(error));
		}
		return states;
	}

	/** Whether the service accepted a row, in any execution. */
	async wasSent(key: string): Promise<boolean> {
		return await this.has(sentOf(key));
	}

	/** Notes that the service accepted a claimed row. */
	async accept(key: string): Promise<void> {
		await this.add(sentOf(key));
		// A claim that stays has no effect: the note above outweighs it.
		await this.remove(claimOf(key)).catch(() => undefined);
	}

	/** Notes that nobody is going to say how a claimed row ended. */
	async leave(key: string): Promise<void> {
		await this.add(leftOf(key));
	}

	/** Takes a claim back: nothing was saved for the row. */
	async release(key: string): Promise<void> {
		// As long as the claim is there, nobody else can begin.
		await this.removeAll(key, [leftOf(key), claimOf(key)]);
	}

	/** Forgets a row, whatever is noted about it. */
	async forget(key: string): Promise<void> {
		await this.removeAll(key, [sentOf(key), leftOf(key), claimOf(key)]);
	}

	/**
	 * Adds entries to a list that forgets the oldest first, all of them or none.
	 *
	 * @returns whether none of them was there
	 */
	async addAllToList(list: string, entries: readonly string[], max: number): Promise<boolean> {
		return await this.exclusively(list, async () => {
			if (await this.areInOldList(entries)) return false;
			const added = await this.addToList(list, entries, max);
			if (added.length === entries.length) return true;
			if (added.length > 0) await this.unlist(list, added);
			return false;
		});
	}

	/** Removes entries from a list. */
	async removeFromList(list: string, entries: readonly string[]): Promise<void> {
		await this.exclusively(list, async () => {
			if (this.hasOldList) for (const entry of entries) await this.add(newOf(entry));
			await this.unlist(list, entries);
		});
	}

	private async claimOne(key: string): Promise<ClaimState> {
		if (await this.has(sentOf(key))) return 'sent';
		// A row that was open is only looked at, which costs less than an attempt to claim it.
		const isOpen = this.wasOpen.has(key) && (await this.has(claimOf(key)));
		if (isOpen || !(await this.add(claimOf(key)))) {
			this.wasOpen.add(key);
			// Whoever had the claim may have ended meanwhile.
			if (await this.has(sentOf(key))) return 'sent';
			return (await this.has(leftOf(key))) ? 'left' : 'open';
		}
		if (!(await this.has(sentOf(key)))) return 'claimed';
		// It was accepted, and its claim removed, between the first look and the claim.
		await this.remove(claimOf(key));
		return 'sent';
	}

	/** Removes notes about a key, and keeps the old list from speaking for it. */
	private async removeAll(key: string, names: readonly string[]): Promise<void> {
		if (this.hasOldList) await this.add(newOf(key));
		for (const name of names) await this.remove(name);
	}

	/** The keys of those rows that earlier versions noted as sent. */
	private async findInOldList(rows: readonly DedupeKey[]): Promise<string[]> {
		const asked: DedupeKey[] = [];
		for (const row of rows) if (!(await this.has(newOf(row.key)))) asked.push(row);
		if (asked.length === 0) return [];
		// One attempt: a second one could find what the first one added.
		const found = await this.notes.findInOldList(asked.map(({ oldKey }) => oldKey));
		return asked.flatMap(({ key, oldKey }) => (found.has(oldKey) ? [key] : []));
	}

	private async areInOldList(entries: readonly string[]): Promise<boolean> {
		if (!this.hasOldList) return false;
		const rows = entries.map((entry) => ({ key: entry, oldKey: entry }));
		return (await this.findInOldList(rows)).length > 0;
	}

	/** Works on a list while no other process does. */
	private async exclusively<Result>(list: string, work: () => Promise<Result>): Promise<Result> {
		const lock = `lock ${list}`;
		const until = this.clock.now() + LOCK_PATIENCE_MS;
		while (!(await this.add(lock)) && this.clock.now() < until)
			await this.clock.sleep(LOCK_POLL_MS * (1 + this.clock.random()));
		try {
			return await work();
		} finally {
			// What was done counts. Others wait until they may take over the lock.
			await this.remove(lock).catch(() => undefined);
		}
	}

	/** Adds entries in one attempt: a second one could find what the first one added. If it fails, none of them may stay. */
	private async addToList(list: string, entries: readonly string[], max: number) {
		try {
			return await this.inTurn(async () => await this.notes.addToList(list, entries, max));
		} catch (error) {
			await this.unlist(list, entries).catch(() => undefined);
			throw asError(error);
		}
	}

	/** Entries that stay would let an event count as a duplicate that nobody has worked on. */
	private async unlist(list: string, entries: readonly string[]): Promise<void> {
		await this.attempt(async () => await this.notes.removeFromList(list, entries));
	}

	private async add(name: string): Promise<boolean> {
		// Where the answer to an attempt was lost, the next one finds its own note: the row then counts as claimed by somebody else.
		return await this.attempt(async () => await this.notes.add(name));
	}

	private async has(name: string): Promise<boolean> {
		return await this.attempt(async () => await this.notes.has(name));
	}

	private async remove(name: string): Promise<void> {
		await this.attempt(async () => await this.notes.remove(name));
	}

	private async attempt<Result>(task: () => Promise<Result>): Promise<Result> {
		for (let attempts = 1; ; attempts++) {
			try {
				const result = await this.inTurn(task);
				this.isAway = false;
				return result;
			} catch (caught) {
				const error = asError(caught);
				if (NO_WORKFLOW.test(error.message)) throw notSaved();
				if (this.isAway || attempts >= ATTEMPTS) {
					this.isAway = true;
					throw error;
				}
				await this.clock.sleep(FIRST_WAIT_MS * 2 ** attempts * (1 + this.clock.random()));
			}
		}
	}
}

/** Runs tasks, at most so many at a time. */
function atMost(count: number) {
	let free = count;
	const waiting: Array<() => void> = [];
	return async <Result>(task: () => Promise<Result>): Promise<Result> => {
		if (free > 0) free--;
		else await new Promise<void>((begin) => waiting.push(begin));
		try {
			return await task();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else free++;
		}
	};
}

/** How the databases say that the workflow of a note does not exist. */
const NO_WORKFLOW = /foreign key/i;

function notSaved(): UserError {
	return new UserError('n8n cannot remember what was sent, because the workflow is not saved', {
		description: 'Save the workflow and run it again.',
	});
}

function noId(): UserError {
	return new UserError('n8n cannot remember what was sent, because this node has no ID', {
		description: 'Delete the node and add it again.',
	});
}

function otherN8n(): UserError {
	return new UserError('this version of n8n cannot reliably remember what was sent', {
		description:
			"Update the package n8n-nodes-regpack-leeloo. Until then, turn off 'Skip Already Sent' and 'Ignore Duplicates'.",
	});
}
