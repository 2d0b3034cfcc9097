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

module.exports = {
	projects: ['unit', 'engine', 'e2e'].map((name) => ({
		...shared,
		displayName: name,
		testMatch: [`<rootDir>/test/${name}/**/*.test.{ts,mts}`],
	})),
};
