import type { Clock, Reason } from './types';

const MINUTE_MS = 60_000;
/** Waits are cut into slices of this length, so that Stop and a halt are heeded within a quarter of a second. */
export const SLICE_MS = 250;

/**
 * The one door every request passes: it holds the pace (requests begun within any minute), pauses
 * all requests when the vendor asks for it, and closes for good when nothing more may be sent.
 */
export class Gate {
	private readonly begun: number[] = [];

	private pausedUntil = 0;

	private closedBecause?: Reason;

	constructor(
		private readonly clock: Clock,
		private readonly requestsPerMinute: number,
		private readonly signal?: AbortSignal,
	) {}

	/** Why nothing more may be sent; `undefined` while the gate is open. */
	get closed(): Reason | undefined {
		return this.signal?.aborted ? STOPPED : this.closedBecause;
	}

	/** Nothing more may be sent. The first reason stays. */
	close(reason: Reason): void {
		this.closedBecause ??= reason;
	}

	/** Nobody begins a request for the next `ms` milliseconds. */
	pause(ms: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + ms);
	}

	/** Resolves to true once a request may begin, which then counts as begun; to false when the gate is closed. */
	async enter(): Promise<boolean> {
		for (;;) {
			if (this.closed) return false;
			const now = this.clock.now();
			const wait = Math.max(this.pausedUntil, this.nextByPace()) - now;
			if (wait <= 0) {
				if (this.requestsPerMinute > 0) this.begun.push(now);
				return true;
			}
			await this.clock.sleep(Math.min(wait, SLICE_MS));
		}
	}

	/** Resolves after `ms` milliseconds, or as soon as the gate is closed. */
	async wait(ms: number): Promise<void> {
		const until = this.clock.now() + ms;
		while (!this.closed) {
			const left = until - this.clock.now();
			if (left <= 0) return;
			await this.clock.sleep(Math.min(left, SLICE_MS));
		}
	}

	/** The time from which on one more request keeps the limit. */
	private nextByPace(): number {
		const oldest = this.begun[this.begun.length - this.requestsPerMinute];
		if (oldest === undefined) return 0;
		// What lies further back can never count again.
		if (this.begun.length > 2 * this.requestsPerMinute) {
			this.begun.splice(0, this.begun.length - this.requestsPerMinute);
		}
		return oldest + MINUTE_MS;
	}
}

const STOPPED: Reason = {
	reason: 'the execution was stopped before it was sent',
	advice: 'Run the workflow again to send what is missing.',
};
