/**
 * `npm run test:e2e`: the packed package in a real n8n: examples, triggers, the editor in Chromium, queue mode, other
 * versions of n8n. Installs what is missing, including system packages if it runs as root on Debian or Ubuntu.
 * `npm run test:e2e -- <jest arguments>` passes these arguments to Jest.
 */
import { ensureBuild, ensureOlderLab, ensurePrograms, ensureRoot } from './install.mjs';
import { finish, jest, step } from './steps.mjs';

const installed = await step(
	'Install what is missing',
	async () => {
		await ensurePrograms();
		await ensureRoot();
		await ensureOlderLab();
	},
	0,
);
if (installed) {
	await step('Build', ensureBuild);
	const args = process.argv.slice(2);
	// One file at a time, because each starts its own n8n, browser or workers.
	await jest(['e2e'], ['--runInBand', ...args]);
	if (args.length === 0) await jest(['unit-n8n-1', 'engine-n8n-1']);
}
finish();
