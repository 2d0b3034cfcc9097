/** How many times as fast the nodes' clock goes. */
const FACTOR = 10;

/**
 * Lets all waits of the nodes and of n8n (back-off, pace, `Retry-After`, 'Wait Between Tries') take a tenth of their time
 * in the tests of this block. Their clock goes ten times as fast, too, so they wait as long as ever by it. The stand-ins
 * keep real time.
 */
export function quickWaits(): void {
	beforeEach(() => {
		const now = performance.now.bind(performance);
		const timeout = globalThis.setTimeout;
		jest.spyOn(performance, 'now').mockImplementation(() => now() * FACTOR);
		jest
			.spyOn(globalThis, 'setTimeout')
			.mockImplementation(
				((callback: () => void, ms = 0, ...rest: unknown[]) =>
					Reflect.apply(timeout, globalThis, [
						callback,
						ms / FACTOR,
						...rest,
					]) as unknown) as typeof setTimeout,
			);
	});
	afterEach(() => jest.restoreAllMocks());
}
