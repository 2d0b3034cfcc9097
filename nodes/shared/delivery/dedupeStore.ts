import { UserError } from 'n8n-workflow';

import { asError } from './reason';
import { AtomicNotes, type NotesContext } from './atomicNotes';
import type { ClaimState, Clock, DedupeKey } from './types';

const ATTEMPTS = 6;
const FIRST_WAIT_MS = 50;
/** How many database calls may run at once. By default, all of n8n shares two connections to PostgreSQL. */
const AT_ONCE = 4;
const LOCK_POLL_MS = 20;
/**
 * How long to wait for a locked list. Each lock takes milliseconds, but many calls at once take turns. After this time,
 * the process that had the lock must have crashed.
 */
const LOCK_PATIENCE_MS = 30_000;

/** The names of the notes about a key. At most one process has the claim; `sent` outweighs all others. */
const claimOf = (key: string) => `claim ${key}`;
const sentOf = (key: string) => `sent ${key}`;
const leftOf = (key: string) => `left ${key}`;
/** Says that the list of earlier versions of this package no longer counts for the key. */
const newOf = (key: string) => `new ${key}`;

/**
 * Remembers what was sent or handled before, across executions, processes and crashes. The notes are in n8n's own
 * database and belong to one node.
 */
export class DedupeStore {
	private readonly notes: AtomicNotes;

	private readonly inTurn = atMost(AT_ONCE);

	/** Whether the last call failed for good. The next one then gets one attempt, because waits would add up to hours. */
	private isAway = false;

	private hasOldList = false;

	/** Keys that another execution had claimed at the last check. */
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
	 * @throws UserError if it cannot; any other error is from n8n's database
	 */
	async open(): Promise<void> {
		if (!this.context.getWorkflow().id) throw notSaved();
		if (!this.context.getNode().id) throw noId();
		this.hasOldList = await this.attempt(async () => await this.notes.hasOldList());
		if (!(await this.attempt(async () => await this.notes.isReliable()))) throw otherN8n();
	}

	/** Claims rows. Returns the state of each row, or the error if it could not be claimed. Never rejects. */
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
			// Keep the claims: the failed check may have added these rows to the old list, so it can never be checked again.
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

	/** Notes that the outcome of a claimed row will never be known. */
	async leave(key: string): Promise<void> {
		await this.add(leftOf(key));
	}

	/** Takes a claim back: nothing was saved for the row. */
	async release(key: string): Promise<void> {
		// Remove the claim last: as long as it exists, no one else can begin.
		await this.removeAll(key, [leftOf(key), claimOf(key)]);
	}

	/** Forgets everything about a row. */
	async forget(key: string): Promise<void> {
		await this.removeAll(key, [sentOf(key), leftOf(key), claimOf(key)]);
	}

	/**
	 * Adds entries to a list: all of them, or none if one is already known. A full list drops its oldest entries first.
	 *
	 * @returns whether the entries were added
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
		// If the row was open before, look for its claim first: that costs less than an attempt to claim it.
		const isOpen = this.wasOpen.has(key) && (await this.has(claimOf(key)));
		if (isOpen || !(await this.add(claimOf(key)))) {
			this.wasOpen.add(key);
			// The execution with the claim may have finished in the meantime.
			if (await this.has(sentOf(key))) return 'sent';
			return (await this.has(leftOf(key))) ? 'left' : 'open';
		}
		if (!(await this.has(sentOf(key)))) return 'claimed';
		// Another execution finished the row and removed its claim after the first check.
		await this.remove(claimOf(key));
		return 'sent';
	}

	/** Removes notes about a key, and makes sure that the old list no longer counts for it. */
	private async removeAll(key: string, names: readonly string[]): Promise<void> {
		if (this.hasOldList) await this.add(newOf(key));
		for (const name of names) await this.remove(name);
	}

	/** Returns the keys of the rows that earlier versions of this package noted as sent. */
	private async findInOldList(rows: readonly DedupeKey[]): Promise<string[]> {
		const asked: DedupeKey[] = [];
		for (const row of rows) if (!(await this.has(newOf(row.key)))) asked.push(row);
		if (asked.length === 0) return [];
		// Only one attempt: a second one could find what the first one added.
		const found = await this.notes.findInOldList(asked.map(({ oldKey }) => oldKey));
		return asked.flatMap(({ key, oldKey }) => (found.has(oldKey) ? [key] : []));
	}

	private async areInOldList(entries: readonly string[]): Promise<boolean> {
		if (!this.hasOldList) return false;
		const rows = entries.map((entry) => ({ key: entry, oldKey: entry }));
		return (await this.findInOldList(rows)).length > 0;
	}

	/** Runs `work` while no other process changes the list. */
	private async exclusively<Result>(list: string, work: () => Promise<Result>): Promise<Result> {
		const lock = `lock ${list}`;
		const until = this.clock.now() + LOCK_PATIENCE_MS;
		while (!(await this.add(lock)) && this.clock.now() < until)
			await this.clock.sleep(LOCK_POLL_MS * (1 + this.clock.random()));
		try {
			return await work();
		} finally {
			// If the lock stays, the work still counts. Others wait until they may take over the lock.
			await this.remove(lock).catch(() => undefined);
		}
	}

	/** Adds entries in one attempt: a second could find what the first added. If it fails, the entries are removed. */
	private async addToList(list: string, entries: readonly string[], max: number) {
		try {
			return await this.inTurn(async () => await this.notes.addToList(list, entries, max));
		} catch (error) {
			await this.unlist(list, entries).catch(() => undefined);
			throw asError(error);
		}
	}

	/** Removes entries. If they stayed, an event that was never handled would count as a duplicate. */
	private async unlist(list: string, entries: readonly string[]): Promise<void> {
		await this.attempt(async () => await this.notes.removeFromList(list, entries));
	}

	private async add(name: string): Promise<boolean> {
		// If the answer to an attempt is lost, the next one finds its own note: the row then looks claimed by someone else.
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

/** Returns a function that runs tasks, at most `count` at a time. */
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

/** Matches the database errors for a note whose workflow does not exist. */
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
