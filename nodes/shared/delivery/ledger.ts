import type { IContextObject, IDataObject } from 'n8n-workflow';

import { DIGEST_LENGTH } from './idempotencyKey';
import type { Memory } from './types';

/** A mark at the start of each line of the journal. */
const BEGUN = '+';
const ACCEPTED = '=';
const RELEASED = '-';

/** How an operation keeps what only the vendor's answer tells (a new id), and makes an answer of it again. */
export interface Receipt {
	/** The part of the answer that the row does not hold; small, for it is kept for every item. */
	keep(answer: IDataObject): IDataObject | undefined;
	/** The answer as far as it can be told from the row and what was kept. */
	answer(item: number, kept: IDataObject): IDataObject;
}

/**
 * The run ledger: what this execution has sent so far, kept in the node's own context of the execution.
 *
 * n8n runs a whole node again under Retry On Fail, and when a person retries a failed execution. The ledger
 * lets that second run send only what is missing. It is a journal, one short line per event, appended before
 * and after each request: whatever moment n8n saves the execution at, the journal tells what was sent.
 * Items are told apart by the digest of their row, so changed data counts as new; equal rows are counted.
 */
export class Ledger implements Memory {
	private readonly past = new Map<string, { accepted: IDataObject[]; open: number }>();

	/**
	 * @param context the node's context of this execution: `getContext('node')`
	 * @param key names this run of the node, which may run several times in one execution (loops)
	 * @param digests the digest of each item's row, by item index
	 */
	constructor(
		private readonly context: IContextObject,
		private readonly key: string,
		private readonly digests: ReadonlyArray<string | undefined>,
		private readonly receipt: Receipt,
	) {
		const journal: unknown = context[key];
		if (typeof journal !== 'string') return;
		for (const line of journal.split('\n')) this.replay(line);
	}

	/** What an earlier try of this execution left for the item. Each earlier row answers one item, once. */
	recall(item: number): ReturnType<Memory['recall']> {
		const past = this.past.get(this.digests[item] ?? '');
		const kept = past?.accepted.shift();
		if (kept) return { state: 'accepted', answer: this.receipt.answer(item, kept) };
		if (!past || past.open === 0) return undefined;
		past.open--;
		return { state: 'unknown' };
	}

	begin(items: readonly number[]): void {
		this.write(items, BEGUN);
	}

	accept(items: readonly number[], answer: IDataObject, receipt?: IDataObject): void {
		const kept = receipt ?? this.receipt.keep(answer);
		this.write(items, ACCEPTED, kept ? JSON.stringify(kept) : '');
	}

	release(items: readonly number[]): void {
		this.write(items, RELEASED);
	}

	/** Forgets these rows: this run of the node is over, and n8n will not repeat it. Others may share the journal. */
	clear(): void {
		const journal: unknown = this.context[this.key];
		if (typeof journal !== 'string') return;
		const own = new Set(this.digests);
		const others = journal
			.split('\n')
			.filter((line) => line !== '' && !own.has(line.slice(1, 1 + DIGEST_LENGTH)));
		if (others.length === 0) delete this.context[this.key];
		else this.context[this.key] = others.map((line) => `${line}\n`).join('');
	}

	private write(items: readonly number[], mark: string, kept = '') {
		let lines = '';
		for (const item of items) lines += `${mark}${this.digests[item]}${kept}\n`;
		const journal: unknown = this.context[this.key];
		this.context[this.key] = typeof journal === 'string' ? journal + lines : lines;
	}

	private replay(line: string) {
		const digest = line.slice(1, 1 + DIGEST_LENGTH);
		if (digest.length < DIGEST_LENGTH) return;
		const past = this.past.get(digest) ?? { accepted: [], open: 0 };
		this.past.set(digest, past);
		const kept = line.slice(1 + DIGEST_LENGTH);
		if (line[0] === BEGUN) past.open++;
		else past.open--;
		if (line[0] === ACCEPTED) past.accepted.push(kept ? (JSON.parse(kept) as IDataObject) : {});
	}
}
