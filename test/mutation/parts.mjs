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
			'unit/shared/delivery/decisions.test.mts',
			'unit/shared/delivery/dedupeStore.test.mts',
			'unit/shared/delivery/rateLimiter.test.mts',
			'unit/shared/delivery/messages.test.mts',
			'unit/shared/delivery/ledger.test.mts',
			'unit/shared/delivery/sentRows.test.mts',
			'unit/shared/delivery/steps.test.mts',
			'unit/shared/delivery/deliver.test.mts',
			'unit/shared/delivery/reason.test.mts',
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
			'unit/shared/http/access.test.ts',
			'unit/shared/http/thirdVendor.test.ts',
			'unit/shared/http/url.test.ts',
			'unit/shared/http/verdicts.test.ts',
			'unit/shared/http/vendors.test.ts',
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
			'unit/shared/operation/inputMode.test.ts',
			'unit/order.test.ts',
			'unit/sameRow.test.ts',
			'unit/Regpack/operations.test.ts',
			'unit/Regpack/parts.test.ts',
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
			'unit/Leeloo/operations.test.ts',
			'unit/Leeloo/input.test.ts',
			'unit/Leeloo/answers.test.ts',
			'unit/Leeloo/parts.test.ts',
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
			'unit/Regpack/trigger/changes.test.ts',
			'unit/Leeloo/trigger/changes.test.ts',
			'unit/shared/trigger/changes.test.ts',
			'unit/shared/trigger/pollTimes.test.ts',
			'unit/shared/trigger/readAll.test.ts',
			'unit/shared/trigger/readList.test.ts',
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
			'unit/shared/operation/checks.test.ts',
			'unit/shared/text.test.ts',
			'unit/shared/run/messages.test.ts',
			'unit/shared/operation/itemReader.test.ts',
			'unit/shared/operation/expressions.test.ts',
			'unit/shared/operation/dates.test.ts',
			'unit/shared/operation/locators.test.ts',
			'unit/shared/operation/fieldNames.test.ts',
			'unit/operations.test.ts',
			'unit/shared/operation/deliveryOptions.test.ts',
			'unit/shared/operation/panel.test.ts',
		],
	},
	running: {
		title: 'From items to outcomes and back',
		mutate: ['nodes/shared/run/!(messages).ts'],
		tests: [
			// No test, but what sets up most of them.
			'engine/subjects.mts',
			'unit/shared/run/execute.test.ts',
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
