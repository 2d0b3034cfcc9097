const { TestEnvironment } = require('jest-environment-node');

/** Ends at the first failure: it tells that a mutant was seen, and the rest of the tests would take minutes. */
module.exports = class extends TestEnvironment {
	hasFailed = false;

	/** @param {import('@jest/types').Circus.Event} event */
	handleTestEvent(event) {
		if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.hasFailed = true;
		if (event.name === 'test_start' && this.hasFailed) event.test.mode = 'skip';
	}
};
