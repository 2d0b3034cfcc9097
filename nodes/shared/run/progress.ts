import type { Clock, Outcome } from '../delivery';
import { counted } from '../text';
import { NO_COUNTS } from './counts';
import type { Run } from './run';

/** How often a long run says how far it is. */
const INTERVAL_MS = 10_000;

/** What a run tells of itself while it is going on. */
export interface Progress {
	/** The clock of the run. Whoever waits by it lets the progress be told, so that this needs no timer of its own. */
	clock: Clock;
	/** A request was sent. */
	onRequest(): void;
	/** An item ended. */
	onSettled(outcome: Outcome): void;
	/** The run is over. What still waits by the clock tells nothing more. */
	end(): void;
}

/** Writes a line to n8n's log every ten seconds: counts only, because logs are no place for data. */
export function progressOf({ context, items, wording }: Run, clock: Clock): Progress {
	const counts = { ...NO_COUNTS };
	let requests = 0;
	let last = clock.now();
	let isOver = false;
	const tell = () => {
		if (isOver || clock.now() - last < INTERVAL_MS) return;
		last = clock.now();
		const { accepted, skipped, ...failed } = counts;
		const failures = failed.rejected + failed.notSent + failed.unknown;
		const done = accepted + skipped + failures;
		context.logger.info(
			`${wording.vendor}, node "${context.getNode().name}": ${done} of ${counted(items.length, 'item')} done (${accepted} accepted, ${skipped} skipped, ${failures} failed), ${counted(requests, 'request')} sent`,
		);
	};
	return {
		clock: {
			...clock,
			sleep: async (ms) => {
				await clock.sleep(ms);
				tell();
			},
		},
		onRequest: () => {
			requests++;
			tell();
		},
		onSettled: ({ outcome }) => {
			counts[outcome]++;
		},
		end: () => {
			isOver = true;
		},
	};
}
