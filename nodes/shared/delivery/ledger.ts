import type { IContextObject, IDataObject } from 'n8n-workflow';

import { KEY_LENGTH } from './idempotencyKey';

/** How each line begins. */
const BEGUN = '+';
const ACCEPTED = '=';
const RELEASED = '-';

/** How an operation keeps what only the service's answer tells (a new ID), and makes an answer of it again. */
export interface Receipt {
	/** The part of the answer that the row does not have. Keep it small: it is stored for every item. */
	keep(answer: IDataObject): IDataObject | undefined;
	/** The answer, as far as the row and what was kept tell it. */
	answer(item: number, kept: IDataObject): IDataObject;
}

/** What an earlier try of this execution left for an item. */
type Recalled = { state: 'accepted'; answer: IDataObject } | { state: 'unknown' };

/**
 * The run ledger: what this execution has sent so far, kept in the node's own context of the execution.
 *
 * n8n runs a whole node again under Retry On Fail, and when a person retries a failed execution. With the ledger, that
 * second run sends only what is missing. It has one short line per event, appended before and after each request, so
 * that it tells what was sent at whatever moment n8n saves the execution. Rows are told apart by their idempotency key,
 * so changed data counts as new; equal rows are counted.
 */
export class Ledger {
	private readonly past = new Map<string, { accepted: IDataObject[]; open: number }>();

	/** All lines of this run. */
	private own = '';

	/**
	 * @param context the node's context of this execution: `getContext('node')`
	 * @param name names this run of the node, which may run several times in one execution (loops)
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

	/** What an earlier try of this execution left for the item. Each earlier row answers one item, once. */
	recall(item: number): Recalled | undefined {
		const past = this.past.get(this.keys[item] ?? '');
		const kept = past?.accepted.shift();
		if (kept) return { state: 'accepted', answer: this.receipt.answer(item, kept) };
		if (!past || past.open === 0) return undefined;
		past.open--;
		return { state: 'unknown' };
	}

	/** The items are about to be sent. */
	begin(items: readonly number[]): void {
		this.write(items, BEGUN);
	}

	/** The service accepted the items. A `receipt` is kept as it is, in place of what is kept of the answer. */
	accept(items: readonly number[], answer: IDataObject, receipt?: IDataObject): void {
		const kept = receipt ?? this.receipt.keep(answer);
		this.write(items, ACCEPTED, kept ? JSON.stringify(kept) : '');
	}

	/** Nothing was saved for the items. */
	release(items: readonly number[]): void {
		this.write(items, RELEASED);
	}

	/** Forgets these rows: this run of the node is over, and n8n will not repeat it. Others may share the ledger. */
	clear(): void {
		// Usually nobody else wrote here. Then the lines of a large run need no search.
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
