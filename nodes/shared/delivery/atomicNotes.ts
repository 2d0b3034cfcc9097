import { createHash, randomUUID } from 'crypto';
import type { DeduplicationHelperFunctions, IExecuteFunctions, INode } from 'n8n-workflow';

import { asError } from './reason';

/** The parts of n8n's node context that the notes need. */
export type NotesContext = Pick<IExecuteFunctions, 'getNode' | 'getWorkflow' | 'getExecuteData'> & {
	helpers: Pick<
		DeduplicationHelperFunctions,
		| 'checkProcessedAndRecord'
		| 'removeProcessed'
		| 'clearAllProcessedItems'
		| 'getProcessedDataCount'
	>;
};

/** The only entry in a note's row. Its value has no meaning: the row itself is the note. */
const MARK = ['x'];

/** Matches the errors of SQLite, PostgreSQL and MySQL for a row whose key already exists. */
const EXISTS = /unique|duplicate/i;

/** Hex digits in a row's name: 96 bits. MySQL ignores case, so base64 would mix up notes. */
const NAME_LENGTH = 24;

/**
 * Notes of a node in n8n's database. If several processes add the same note, exactly one succeeds.
 *
 * n8n's helpers alone cannot do that. n8n has one row for each workflow and context, and the context is `n:<ID of the
 * node>`. The row contains a list, which n8n reads, changes and writes back, so concurrent executions overwrite each
 * other's entries. Only the INSERT of a row that does not exist yet is atomic: the database accepts one and refuses the
 * others. Therefore each note gets a row of its own: the node has another ID while n8n reads it. n8n does so before its
 * first `await`, so the node has its ID back before any other code can run. See `createContext` in n8n's
 * packages/cli/src/deduplication/deduplication-helper.ts. `isReliable` checks whether the installed n8n still works in
 * this way. n8n's own Remove Duplicates node, in a sub-workflow with a node ID for each note, would not need this, but
 * takes about twenty times as long.
 *
 * Notes can neither be listed nor read: a node can only ask whether one exists.
 */
export class AtomicNotes {
	private readonly node: INode;

	private readonly helpers: NotesContext['helpers'];

	constructor(context: NotesContext) {
		this.node = liveNodeOf(context);
		this.helpers = context.helpers;
	}

	/** Adds a note, and returns whether it is new. */
	async add(name: string): Promise<boolean> {
		try {
			return (await this.addToList(name, MARK)).length > 0;
		} catch (caught) {
			const error = asError(caught);
			if (EXISTS.test(error.message)) return false;
			throw error;
		}
	}

	async has(name: string): Promise<boolean> {
		return (await this.inRow(name, async () => await this.count())) > 0;
	}

	/** Removes a note or a list, if it exists. */
	async remove(name: string): Promise<void> {
		await this.inRow(
			name,
			async () => await this.helpers.clearAllProcessedItems('node', { mode: 'entries' }),
		);
	}

	/**
	 * Adds entries to a list, and returns those that are new. Not atomic: two callers at once may lose entries.
	 *
	 * @param maxEntries how many entries the list may have; n8n drops the oldest first
	 */
	async addToList(
		name: string,
		entries: readonly string[],
		maxEntries?: number,
	): Promise<readonly string[]> {
		return await this.inRow(name, async () => await this.record(entries, maxEntries));
	}

	/** Removes entries from a list. Not atomic. */
	async removeFromList(name: string, entries: readonly string[]): Promise<void> {
		await this.inRow(name, async () => await this.unrecord(entries));
	}

	/** Whether this node still has the list in which earlier versions of this package kept all entries. */
	async hasOldList(): Promise<boolean> {
		return (await this.count()) > 0;
	}

	/** Returns the entries that are in that list. n8n can only check by adding, so new entries are removed again. */
	async findInOldList(entries: readonly string[]): Promise<ReadonlySet<string>> {
		const added = await this.record(entries);
		if (added.length > 0) await this.unrecord(added);
		return new Set(entries.filter((entry) => !added.includes(entry)));
	}

	/**
	 * Whether this n8n keeps each note in its own row and refuses the second of two identical notes. Tests it with random
	 * names. The test notes are removed only if that cannot affect other notes.
	 */
	async isReliable(): Promise<boolean> {
		const [probe, other] = [randomUUID(), randomUUID()];
		const atOnce = await Promise.all([this.add(probe), this.add(probe)]);
		const isAddedOnce = atOnce.filter(Boolean).length === 1 && !(await this.add(probe));
		const isToldApart = (await this.has(probe)) && !(await this.has(other));
		if (!isAddedOnce || !isToldApart) return false;
		await this.remove(probe);
		return !(await this.has(probe));
	}

	private async count(): Promise<number> {
		return await this.helpers.getProcessedDataCount('node', { mode: 'entries' });
	}

	private async record(entries: readonly string[], maxEntries?: number): Promise<string[]> {
		const options = { mode: 'entries' as const, ...(maxEntries !== undefined && { maxEntries }) };
		const { new: added } = await this.helpers.checkProcessedAndRecord(
			[...entries],
			'node',
			options,
		);
		return added.map(String);
	}

	private async unrecord(entries: readonly string[]): Promise<void> {
		await this.helpers.removeProcessed([...entries], 'node', { mode: 'entries' });
	}

	/** Calls an n8n helper for the row with this name. Not `async`: the node has its own ID back when this returns. */
	private inRow<Result>(name: string, call: () => Promise<Result>): Promise<Result> {
		const { node } = this;
		const { id } = node;
		node.id = `${id}:${createHash('sha256').update(name).digest('hex').slice(0, NAME_LENGTH)}`;
		try {
			return call();
		} finally {
			node.id = id;
		}
	}
}

/** Returns the node object that n8n's helpers read. `getNode()` returns only a copy. */
function liveNodeOf(context: NotesContext): INode {
	const { id } = context.getNode();
	const { node } = context.getExecuteData();
	// In n8n 1, the execute data of an agent's tool belong to the agent. Only the context itself has the tool's node.
	return node.id === id ? node : ((context as { node?: INode }).node ?? node);
}
