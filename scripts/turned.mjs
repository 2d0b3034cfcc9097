/**
 * `npm run test:turned`: the engine tests that depend on answers, with one reading of the stand-ins turned at a time. `npm test`
 * runs all engine tests with all of them turned together. `npm run test:turned -- regpack.ids` turns only what it names.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureRoot } from './install.mjs';
import layout from './layout.cjs';
import { finish, jest, step } from './steps.mjs';

/** The other files turn readings on their own, or take long and depend on failures rather than on answers. */
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
