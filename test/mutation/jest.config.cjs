const { projects } = require('../../jest.config.js');

const { MUTATION_TESTS: tests = '' } = process.env;
const isOnEngine = tests.includes('engine/');

/** Jest as Stryker runs it: one file, which brings in the tests of the part that is looked at. */
module.exports = {
	...projects[0],
	rootDir: '../..',
	// Only what the tests need: jest looks for files anew with every mutant.
	roots: ['<rootDir>/credentials', '<rootDir>/nodes', '<rootDir>/test'],
	watchman: false,
	moduleNameMapper: isOnEngine
		? {}
		: { '^n8n-workflow$': '<rootDir>/test/mutation/n8nWorkflow.cjs' },
	testEnvironment: require.resolve('./environment.cjs'),
	testMatch: ['<rootDir>/test/mutation/tests.test.mts'],
};
