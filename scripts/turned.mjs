/**
 * `npm run test:turned`: for each of our guesses about a service's answers, runs the engine tests with stand-ins that
 * use the other likely answer instead (see test/standins/turns.mts). `npm test` does this for all guesses together.
 * `npm run test:turned -- regpack.ids` tests only the guesses that it names.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureRoot } from './install.mjs';
import layout from './layout.cjs';
import { finish, jest, step } from './steps.mjs';

/** The test files to run. Others choose their own answers, or are slow and depend on failures, not on answers. */
const FILES = {
	both: ['batches', 'items', 'operations', 'output', 'sheets', 'tools'],
	regpack: ['regpack', 'triggers', 'usersByEmail'],
	leeloo: ['leeloo', 'triggers'],
};

/** @param {'regpack' | 'leeloo'} service */
function turnsOf(service) {
	const table = readFileSync(join(layout.root, 'test', 'standins', service, 'turns.mts'), 'utf8');
	return [...table.matchAll(/^\t'([\w.]+)':/gm)].map(([, id = '']) => ({ id, service }));
}

const wanted = process.argv.slice(2);
const turns = [...turnsOf('regpack'), ...turnsOf('leeloo')].filter(
	({ id }) => wanted.length === 0 || wanted.includes(id),
);

if (await step('Install what is missing', ensureRoot, 0)) {
	await step('Find the guesses to test', async () => turns.length > 0, 0);
	for (const { id, service } of turns) {
		console.log(`\n== With the alternative ${id}`);
		const files = [...FILES.both, ...FILES[service]].join('|');
		const args = ['--testPathPatterns', `engine/(${files}).test`];
		await jest(['engine-turned'], args, { STANDINS_TURNED: id });
	}
}
finish();
