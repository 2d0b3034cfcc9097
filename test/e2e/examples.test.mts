/** The examples as a person sees them: each opened in the editor of a real n8n, in Chromium. */
import { join } from 'node:path';

import { chromium, selectors, type BrowserContext, type Locator, type Page } from 'playwright-core';

import type { PageElement } from '../../lab/editor.mts';
import { owner, type Server } from '../../lab/n8n.mts';
import { openSite, type Site } from '../../lab/site.mts';
import layout from '../../scripts/layout.cjs';

// The editor takes seconds to open on a busy machine, and each example opens it once.
jest.setTimeout(600_000);

let site: Site;
let server: Server;
let browser: BrowserContext;
let page: Page;

beforeAll(async () => {
	site = await openSite({ importsExamples: true });
	server = await site.startServer();
	selectors.setTestIdAttribute('data-test-id');
	browser = await chromium.launchPersistentContext(join(site.userFolder, 'browser'), {
		executablePath: layout.chromium,
		headless: true,
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
		viewport: { width: 1600, height: 900 },
	});
	await browser.request.post(`${server.url}/rest/login`, {
		data: { emailOrLdapLoginId: owner.email, password: owner.password },
	});
	page = await browser.newPage();
});

afterAll(async () => {
	await browser?.close();
	await site?.close();
});

test('n8n knows the type and version of every node in the examples', async () => {
	const types = await server.nodeTypes();
	const unknown = site.examples.flatMap(({ name, nodes }) =>
		nodes
			.filter(
				({ type, typeVersion }) =>
					!types.some(
						(known) => known.name === type && [known.version].flat().includes(typeVersion),
					),
			)
			.map(({ type, typeVersion }) => `${name}: ${type} ${typeVersion}`),
	);
	expect(unknown).toEqual([]);
});

test('the notes of the examples show their whole text and cover no node', async () => {
	for (const { id, name, nodes } of site.examples) {
		await page.goto(`${server.url}/workflow/${id}`);
		const shown = page.locator('.vue-flow__node');
		// The whole workflow is on the canvas once its last node is.
		await shown.nth(nodes.length - 1).waitFor();
		const isNote = page.getByTestId('sticky');
		const notes = await shown.filter({ has: isNote }).all();
		const others = await shown.filter({ hasNot: isNote }).all();
		const boxes = await Promise.all(others.map(async (node) => await boxOf(node)));
		expect(notes.length).toBeGreaterThan(0);
		for (const note of notes) {
			const [room, needed] = await heightsOf(note);
			expect([name, 'room', room, needed <= room]).toEqual([name, 'room', room, true]);
			const box = await boxOf(note);
			expect([name, 'covered', boxes.filter((other) => overlap(box, other))]).toEqual([
				name,
				'covered',
				[],
			]);
		}
	}
});

interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** The position of a note, or of a node including the name below it. */
async function boxOf(node: Locator): Promise<Box> {
	const box = await node.boundingBox();
	if (!box) throw new Error('It is not on the canvas');
	const withName = await node.evaluate((element: PageElement) => {
		const inner = element.querySelector('[data-test-id="canvas-node"]');
		const own = inner?.firstElementChild ?? element;
		return Math.max(1, own.scrollHeight / own.clientHeight);
	});
	return { ...box, height: box.height * withName };
}

/** The height that a note has for its text, and the height that the text needs. */
async function heightsOf(note: Locator): Promise<[room: number, needed: number]> {
	return await note.getByTestId('sticky').evaluate((sticky: PageElement): [number, number] => {
		const text = sticky.querySelector('h2')?.parentElement;
		return [sticky.clientHeight - 32, text?.scrollHeight ?? Infinity];
	});
}

function overlap(a: Box, b: Box): boolean {
	return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
