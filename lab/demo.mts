/**
 * The demo behind `npm start`: n8n with the built package and the example workflows, and stand-ins for both services and
 * for a mail server.
 * Changes in the editor survive a restart. The stand-ins keep their data in memory only.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import layout from '../scripts/layout.cjs';
import { startLeeloo } from '../test/standins/leeloo.mts';
import { startRegpack } from '../test/standins/regpack.mts';
import { startSmtp } from '../test/standins/smtp.mts';
import { stopChildren } from './child.mts';
import { isReadyByHand, readExamples, standinCredentials } from './examples.mts';
import {
	importCredentials,
	importWorkflows,
	owner,
	packTarball,
	prepareUserFolder,
	startServer,
	type Workflow,
} from './n8n.mts';
import { ensureRelativeLink } from './relativeLink.mts';

const { demoPorts } = layout;
const userFolder = join(layout.state, 'demo');
const logFile = join(layout.state, 'n8n.log');

/** The example that the demo and the README recommend first, because it only reads. */
const FIRST_EXAMPLE = 'RegpackUnpaid001';

/**
 * n8n copies its whole editor into `.cache` at every start. A link moves this cache into n8n's `node_modules`, which the
 * linter skips; linting it would take longer than everything else.
 */
async function moveCacheAway(): Promise<void> {
	const cache = join(layout.lab, 'node_modules', '.cache', 'demo');
	await ensureRelativeLink(join(userFolder, '.cache'), cache);
}

/** Imports the credentials for these addresses and, on the first start, the examples. */
async function seed(where: Parameters<typeof standinCredentials>[0]): Promise<void> {
	const stamp = join(userFolder, 'seeded.json');
	const wanted = JSON.stringify(where);
	const seeded = await readFile(stamp, 'utf8').catch(() => undefined);
	if (seeded === wanted) return;

	console.log('Importing the demo credentials and the example workflows (usually 10 seconds) …');
	const credentials = standinCredentials(where);
	await importCredentials(userFolder, credentials);
	if (seeded === undefined) await importWorkflows(userFolder, await readExamples(credentials));
	await writeFile(stamp, wanted);
}

let ending = false;

/** Stops n8n. The stand-ins end with this process. */
async function end(exitCode: number): Promise<void> {
	if (ending) return;
	ending = true;
	await stopChildren();
	process.exit(exitCode);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		if (!ending) console.log('\nStopping …');
		void end(0);
	});
}

async function start(): Promise<void> {
	const started = performance.now();
	const regpack = await startRegpack({ port: demoPorts.regpack.port });
	const leeloo = await startLeeloo({ port: demoPorts.leeloo.port, chats: 3 });
	const smtp = await startSmtp({ port: demoPorts.smtp.port });

	await moveCacheAway();
	await prepareUserFolder(userFolder, await packTarball());
	await seed({ regpack: regpack.url, leeloo: leeloo.url, smtp: smtp.port });

	console.log('Starting n8n (usually 5 to 15 seconds) …');
	const server = await startServer({ userFolder, logFile, port: demoPorts.n8n.port });
	void server.exited.then(async (code) => {
		if (ending) return;
		const log = await readFile(logFile, 'utf8');
		console.error(
			`n8n stopped unexpectedly (exit code ${code ?? 'none: killed'}). The end of n8n's log:`,
		);
		console.error(log.trimEnd().split('\n').slice(-20).join('\n'));
		await end(1);
	});
	await server.ensureOwner();

	const recordsOf = ({ url }: { url: string }) => new URL('/__standin/records', url).href;
	const examples = await readExamples([]);
	const isFirst = ({ id }: Workflow) => id === FIRST_EXAMPLE;
	const listed = (workflows: Workflow[]) =>
		workflows
			.map(
				({ id, name, description = '' }) =>
					`  ${name}\n    ${description}\n    ${server.url}/workflow/${id}`,
			)
			.join('\n');
	const duration = ((performance.now() - started) / 1000).toFixed(1);
	console.log(`
n8n is running with the Regpack and Leeloo nodes (started in ${duration} s).

  Open       ${server.url}
  Sign in    ${owner.email}
  Password   ${owner.password}

Open this workflow first, and press "Execute workflow":

${listed(examples.filter(isFirst))}

Then try these workflows. Start each of them with "Execute workflow":

${listed(examples.filter((workflow) => isReadyByHand(workflow) && !isFirst(workflow)))}

These workflows start automatically or need your own account. The note in each workflow explains how to try it:

${listed(examples.filter((workflow) => !isReadyByHand(workflow)))}

Local stand-ins replace Regpack, Leeloo and the mail server, so no email leaves this machine. To see what the stand-ins have saved, open:

  Regpack    ${recordsOf(regpack)}
  Leeloo     ${recordsOf(leeloo)}

n8n's log is in ${relative(process.cwd(), logFile)}. To stop everything, press Ctrl-C.`);
}

await start().catch(async (error: unknown) => {
	if (ending) return;
	console.error(error instanceof Error ? error.message : error);
	await end(1);
});
