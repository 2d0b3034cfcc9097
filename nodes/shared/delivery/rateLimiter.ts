import type { Clock, Pace, Reason } from './types';

const MINUTE_MS = 60_000;
/** Waits are cut into slices of this length, so that the node reacts to Stop within a quarter of a second. */
export const SLICE_MS = 250;

/** The pace of a run that has not sent anything. */
export function newPace(): Pace {
	return { begun: [], pausedUntil: 0 };
}

/**
 * Decides when a request may begin: it keeps the limit of requests per minute, pauses all requests when the service
 * asks for it, and stops permanently when nothing more may be sent.
 */
export class RateLimiter {
	private stoppedBecause?: Reason;

	/**
	 * @param requestsPerMinute requests that may begin within any 60 seconds; 0 means no limit
	 * @param pace shared by the limiters that keep one limit together; each of them can be stopped separately
	 */
	constructor(
		private readonly clock: Clock,
		private readonly requestsPerMinute: number,
		private readonly signal?: AbortSignal,
		private readonly pace: Pace = newPace(),
	) {}

	/** Why nothing more may be sent; `undefined` while requests may still begin. */
	get stopped(): Reason | undefined {
		return this.signal?.aborted ? STOPPED_BY_PERSON : this.stoppedBecause;
	}

	/** Lets no more requests begin. If called again, the first reason stays. */
	stop(reason: Reason): void {
		this.stoppedBecause ??= reason;
	}

	/** No request begins for the next `ms` milliseconds. */
	pause(ms: number): void {
		this.pace.pausedUntil = Math.max(this.pace.pausedUntil, this.clock.now() + ms);
	}

	/** Resolves to true once a request may begin, which then counts as begun; to false if nothing more may be sent. */
	async acquire(): Promise<boolean> {
		while (await this.untilFree()) {
			// In the meantime, another call may have used the free place or stopped the run.
			if (this.stopped || this.msUntilFree() > 0) continue;
			if (this.requestsPerMinute > 0) this.pace.begun.push(this.clock.now());
			return true;
		}
		return false;
	}

	/** Resolves to true once a request could begin, but does not count one; to false if nothing more may be sent. */
	async untilFree(): Promise<boolean> {
		while (!this.stopped) {
			const wait = this.msUntilFree();
			if (wait <= 0) return true;
			await this.clock.sleep(Math.min(wait, SLICE_MS));
		}
		return false;
	}

	private msUntilFree(): number {
		return Math.max(this.pace.pausedUntil, this.nextWithinLimit()) - this.clock.now();
	}

	/** Resolves after `ms` milliseconds, or as soon as nothing more may be sent. */
	async wait(ms: number): Promise<void> {
		const until = this.clock.now() + ms;
		while (!this.stopped) {
			const left = until - this.clock.now();
			if (left <= 0) return;
			await this.clock.sleep(Math.min(left, SLICE_MS));
		}
	}

	/** The earliest time at which one more request stays within the limit. */
	private nextWithinLimit(): number {
		const { begun } = this.pace;
		const oldest = begun[begun.length - this.requestsPerMinute];
		if (oldest === undefined) return 0;
		// Requests further back never count again.
		if (begun.length > 2 * this.requestsPerMinute) {
			begun.splice(0, begun.length - this.requestsPerMinute);
		}
		return oldest + MINUTE_MS;
	}
}

/** n8n recognizes a canceled execution by the word `canceled` in the message. */
const STOPPED_BY_PERSON: Reason = { reason: 'the execution was canceled before the item was sent' };
