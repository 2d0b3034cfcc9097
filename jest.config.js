/** @type {import('jest').Config} */
const shared = {
	testEnvironment: 'node',
	moduleFileExtensions: ['ts', 'mts', 'js', 'json', 'node'],
	transform: {
		'^.+\\.m?ts$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
		],
	},
	modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/lab/n8n', '<rootDir>/lab/state'],
};

/** @param {string} name */
const project = (name) => ({
	...shared,
	displayName: name,
	testMatch: [`<rootDir>/test/${name}/**/*.test.{ts,mts}`],
});

/**
 * The same tests, with n8n-workflow and n8n-core from the older n8n in `lab/n8n-1`.
 * @param {string} name
 */
const onOlderN8n = (name) => ({
	...project(name),
	displayName: `${name}-n8n-1`,
	testPathIgnorePatterns: [
		'/node_modules/',
		// n8n 1 does not run an agent's tools in its engine, so this file has nothing to test there.
		'engine/tools\\.test',
		// These tests do not depend on the version of n8n.
		'unit/(docs|bench|lab)/',
		'unit/pages\\.test',
	],
	setupFiles: ['<rootDir>/test/engine/older.mts'],
	moduleNameMapper: {
		'^(n8n-core|n8n-workflow|reflect-metadata)(/.*)?$': '<rootDir>/lab/n8n-1/node_modules/$1$2',
	},
});

/**
 * The engine tests, with stand-ins that answer in the other likely way wherever we had to guess how a service answers.
 * STANDINS_TURNED can select single guesses: see test/standins/turns.mts.
 */
const turned = {
	...project('engine'),
	displayName: 'engine-turned',
	setupFiles: ['<rootDir>/test/engine/turned.mts'],
};

module.exports = {
	// A slow machine must not fail a test. Tests limit their own waits instead of relying on this timeout.
	testTimeout: 60_000,
	maxWorkers: '100%',
	projects: [
		...['unit', 'engine', 'e2e'].map(project),
		turned,
		...['unit', 'engine'].map(onOlderN8n),
	],
};
