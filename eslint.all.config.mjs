/**
 * Our own lint rules, for every TypeScript and JavaScript file. n8n's lint checks only `.ts` files, and its configuration,
 * eslint.config.mjs, must stay n8n's default.
 */
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

import layout from './scripts/layout.cjs';

const CODE = '**/*.{ts,mts,js,mjs,cjs}';
const PUBLISHED = ['nodes/**/*.ts', 'credentials/**/*.ts'];
const TESTS = ['test/{unit,engine,e2e}/**/*.{ts,mts}'];

export default tseslint.config(
	{
		ignores: ['dist', 'packages', 'artifacts', 'lab/n8n', 'lab/n8n-1', 'lab/state'],
	},
	{
		files: [CODE, '.prettierrc.js'],
		extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked],
		languageOptions: {
			parserOptions: { project: 'tsconfig.json', tsconfigRootDir: layout.root },
		},
		// No comment may switch a rule off.
		linterOptions: { noInlineConfig: true },
		rules: {
			complexity: ['error', 12],
			eqeqeq: ['error', 'always', { null: 'ignore' }],
			'array-callback-return': 'error',
			'max-params': ['error', 5],
			'no-else-return': 'error',
			'no-param-reassign': 'error',
			'no-self-compare': 'error',
			'no-unreachable-loop': 'error',
			'object-shorthand': 'error',
			'@typescript-eslint/array-type': ['error', { default: 'array-simple' }],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-deprecated': 'error',
			'@typescript-eslint/no-misused-spread': 'error',
			'@typescript-eslint/no-shadow': 'error',
			'@typescript-eslint/no-unnecessary-condition': [
				'error',
				{ allowConstantLoopConditions: 'only-allowed-literals' },
			],
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ ignoreRestSiblings: true, varsIgnorePattern: '^_$' },
			],
			'@typescript-eslint/prefer-includes': 'error',
			'@typescript-eslint/prefer-string-starts-ends-with': 'error',
			'@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
			// If a `try` block returns a promise without `await`, its `catch` misses the rejection.
			'@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
			'@typescript-eslint/use-unknown-in-catch-callback-variable': 'error',
			// This rule reports `String(value ?? '')` for every unknown value. Tests already pass objects instead of text.
			'@typescript-eslint/no-base-to-string': 'off',
			// Where an interface expects a promise, a function that returns a plain value is `async` without `await`.
			'@typescript-eslint/require-await': 'off',
			// Operations and vendors are plain data. Their functions never use `this`.
			'@typescript-eslint/unbound-method': 'off',
		},
	},
	{
		files: PUBLISHED,
		rules: {
			'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
			'@typescript-eslint/no-non-null-assertion': 'error',
		},
	},
	{
		files: ['**/*.cjs', '*.js', '.prettierrc.js'],
		rules: { '@typescript-eslint/no-require-imports': 'off' },
	},
	{
		// gulp comes without types.
		files: ['gulpfile.js'],
		extends: [tseslint.configs.disableTypeChecked],
	},
	{
		files: TESTS,
		rules: {
			'no-restricted-properties': [
				'error',
				...['describe', 'it', 'test'].map((object) => ({
					object,
					property: 'only',
					message: 'This would skip every other test of the file.',
				})),
			],
			// Jest's `expect.any()` and its siblings are typed `any`.
			'@typescript-eslint/no-unsafe-assignment': 'off',
			// Variables that `beforeAll` sets are typed as always set. They are not if `beforeAll` fails.
			'@typescript-eslint/no-unnecessary-condition': 'off',
			complexity: ['error', 16],
			// Tests imitate hostile code on purpose.
			'@typescript-eslint/no-implied-eval': 'off',
			'@typescript-eslint/no-misused-spread': 'off',
			'@typescript-eslint/prefer-promise-reject-errors': 'off',
		},
	},
);
