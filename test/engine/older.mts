/** n8n 1 checks its SSH connections with a timer that never ends. The tests must not wait for it. */
const { setInterval } = globalThis;
globalThis.setInterval = Object.assign(
	(...given: Parameters<typeof setInterval>) => setInterval(...given).unref(),
	setInterval,
);
