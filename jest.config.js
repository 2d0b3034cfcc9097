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
 * The same tests on the n8n-workflow and n8n-core of the older n8n in the lab.
 * @param {string} name
 */
const onOlderN8n = (name) => ({
	...project(name),
	displayName: `${name}-n8n-1`,
	// n8n 1 does not run an agent's tools by its engine: there is nothing there that this file could test.
	testPathIgnorePatterns: ['/node_modules/', 'engine/tools\\.test'],
	setupFiles: ['<rootDir>/test/engine/older.mts'],
	moduleNameMapper: {
		'^(n8n-core|n8n-workflow|reflect-metadata)(/.*)?$': '<rootDir>/lab/n8n-1/node_modules/$1$2',
	},
});

/** The engine tests with all readings of the stand-ins turned, or with those in STANDINS_TURNED: see test/standins/turns.mts. */
const turned = {
	...project('engine'),
	displayName: 'engine-turned',
	setupFiles: ['<rootDir>/test/engine/turned.mts'],
};

module.exports = {
	// A busy machine is no failure: what a test waits for, it waits for in other ways.
	testTimeout: 60_000,
	maxWorkers: '100%',
	projects: [
		...['unit', 'engine', 'e2e'].map(project),
		turned,
		...['unit', 'engine'].map(onOlderN8n),
	],
};
