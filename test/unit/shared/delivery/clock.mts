import type { Clock } from '../../../../nodes/shared/delivery/index.ts';

interface Timer {
	time: number;
	order: number;
	action: () => void;
}

/** Far more events than any run needs. Only an endless run reaches this number. */
const MOST_EVENTS = 500_000;
/** More readings of the clock between two timers than any run needs. Only an endless loop reaches this number. */
const MOST_LOOKS = 10_000;

/** Runs everything that does not wait for a timer. All promise callbacks run before an immediate. */
async function drain(): Promise<void> {
	await new Promise<void>((resolve) => {
		setImmediate(resolve);
	});
}

/**
 * A clock whose time passes only when no code can run. Then it jumps to the earliest timer. Timers for the same time
 * fire in the order in which they were set. All code that a timer triggers runs before the next timer fires, so the
 * machine's speed has no effect.
 */
export class VirtualClock implements Clock {
	/** The number of timers that have fired. It shows the order of moments with the same time. */
	event = 0;

	private readonly heap: Timer[] = [];

	private order = 0;

	private drawn = 0;

	/** How often the time was read since the last timer fired. */
	private looks = 0;

	/**
	 * @param time the time at which the clock starts
	 * @param luck the numbers that {@link random} returns in turn, from 0 up to but not including 1
	 */
	constructor(
		private time = 1_000,
		private readonly luck: readonly number[] = [0],
	) {}

	now(): number {
		if (++this.looks > MOST_LOOKS) throw new Error(`an endless loop at ${this.time}`);
		return this.time;
	}

	async sleep(ms: number): Promise<void> {
		await new Promise<void>((resolve) => this.at(this.time + Math.max(ms, 0), resolve));
	}

	random(): number {
		return this.luck[this.drawn++ % this.luck.length] ?? 0;
	}

	/** Calls a function at the given time. */
	at(time: number, action: () => void): void {
		this.push({ time, order: this.order++, action });
	}

	/**
	 * Lets time pass until the work is done.
	 *
	 * @param until the time at which the work is abandoned, as in a crash
	 * @returns whether the work ended
	 */
	async run(work: Promise<unknown>, until = Infinity): Promise<boolean> {
		let isDone = false;
		const done = () => {
			isDone = true;
		};
		work.then(done, done);
		for (;;) {
			await drain();
			if (isDone) return true;
			const next = this.heap[0];
			if (!next) {
				if (until < Infinity) return false;
				throw new Error(`nothing is due any more at ${this.time}, and the run has not ended`);
			}
			if (next.time >= until) return false;
			this.fireNext();
		}
	}

	/** Lets time pass until no timer is left. */
	async runOut(): Promise<void> {
		while (this.heap.length > 0) {
			this.fireNext();
			await drain();
		}
	}

	private fireNext() {
		const timer = this.pop();
		if (!timer) return;
		this.time = timer.time;
		this.looks = 0;
		if (++this.event > MOST_EVENTS) throw new Error(`no end in sight at ${this.time}`);
		timer.action();
	}

	private push(timer: Timer) {
		const { heap } = this;
		let index = heap.push(timer) - 1;
		while (index > 0) {
			const above = (index - 1) >> 1;
			if (isBefore(heap[above]!, timer)) break;
			heap[index] = heap[above]!;
			index = above;
		}
		heap[index] = timer;
	}

	private pop(): Timer | undefined {
		const { heap } = this;
		const top = heap[0];
		const last = heap.pop();
		if (!last || last === top) return top;
		let index = 0;
		for (;;) {
			let below = 2 * index + 1;
			if (below >= heap.length) break;
			if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below++;
			if (isBefore(last, heap[below]!)) break;
			heap[index] = heap[below]!;
			index = below;
		}
		heap[index] = last;
		return top;
	}
}

function isBefore(a: Timer, b: Timer): boolean {
	return a.time !== b.time ? a.time < b.time : a.order < b.order;
}
