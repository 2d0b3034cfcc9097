/**
 * The parts of the shipped code, and the tests below `test/` that look after each: not all there are, but those that
 * tell most in the least time, for they run once for every mutant.
 *
 * @type {Record<string, { title: string, mutate: string[], tests: string[] }>}
 */
export const parts = {
	delivery: {
		title: 'Delivery engine',
		mutate: ['nodes/shared/delivery/*.ts'],
		tests: [
			'unit/delivery/decisions.test.mts',
			'unit/delivery/dedupeStore.test.mts',
			'unit/delivery/rateLimiter.test.mts',
			'unit/delivery/messages.test.mts',
			'unit/delivery/ledger.test.mts',
			'unit/delivery/sentRows.test.mts',
			'unit/delivery/steps.test.mts',
			'unit/delivery/deliver.test.mts',
			'unit/delivery/reason.test.mts',
		],
	},
	vendors: {
		title: 'Vendor clients and credentials',
		mutate: [
			'credentials/*.ts',
			'nodes/shared/http/*.ts',
			'nodes/Leeloo/leeloo.ts',
			'nodes/Regpack/regpack.ts',
		],
		tests: [
			'unit/credentials.test.mts',
			'unit/access.test.ts',
			'unit/thirdVendor.test.ts',
			'unit/url.test.ts',
			'unit/verdicts.test.ts',
			'unit/vendors.test.ts',
		],
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
			'unit/inputMode.test.ts',
			'unit/order.test.ts',
			'unit/sameRow.test.ts',
			'unit/regpackOperations.test.ts',
			'unit/regpackParts.test.ts',
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
			'unit/inputMode.test.ts',
			'unit/order.test.ts',
			'unit/sameRow.test.ts',
			'unit/leelooOperations.test.ts',
			'unit/leelooInput.test.ts',
			'unit/leelooAnswers.test.ts',
			'unit/leelooParts.test.ts',
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
			'unit/reads.test.ts',
			'unit/hostileEvents.test.ts',
			'engine/triggers.test.mts',
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
			'unit/checks.test.ts',
			'unit/text.test.ts',
			'unit/messages.test.ts',
			'unit/reading.test.ts',
			'unit/expressions.test.ts',
			'unit/fieldNames.test.ts',
			'unit/operations.test.ts',
			'unit/options.test.ts',
			'unit/panel.test.ts',
		],
	},
	running: {
		title: 'From items to outcomes and back',
		mutate: ['nodes/shared/run/!(messages).ts'],
		tests: [
			// No test, but what sets up most of them.
			'engine/subjects.mts',
			'unit/execute.test.ts',
			'engine/operations.test.mts',
			'engine/items.test.mts',
			'engine/safe.test.mts',
			'engine/input.test.mts',
			'engine/batches.test.mts',
			'engine/again.test.mts',
			'engine/sentRows.test.mts',
			'engine/leeloo.test.mts',
			'engine/regpack.test.mts',
		],
	},
};
