/** n8n 1 looks after its SSH connections by a timer that nothing ends: the tests are not to wait for it. */
const { setInterval } = globalThis;
globalThis.setInterval = Object.assign(
	(...given: Parameters<typeof setInterval>) => setInterval(...given).unref(),
	setInterval,
);
