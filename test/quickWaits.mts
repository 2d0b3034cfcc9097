/** How many times faster the nodes' clock runs. */
const FACTOR = 10;

/**
 * Shortens all waits of the nodes and of n8n (backoff, rate limit, `Retry-After`, 'Wait Between Tries') to a tenth in the
 * tests of this block. The nodes' clock runs ten times faster, so by their clock the waits are unchanged. The stand-ins use
 * real time.
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
