const { projects } = require('../../jest.config.js');

const { MUTATION_TESTS: tests = '' } = process.env;
const isOnEngine = tests.includes('engine/');

/** Jest's configuration for Stryker: a single test file, which loads the tests of the part under test. */
module.exports = {
	...projects[0],
	rootDir: '../..',
	// Only what the tests need, because Jest searches these folders again for every mutant.
	roots: ['<rootDir>/credentials', '<rootDir>/nodes', '<rootDir>/test'],
	watchman: false,
	moduleNameMapper: isOnEngine
		? {}
		: { '^n8n-workflow$': '<rootDir>/test/mutation/n8nWorkflow.cjs' },
	testEnvironment: require.resolve('./environment.cjs'),
	testMatch: ['<rootDir>/test/mutation/tests.test.mts'],
};
