import { parts } from './parts.mjs';

const { MUTATION_PART: part = '' } = process.env;
const { mutate = [] } = parts[part] ?? {};
const results = `artifacts/mutation/${part}`;

/** Stryker's settings for one part of the code, which `scripts/mutation.mjs` chooses. */
/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	mutate,
	plugins: ['@stryker-mutator/jest-runner', './test/mutation/panelIgnorer.mjs'],
	ignorers: ['panel'],
	testRunner: 'jest',
	jest: {
		projectType: 'custom',
		configFile: 'test/mutation/jest.config.cjs',
		enableFindRelatedTests: false,
	},
	coverageAnalysis: 'perTest',
	concurrency: 2,
	timeoutMS: 10_000,
	incremental: true,
	incrementalFile: `${results}.incremental.json`,
	reporters: ['clear-text', 'json', 'html', 'progress-append-only'],
	clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: false },
	jsonReporter: { fileName: `${results}.json` },
	htmlReporter: { fileName: `${results}.html` },
	tempDirName: 'artifacts/mutation/tmp',
	ignorePatterns: ['/lab', '/artifacts', '/dist', '/docs', '/examples', '/test/e2e', '/test/bench'],
	disableTypeChecks: '{nodes,credentials}/**/*.ts',
};
