const { TestEnvironment } = require('jest-environment-node');

/** Skips the tests after the first failure: it proves that the mutant was found, and the others would take minutes. */
module.exports = class extends TestEnvironment {
	hasFailed = false;

	/** @param {import('@jest/types').Circus.Event} event */
	handleTestEvent(event) {
		if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.hasFailed = true;
		if (event.name === 'test_start' && this.hasFailed) event.test.mode = 'skip';
	}
};
