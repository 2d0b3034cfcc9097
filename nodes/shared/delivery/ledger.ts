import type { IContextObject, IDataObject } from 'n8n-workflow';

import { KEY_LENGTH } from './idempotencyKey';

/** The first character of a line says what happened to the row. */
const BEGUN = '+';
const ACCEPTED = '=';
const RELEASED = '-';

/** How an operation stores what only the service's answer contains (e.g. a new ID), and later rebuilds an answer. */
export interface Receipt {
	/** The part of the answer that the row does not contain. Keep it small: it is stored for every item. */
	keep(answer: IDataObject): IDataObject | undefined;
	/** The answer, as far as it can be rebuilt from the item's row and the stored part. */
	answer(item: number, kept: IDataObject): IDataObject;
}

/** What an earlier attempt of this execution left for an item. */
type Recalled = { state: 'accepted'; answer: IDataObject } | { state: 'unknown' };

/**
 * The run ledger: what this execution has sent so far, kept in the node's own context of the execution.
 *
 * n8n runs a whole node again under Retry On Fail, and when a person retries a failed execution. With the ledger, that
 * second run sends only what is missing. The ledger has one short line per event, added before and after each request,
 * so it is up to date whenever n8n saves the execution. Rows are identified by their idempotency key, so a row with
 * changed data counts as new. Identical rows are counted.
 */
export class Ledger {
	private readonly past = new Map<string, { accepted: IDataObject[]; open: number }>();

	/** All lines that this run of the node has written. */
	private own = '';

	/**
	 * @param context the node's context of this execution: `getContext('node')`
	 * @param name identifies this run of the node, because a node in a loop runs several times in one execution
	 * @param keys the idempotency key of each item's row, by item index
	 */
	constructor(
		private readonly context: IContextObject,
		private readonly name: string,
		private readonly keys: ReadonlyArray<string | undefined>,
		private readonly receipt: Receipt,
	) {
		for (const line of this.lines.split('\n')) this.replay(line);
	}

	/** Returns what an earlier attempt of this execution left for the item. Each earlier row answers only one item. */
	recall(item: number): Recalled | undefined {
		const past = this.past.get(this.keys[item] ?? '');
		const kept = past?.accepted.shift();
		if (kept) return { state: 'accepted', answer: this.receipt.answer(item, kept) };
		if (!past || past.open === 0) return undefined;
		past.open--;
		return { state: 'unknown' };
	}

	/** Notes that the items are about to be sent. */
	begin(items: readonly number[]): void {
		this.write(items, BEGUN);
	}

	/** Notes that the service accepted the items. A `receipt` is stored unchanged, instead of a part of the answer. */
	accept(items: readonly number[], answer: IDataObject, receipt?: IDataObject): void {
		const kept = receipt ?? this.receipt.keep(answer);
		this.write(items, ACCEPTED, kept ? JSON.stringify(kept) : '');
	}

	/** Notes that nothing was saved for the items. */
	release(items: readonly number[]): void {
		this.write(items, RELEASED);
	}

	/** Removes these rows' lines. Call it when n8n will not repeat this run; other runs may share the ledger. */
	clear(): void {
		// Usually no other run wrote here. Then the many lines of a large run need no search.
		if (this.lines === this.own) return this.forget();
		const own = new Set(this.keys);
		const others = this.lines
			.split('\n')
			.filter((line) => line !== '' && !own.has(line.slice(1, 1 + KEY_LENGTH)));
		if (others.length === 0) this.forget();
		else this.context[this.name] = others.map((line) => `${line}\n`).join('');
	}

	private forget() {
		delete this.context[this.name];
	}

	private get lines(): string {
		const lines: unknown = this.context[this.name];
		return typeof lines === 'string' ? lines : '';
	}

	private write(items: readonly number[], mark: string, kept = '') {
		const lines = items.map((item) => `${mark}${this.keys[item]}${kept}\n`).join('');
		this.own += lines;
		this.context[this.name] = this.lines + lines;
	}

	private replay(line: string) {
		const key = line.slice(1, 1 + KEY_LENGTH);
		if (key.length < KEY_LENGTH) return;
		const past = this.past.get(key) ?? { accepted: [], open: 0 };
		this.past.set(key, past);
		const kept = line.slice(1 + KEY_LENGTH);
		if (line.startsWith(BEGUN)) past.open++;
		else past.open--;
		if (line.startsWith(ACCEPTED))
			past.accepted.push(kept ? (JSON.parse(kept) as IDataObject) : {});
	}
}
