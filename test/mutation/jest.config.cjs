const { projects } = require('../../jest.config.js');

/** Jest as Stryker runs it: one file, which brings in the tests of the part that is looked at. */
module.exports = {
	...projects[0],
	rootDir: '../..',
	// Only what the tests need: jest looks for files anew with every mutant.
	roots: ['<rootDir>/credentials', '<rootDir>/nodes', '<rootDir>/test'],
	watchman: false,
	testEnvironment: './test/mutation/environment.cjs',
	testMatch: ['<rootDir>/test/mutation/tests.test.mts'],
};
