import type { Clock, Outcome } from '../delivery';
import { counted } from '../text';
import { NO_COUNTS } from './counts';
import type { Run } from './run';

/** How often a long run logs its progress. */
const INTERVAL_MS = 10_000;

/** Logs the progress of a run. */
export interface Progress {
	/** The clock of the run. Its `sleep` also logs the progress when that is due, so no extra timer is needed. */
	clock: Clock;
	/** A request was sent. */
	onRequest(): void;
	/** An item ended. */
	onSettled(outcome: Outcome): void;
	/** The run is over. Nothing more is logged, even if some code still sleeps with this clock. */
	end(): void;
}

/** Writes a line to n8n's log every ten seconds. It contains only counts, because data does not belong in logs. */
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
