import type { Reason, Several, Verdict } from '../../../../nodes/shared/delivery/index.ts';

import type { VirtualClock } from './clock.mts';

/** The row of one item. Rows are compared by object identity, so two equal rows remain two rows. */
export interface Row {
	item: number;
	group: string;
	/** A service with idempotency keys treats rows with the same value as duplicates. */
	identity: string;
	/** Whether the server rejects every request that contains the row. */
	isBad: boolean;
}

/** The rows that a rejection names: none, the first bad row, all bad rows, or these indexes, which may be wrong. */
export type Names = 'none' | 'first' | 'all' | readonly number[];

/** What happens to a request `latency` milliseconds after it began. */
export type Fault = { latency: number } & (
	| { kind: 'ok' }
	/** Rejected before the server reads it. */
	| { kind: 'throttle'; retryAfterMs?: number }
	/** Never reaches the server. */
	| { kind: 'unreachable'; isFinal: boolean }
	/** Rejected, regardless of its rows: by the server, for the credential, or by a firewall in front of it. */
	| { kind: 'reject'; names: readonly number[] | 'none'; cause?: 'credential' | 'status' }
	/** No clear answer, e.g. the connection breaks. `reaches` says whether the server processed the request. */
	| { kind: 'reset' | 'html' | 'noYes'; reaches: boolean }
	/** The server reports an error, and may ask for a pause. */
	| { kind: 'serverError'; reaches: boolean; retryAfterMs?: number }
	/** The server stores only some of the rows, and reports how many. */
	| { kind: 'shortfall'; count: number }
	/** Never answered. */
	| { kind: 'hang'; reaches: boolean }
	/** The transport throws, immediately or later, although it must never throw. */
	| { kind: 'throw'; reaches: boolean; isAtOnce: boolean }
);

/** One request, as the server saw it. */
export interface Request {
	number: number;
	rows: readonly Row[];
	beganAt: number;
	/** The clock's event during which it began. */
	beganIn: number;
	fault: Fault;
	/** Whether its rows were stored. */
	isStored: boolean;
	/** The answer, or `undefined` as long as there is none. */
	verdict: Verdict | undefined;
	answeredAt: number;
	answeredIn: number;
}

/** A service that follows a schedule of faults and records which rows it really stored. */
export class ModelServer {
	readonly requests: Request[] = [];

	/** How often each row was stored. */
	readonly stored = new Map<Row, number>();

	/** The number of the schedule's first request. */
	private first = 0;

	/**
	 * @param faults the faults of the first requests; all later requests get `otherwise`
	 */
	constructor(
		private clock: VirtualClock,
		private faults: readonly Fault[],
		private otherwise: Fault,
		private readonly namesOfBad: Names,
	) {}

	/** Prepares for the next run, with another clock and another schedule. */
	startOver(clock: VirtualClock, faults: readonly Fault[], otherwise: Fault): void {
		this.clock = clock;
		this.faults = faults;
		this.otherwise = otherwise;
		this.first = this.requests.length;
	}

	readonly send = (rows: Several<Row>): Promise<Verdict> => {
		const { clock } = this;
		const number = this.requests.length;
		const fault = this.faults[number - this.first] ?? this.otherwise;
		const request: Request = {
			number,
			rows: [...rows],
			beganAt: clock.now(),
			beganIn: clock.event,
			fault,
			isStored: false,
			verdict: undefined,
			answeredAt: Infinity,
			answeredIn: Infinity,
		};
		this.requests.push(request);
		const verdict = this.work(request);
		const answer = () => {
			request.verdict = verdict;
			request.answeredAt = clock.now();
			request.answeredIn = clock.event;
		};

		if (fault.kind === 'throw' && fault.isAtOnce) {
			answer();
			throw new Error('the transport broke');
		}
		return this.wait(clock, fault).then(() => {
			answer();
			if (fault.kind === 'throw') return Promise.reject('the transport broke');
			return verdict;
		});
	};

	private async wait(clock: VirtualClock, fault: Fault): Promise<void> {
		await (fault.kind === 'hang' ? new Promise<void>(() => {}) : clock.sleep(fault.latency));
	}

	private work(request: Request): Verdict {
		const { fault, number } = request;
		switch (fault.kind) {
			case 'ok':
				return this.process(request) ?? { kind: 'accepted', answer: { request: number } };
			case 'throttle': {
				const { retryAfterMs } = fault;
				return {
					kind: 'throttled',
					reason: { reason: `slow down, request ${number}` },
					...(retryAfterMs === undefined ? {} : { retryAfterMs }),
				};
			}
			case 'unreachable':
				return {
					kind: 'notDelivered',
					reason: { reason: `refused request ${number}` },
					...(fault.isFinal ? { isFinal: true as const } : {}),
				};
			case 'reject':
				return {
					...refusal(request, fault.names),
					...(fault.cause === undefined ? {} : { cause: fault.cause }),
				};
			case 'shortfall':
				return this.storeSome(request, fault.count);
			default:
				if (fault.reaches) this.process(request);
				return {
					kind: 'unknown',
					reason: { reason: `${fault.kind} at request ${number}` },
					...('retryAfterMs' in fault ? { retryAfterMs: fault.retryAfterMs } : {}),
				};
		}
	}

	/** Stores all rows, or none if one is bad. */
	private process(request: Request): Verdict | undefined {
		if (request.rows.some(({ isBad }) => isBad)) return refusal(request, this.namesOfBad);
		request.isStored = true;
		this.store(request.rows);
		return undefined;
	}

	/** Stores some rows. The answer does not say which are missing, and another attempt would have the same result. */
	private storeSome({ rows }: Request, count: number): Verdict {
		const taken = rows.slice(0, Math.min(count, rows.length - 1));
		this.store(taken);
		const reason = { reason: `${taken.length} of ${rows.length} rows taken` };
		return { kind: 'unknown', isFinal: true, isAnswer: true, reason };
	}

	private store(rows: readonly Row[]) {
		for (const row of rows) this.stored.set(row, (this.stored.get(row) ?? 0) + 1);
	}
}

function reasonFor(request: Request, index: number): Reason {
	return { reason: `request ${request.number} refused for its row ${index}`, code: 'BAD_ROW' };
}

function refusal(request: Request, names: Names): Extract<Verdict, { kind: 'rejected' }> {
	const bad = request.rows.flatMap(({ isBad }, index) => (isBad ? [index] : []));
	const named = names === 'first' ? bad.slice(0, 1) : names === 'all' ? bad : names;
	return {
		kind: 'rejected',
		reason: { reason: `request ${request.number} refused` },
		...(named === 'none'
			? {}
			: { rows: new Map(named.map((index) => [index, reasonFor(request, index)])) }),
	};
}
