/**
 * Takes the pictures of the README and the docs: the panels, with a finished run, in a real n8n's editor.
 * Run with the lab's Node after a build: `npm run screenshots`. Needs Chromium (CHROMIUM, else /usr/bin/chromium).
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, selectors, type Page } from 'playwright-core';

import layout from '../scripts/layout.cjs';
import { startLeeloo } from '../test/standins/leeloo.mts';
import { startRegpack } from '../test/standins/regpack.mts';
import { startSmtp } from '../test/standins/smtp.mts';
import { readExamples, standinCredentials } from './examples.mts';
import {
	importCredentials,
	importWorkflows,
	owner,
	packTarball,
	prepareUserFolder,
	startServer,
	type Server,
} from './n8n.mts';

const images = join(layout.root, 'docs', 'images');
const QUIET = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Which node of which example is shown, and how its pictures are called. */
const PICTURES = [
	{ workflow: 'RegpackEmails001', node: 'regpack', image: 'regpack' },
	{ workflow: 'RegpackStatus001', node: 'regpack', image: 'regpack-status' },
	{ workflow: 'LeelooContacts01', node: 'leeloo', image: 'leeloo' },
];

const folder = await mkdtemp(join(tmpdir(), 'screenshots-'));
const stops: Array<() => Promise<unknown>> = [
	async () => await rm(folder, { recursive: true, force: true }),
];
try {
	const regpack = await startRegpack();
	const leeloo = await startLeeloo({ chats: 3 });
	const smtp = await startSmtp();
	stops.push(regpack.close, leeloo.close, smtp.close);
	const credentials = standinCredentials({
		regpack: regpack.url,
		leeloo: leeloo.url,
		smtp: smtp.port,
	});
	await prepareUserFolder(folder, await packTarball());
	await importCredentials(folder, credentials);
	await importWorkflows(folder, await readExamples(credentials));
	const server = await startServer({ userFolder: folder, logFile: join(folder, 'n8n.log') });
	stops.push(async () => await server.stop());
	await server.signIn();
	await mkdir(images, { recursive: true });

	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launchPersistentContext(join(folder, 'browser'), {
		executablePath: layout.chromium,
		headless: true,
		args: QUIET,
		viewport: { width: 1440, height: 900 },
	});
	stops.push(async () => await browser.close());
	await browser.request.post(`${server.url}/rest/login`, {
		data: { emailOrLdapLoginId: owner.email, password: owner.password },
	});
	const page = await browser.newPage();
	for (const picture of PICTURES) await takePictures(page, server, picture);
} finally {
	for (const stop of stops.reverse()) await stop();
}

/** The workflow after a run, and the node's panel with its output. */
async function takePictures(
	page: Page,
	server: Server,
	{ workflow, node, image }: (typeof PICTURES)[number],
) {
	await page.goto(`${server.url}/workflow/${workflow}`);
	const onCanvas = page.locator(
		`[data-test-id="canvas-node"][data-node-type="${layout.packageName}.${node}"]`,
	);
	await onCanvas.waitFor();
	await page.getByTestId('execute-workflow-button').first().click();
	await onCanvas.getByTestId('canvas-node-status-success').waitFor();
	await page.locator('.el-notification').waitFor({ state: 'hidden', timeout: 15_000 });
	await page.screenshot({ path: join(images, `${image}-workflow.png`) });
	await onCanvas.dblclick();
	await page.getByTestId('ndv').waitFor();
	await page.waitForTimeout(1_000);
	await page.screenshot({ path: join(images, `${image}-panel.png`) });
	await page.getByTestId('ndv-close-button').click();
}
