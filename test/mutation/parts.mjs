import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import layout from '../../scripts/layout.cjs';

/**
 * All tests in a folder below `test/`, so that a new test needs no change here.
 *
 * @param {string} folder
 */
const testsIn = (folder) =>
	readdirSync(join(layout.root, 'test', folder))
		.filter((name) => /\.test\.m?ts$/.test(name))
		.sort()
		.map((name) => `${folder}/${name}`);

/**
 * The parts of the shipped code, each with tests below `test/`. The tests run once per mutant, so only those are listed
 * that find the most mutants in the least time.
 *
 * @type {Record<string, { title: string, mutate: string[], tests: string[] }>}
 */
export const parts = {
	delivery: {
		title: 'Delivery engine',
		mutate: ['nodes/shared/delivery/*.ts'],
		tests: testsIn('unit/shared/delivery'),
	},
	vendors: {
		title: 'Vendor clients and credentials',
		mutate: [
			'credentials/*.ts',
			'nodes/shared/http/*.ts',
			'nodes/Leeloo/leeloo.ts',
			'nodes/Regpack/regpack.ts',
		],
		tests: ['unit/credentials.test.mts', ...testsIn('unit/shared/http')],
	},
	regpack: {
		title: 'Operations of Regpack',
		mutate: [
			'nodes/Regpack/actions/**/*.ts',
			'nodes/Regpack/{builders,requests}.ts',
			'nodes/Regpack/{answers,input}/*.ts',
		],
		tests: [
			'unit/operations.test.ts',
			'unit/shared/operation/inputMode.test.ts',
			'unit/order.test.ts',
			'unit/sameRow.test.ts',
			...testsIn('unit/Regpack'),
		],
	},
	leeloo: {
		title: 'Operations of Leeloo',
		mutate: [
			'nodes/Leeloo/actions/**/*.ts',
			'nodes/Leeloo/{builders,idKinds,requests}.ts',
			'nodes/Leeloo/{answers,input}/*.ts',
		],
		tests: [
			'unit/operations.test.ts',
			'unit/shared/operation/inputMode.test.ts',
			'unit/order.test.ts',
			'unit/sameRow.test.ts',
			...testsIn('unit/Leeloo'),
		],
	},
	lists: {
		title: 'Lists of the panel',
		mutate: ['nodes/*/lookups.ts'],
		tests: ['unit/lookups.test.ts'],
	},
	triggers: {
		title: 'Triggers',
		mutate: [
			'nodes/*/*Trigger.node.ts',
			'nodes/{Regpack,Leeloo}/trigger/*.ts',
			'nodes/shared/trigger/*.ts',
		],
		tests: [
			'unit/triggers.test.ts',
			...testsIn('unit/Regpack/trigger'),
			...testsIn('unit/shared/trigger'),
			...testsIn('unit/Leeloo/trigger'),
			'unit/hostileEvents.test.ts',
		],
	},
	reading: {
		title: 'Reading, checking and wording',
		mutate: [
			'nodes/shared/operation/*.ts',
			'nodes/shared/run/messages.ts',
			'nodes/shared/{guards,text}.ts',
		],
		tests: [
			'unit/operations.test.ts',
			...testsIn('unit/shared/operation'),
			'unit/shared/run/messages.test.ts',
			'unit/shared/text.test.ts',
		],
	},
	running: {
		title: 'From items to outcomes and back',
		mutate: ['nodes/shared/run/!(messages).ts'],
		tests: [
			'unit/operations.test.ts',
			'unit/order.test.ts',
			'unit/sameRow.test.ts',
			...testsIn('unit/shared/run'),
		],
	},
};
