import type { Reason, Several, Verdict } from '../../../../nodes/shared/delivery/index.ts';

import type { VirtualClock } from './clock.mts';

/** What one item asks for. Rows are told apart by object, so that equal rows stay two rows. */
export interface Row {
	item: number;
	group: string;
	/** Rows of one identity are the same to a vendor that has identities. */
	identity: string;
	/** The server refuses every request that holds it. */
	isBad: boolean;
}

/** Whom a refusal names: nobody, the first bad row, all bad rows, or these indexes, right or wrong. */
export type Names = 'none' | 'first' | 'all' | readonly number[];

/** What happens to one request, `latency` milliseconds after it began. */
export type Fault = { latency: number } & (
	| { kind: 'ok' }
	/** Refused before it is looked at. */
	| { kind: 'throttle'; retryAfterMs?: number }
	/** Never arrives. */
	| { kind: 'unreachable'; isFinal: boolean }
	/** Refused whatever it holds. */
	| { kind: 'reject'; names: readonly number[] | 'none' }
	/** The connection breaks before (`reaches: false`) or after the server worked on it. */
	| { kind: 'reset' | 'serverError' | 'html' | 'noYes'; reaches: boolean }
	/** No answer ever. */
	| { kind: 'hang'; reaches: boolean }
	/** The transport breaks its promise and throws, at once or later. */
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
	/** What was answered; `undefined` while, or because, nothing is. */
	verdict: Verdict | undefined;
	answeredAt: number;
	answeredIn: number;
}

/** A vendor that follows a schedule of faults and keeps the truth about what it stored. */
export class ModelServer {
	readonly requests: Request[] = [];

	/** How often each row was stored. */
	readonly stored = new Map<Row, number>();

	/** Number of the request that the schedule begins with. */
	private first = 0;

	/**
	 * @param faults by number of the request; those beyond get `otherwise`
	 */
	constructor(
		private clock: VirtualClock,
		private faults: readonly Fault[],
		private otherwise: Fault,
		private readonly namesOfBad: Names,
	) {}

	/** Another run begins, on another clock and with another schedule. */
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
				return refusal(request, fault.names);
			default:
				if (fault.reaches) this.process(request);
				return { kind: 'unknown', reason: { reason: `${fault.kind} at request ${number}` } };
		}
	}

	/** Stores the rows, all or none. */
	private process(request: Request): Verdict | undefined {
		if (request.rows.some(({ isBad }) => isBad)) return refusal(request, this.namesOfBad);
		request.isStored = true;
		for (const row of request.rows) this.stored.set(row, (this.stored.get(row) ?? 0) + 1);
		return undefined;
	}
}

function reasonFor(request: Request, index: number): Reason {
	return { reason: `request ${request.number} refused for its row ${index}`, code: 'BAD_ROW' };
}

function refusal(request: Request, names: Names): Verdict {
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
