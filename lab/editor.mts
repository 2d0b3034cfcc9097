/**
 * Drives the editor of a real n8n in Chromium as a person does: signs in, opens nodes, executes them, and reads their
 * output. Pictures of the page are saved in `artifacts/screenshots/`.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';

import layout from '../scripts/layout.cjs';
import { owner, type Execution, type Server } from './n8n.mts';
import { filesWithSecrets, holdsSecret } from './secrets.mts';
import { openSite, type Site } from './site.mts';

const screenshots = join(layout.root, 'artifacts', 'screenshots');
const docsImages = join(layout.root, 'docs', 'images');

const QUIET = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

interface Size {
	width: number;
	height: number;
}
/** The size of a laptop screen. */
export const LAPTOP: Size = { width: 1440, height: 900 };
/** Wide enough to show the columns of a result sheet next to the parameters. */
export const WIDE: Size = { width: 2800, height: 900 };
/** Tall enough to show the longest panel without scrolling. */
export const TALL: Size = { width: 1440, height: 2400 };

/** What the open panel of a node shows. */
export interface Panel {
	/** The labels of fields and collections, from top to bottom. */
	labels: string[];
	/** Names of the fields as n8n saves them, such as `options.timeout` or `products.product[0].name`. */
	paths: string[];
	notices: string[];
	/** How many fields are marked as missing or wrong. */
	issues: number;
	/** All text that is cut off. */
	cut: string[];
	text: string;
}

/** What the output side of a panel shows after a run. */
interface Output {
	/** The number of items in the first output, such as `3 items`. */
	count: string;
	/** The JSON view, see {@link withoutBlanks}. Long lists are cut. */
	json: string;
}

/** A running n8n with the package, the examples and stand-ins for both services, and its editor in a browser. */
export class Editor {
	readonly page: Page;
	readonly server: Server;
	readonly site: Site;
	readonly #browser: Browser;
	/** The folder of its pictures. */
	readonly #pictures: string;
	/** The ID of the workflow on the canvas, or an empty text. */
	#open = '';
	/** The names of pictures for which the page showed a token, although it must not. */
	readonly #leaks: string[] = [];

	private constructor(parts: {
		page: Page;
		browser: Browser;
		server: Server;
		site: Site;
		pictures: string;
	}) {
		this.page = parts.page;
		this.server = parts.server;
		this.site = parts.site;
		this.#browser = parts.browser;
		this.#pictures = parts.pictures;
	}

	/**
	 * Starts everything. If a part fails to start, the others are stopped.
	 * @param suite the name of the folder for its pictures, which is emptied first
	 */
	static async start(suite: string): Promise<Editor> {
		const pictures = join(screenshots, suite);
		await rm(pictures, { recursive: true, force: true });
		const site = await openSite({ chats: 3, importsExamples: true });
		try {
			const server = await site.startServer();
			selectors.setTestIdAttribute('data-test-id');
			const browser = await chromium.launch({ executablePath: layout.chromium, args: QUIET });
			site.alsoStop(async () => await browser.close());
			const page = await browser.newPage({ viewport: LAPTOP, colorScheme: 'light' });
			page.setDefaultTimeout(30_000);
			return new Editor({ page, browser, server, site, pictures });
		} catch (error) {
			await site.close();
			throw error;
		}
	}

	/** Signs in with the form, as a person does. */
	async signIn(): Promise<void> {
		const { page } = this;
		await page.goto(`${this.server.url}/signin`);
		await page.locator('input[name="emailOrLdapLoginId"]').fill(owner.email);
		await page.locator('input[name="password"]').fill(owner.password);
		await page.getByTestId('form-submit-button').click();
		await page.waitForURL('**/home/workflows');
	}

	/** Stops everything, then returns where a token was shown in the browser or is left in n8n's folder. */
	async secretsLeft(): Promise<string[]> {
		await this.#browser.close();
		await this.server.stop();
		return [...this.#leaks, ...(await filesWithSecrets(this.site.userFolder))];
	}

	/** Stops everything and removes the folder. */
	async close(): Promise<void> {
		await this.site.close();
	}

	/** Runs a test. If it fails, saves a picture of the page and opens a blank page for the next test. */
	async watched(name: string, body: () => Promise<void>): Promise<void> {
		try {
			await body();
		} catch (error) {
			await this.picture(`failures/${name}`);
			await this.page.goto('about:blank');
			this.#open = '';
			throw error;
		}
	}

	/** Saves a picture of the page or of a part of it. */
	async picture(name: string, part?: Locator): Promise<void> {
		const file = join(this.#pictures, `${name.replace(/[^\w/]+/g, '-').replace(/-$/, '')}.png`);
		await mkdir(dirname(file), { recursive: true });
		const clip = part && (await boxOf(part));
		await this.page.screenshot({ path: file, animations: 'disabled', ...(clip && { clip }) });
		if (holdsSecret(await this.#everyText())) this.#leaks.push(name);
	}

	/**
	 * Takes a picture of a part of the page for the README or the docs, at double resolution so that small text is
	 * sharp. If DOCS_IMAGES is set, the picture replaces the one in the repository.
	 * @param first what the picture shows at the top, and `last` what it shows at the bottom
	 */
	async docsPicture(
		name: string,
		part: Locator,
		{ first = part, last = part } = {},
	): Promise<void> {
		// The message about a run would cover the output.
		await this.page.locator('.el-notification').waitFor({ state: 'hidden' });
		const [box, top, bottom] = await Promise.all([part, first, last].map(exactBoxOf));
		const y = first === part ? box!.y : top!.y - MARGIN;
		const end = last === part ? box!.y + box!.height : bottom!.y + bottom!.height + MARGIN;
		const clip = { x: box!.x, y, width: box!.width, height: end - y };
		const devTools = await this.page.context().newCDPSession(this.page);
		const { data } = await devTools.send('Page.captureScreenshot', {
			format: 'webp',
			quality: 75,
			clip: { ...clip, scale: 2 },
		});
		await devTools.detach();
		for (const folder of [
			join(this.#pictures, 'docs'),
			...(process.env.DOCS_IMAGES ? [docsImages] : []),
		]) {
			await mkdir(folder, { recursive: true });
			await writeFile(join(folder, `${name}.webp`), data, 'base64');
		}
	}

	/** All text on the page, including the values of its fields. A password field shows dots. */
	async #everyText(): Promise<string> {
		const values = await this.page
			.locator('input:not([type="password"]), textarea')
			.evaluateAll((fields) => fields.map(({ value }) => String(value)));
		return [await this.page.locator('body').innerText(), ...values].join('\n');
	}

	/** Shows a whole saved workflow on the canvas, with no panel open. */
	async openWorkflow(id: string, size = LAPTOP): Promise<void> {
		const { page } = this;
		const url = `${this.server.url}/workflow/${id}`;
		await page.setViewportSize(size);
		if (this.#open === id && page.url().startsWith(url)) {
			await this.closePanel();
			// The message about a failed run stays until it is closed, and may cover a node.
			for (const button of await page.locator('.el-notification__closeBtn').all())
				await button.click();
			return;
		}
		this.#open = '';
		await page.goto(url);
		await page.getByTestId('canvas-node').first().waitFor();
		await page.getByTestId('zoom-to-fit').click();
		this.#open = id;
	}

	/** Opens an empty canvas and the nodes panel, where a person looks for the first node. */
	async openNewWorkflow(): Promise<void> {
		await this.page.setViewportSize(LAPTOP);
		this.#open = '';
		await this.page.goto(`${this.server.url}/workflow/new`);
		await this.page.getByTestId('canvas-add-button').getByTestId('canvas-plus-button').click();
	}

	/** The nodes panel. */
	get creator(): Locator {
		return this.page.getByTestId('node-creator');
	}

	/** The entries of the nodes panel: nodes, or the triggers and actions of one of them. */
	get entries(): Locator {
		return this.creator.getByTestId('node-creator-item-name');
	}

	/** Searches in the nodes panel. */
	async search(words: string): Promise<void> {
		const bar = this.creator.getByTestId('node-creator-search-bar');
		// n8n shows the last results for a moment. They are gone when a search for an unknown name shows no results.
		await bar.fill('nothing has this name');
		await this.entries.first().waitFor({ state: 'detached' });
		await bar.fill(words);
	}

	/** An entry of the nodes panel. */
	entry(name: string): Locator {
		const words = this.page.getByTestId('node-creator-item-name').getByText(name, { exact: true });
		return this.creator.getByTestId('item-iterator-item').filter({ has: words });
	}

	/** Searches for a node and opens its list of triggers and actions. */
	async openActions(name: string): Promise<void> {
		await this.search(name);
		await this.entry(name).click();
		await this.creator.getByTestId('node-creator-category-item').first().waitFor();
		// The search results take a moment to slide away.
		await this.entry(name).waitFor({ state: 'detached' });
	}

	/** Opens a section of that list, such as `Actions`, if it is closed. */
	async openSection(words: string, entry: string): Promise<void> {
		if (await this.entry(entry).isVisible()) return;
		await this.creator.getByTestId('node-creator-category-item').filter({ hasText: words }).click();
		await this.entry(entry).waitFor();
	}

	/** Creates a workflow with a manual trigger that returns these items. */
	async startWorkflow(items: object[]): Promise<void> {
		await this.openNewWorkflow();
		await this.entry('Trigger manually').click();
		const trigger = this.page.getByTestId('canvas-node').first();
		await trigger.waitFor();
		await this.openPanel((await trigger.getAttribute('data-node-name'))!);
		const output = this.page.getByTestId('output-panel');
		await output.getByTestId('ndv-edit-pinned-data').click();
		await output.locator('.cm-content').fill(JSON.stringify(items));
		await output.getByText('Save', { exact: true }).click();
		await output.getByText(`${items.length} items`).waitFor();
		await this.closePanel();
	}

	/** Adds a node after the last one by choosing an action from the list. n8n then opens the node's panel. */
	async addAction(service: string, action: string): Promise<void> {
		await this.page.getByTestId('canvas-handle-plus').last().click();
		await this.openActions(service);
		await this.openSection('Actions', action);
		await this.entry(action).click();
		await this.parameters.waitFor();
	}

	/** Drags a field of the input onto a parameter of the open panel. */
	async map(inputField: string, parameter: string): Promise<void> {
		const { mouse } = this.page;
		const from = this.page
			.getByTestId('ndv-input-panel')
			.locator('[data-target="mappable"]')
			.getByText(inputField, { exact: true });
		const to = this.field(parameter);
		await to.scrollIntoViewIfNeeded();
		const start = await middleOf(from);
		await mouse.move(start.x, start.y);
		await mouse.down();
		const near = await middleOf(to);
		await mouse.move(near.x, near.y, { steps: 10 });
		// n8n makes room for its drop hint as soon as something is dragged, so the parameter may have moved.
		const end = await middleOf(to);
		await mouse.move(end.x, end.y, { steps: 2 });
		await mouse.up();
		await to.getByText(`{{ $json.${inputField} }}`).waitFor();
	}

	/** Chooses an entry in a list of fixed choices of the open panel. */
	async choose(parameter: string, choice: string): Promise<void> {
		await this.field(parameter).locator('input').first().click();
		const words = this.page.getByText(choice, { exact: true });
		await this.page.getByRole('option').filter({ has: words, visible: true }).click();
	}

	/** Chooses a saved credential in the open panel. */
	async chooseCredential(name: string): Promise<void> {
		await this.page.getByTestId('node-credentials-select').click();
		await this.page
			.locator('[data-test-id^="node-credentials-select-item-"]')
			.filter({ hasText: name })
			.click();
	}

	/** A node on the canvas. */
	node(name: string): Locator {
		return this.page.locator(
			`[data-test-id="canvas-node"][data-node-name=${JSON.stringify(name)}]`,
		);
	}

	/** The contrast between a node and its icon as a ratio (1 is invisible), and the file of the icon. */
	async icon(name: string): Promise<{ file: string; contrast: number }> {
		return await this.node(name).locator('img').first().evaluate(measureIcon);
	}

	/**
	 * Opens the panel of a node on the canvas with the keyboard. n8n redraws a node when it is selected, so the second
	 * half of a double click could miss it.
	 */
	async openPanel(name: string): Promise<void> {
		await this.node(name).click();
		await this.page
			.locator('.vue-flow__node.selected')
			.filter({ has: this.node(name) })
			.waitFor();
		await this.page.keyboard.press('Enter');
		await this.parameters.waitFor();
	}

	/** Closes the panel, if one is open. */
	async closePanel(): Promise<void> {
		const panel = this.page.getByTestId('ndv');
		if (!(await panel.isVisible())) return;
		await this.page.getByTestId('ndv-close-button').click();
		await panel.waitFor({ state: 'hidden' });
	}

	/** The middle of the panel: credential, fields, notices. */
	get parameters(): Locator {
		return this.page
			.getByTestId('node-parameters')
			.locator('.parameter-input-list-wrapper:visible')
			.first();
	}

	/** The marks on missing or wrong values in the open panel. */
	get issues(): Locator {
		return this.parameters.getByTestId('parameter-issues');
	}

	/** The labels that the open panel shows. */
	get shownLabels(): Locator {
		return this.parameters.locator('label.n8n-input-label:visible');
	}

	/** One field of the open panel. */
	field(name: string): Locator {
		return this.parameters.getByTestId(`parameter-input-${name}`);
	}

	/** The last label with this text in the open panel. */
	label(words: string): Locator {
		return this.parameters
			.locator('label.n8n-input-label')
			.getByText(words, { exact: true })
			.last();
	}

	/** Reads the open panel. */
	async readPanel(): Promise<Panel> {
		const { parameters } = this;
		const paths = parameters.locator('[data-parameter-path]:visible');
		return {
			labels: await this.shownLabels.evaluateAll((all: PageElement[]) =>
				all.map((label) => String(label.querySelector('.n8n-text')?.textContent).trim()),
			),
			paths: await paths.evaluateAll((all: PageElement[]) =>
				all.map((field) => String(field.dataset.parameterPath).replace('parameters.', '')),
			),
			notices: await parameters.locator('.notice:visible').allInnerTexts(),
			issues: await this.issues.count(),
			cut: await parameters.evaluate(cutTexts),
			text: await parameters.innerText(),
		};
	}

	/** Presses 'Execute step' in the open panel and waits until it shows the result. */
	async executeStep(): Promise<Execution> {
		const panel = this.page.getByTestId('output-panel');
		const started = this.page.waitForResponse(isRun);
		await this.page.getByTestId('ndv').getByTestId('node-execute-button').first().click();
		const execution = await this.#executionOf(await started);
		await panel
			.getByTestId('node-run-status-success')
			.or(panel.getByTestId('node-run-status-danger'))
			.first()
			.waitFor();
		return execution;
	}

	/** Presses 'Execute step' of a webhook trigger, makes the call it listens for, and waits for the end. */
	async listen(call: () => Promise<void>): Promise<void> {
		const started = this.page.waitForResponse(isRun);
		await this.page.getByTestId('ndv').getByTestId('node-execute-button').first().click();
		await (await started).finished();
		await call();
		await this.page.getByTestId('output-panel').getByTestId('node-run-status-success').waitFor();
	}

	/** Presses 'Execute workflow' on the canvas and waits for the end. */
	async executeWorkflow(): Promise<Execution> {
		const started = this.page.waitForResponse(isRun);
		await this.page.getByTestId('execute-workflow-button').first().click();
		return await this.#executionOf(await started);
	}

	async #executionOf(started: { json(): Promise<unknown> }): Promise<Execution> {
		const { data } = (await started.json()) as { data: { executionId: string } };
		return await this.server.finishedExecution(data.executionId);
	}

	/** Reads the output side of the open panel in its JSON view. */
	async readOutput(): Promise<Output> {
		const panel = this.page.getByTestId('output-panel');
		await panel.getByTestId('radio-button-json').click();
		const json = panel.getByTestId('ndv-data-container').filter({ hasText: '[' });
		const text = (await json.textContent()) ?? '';
		return {
			// The count is on its own line, or in a tab such as 'Kept (6 items)'.
			count: /(?:^|\()(\d+ items?)(?:$|\))/m.exec(await panel.innerText())?.[1] ?? '',
			json: withoutBlanks(text),
		};
	}
}

/** Removes spaces and line breaks from a text, because n8n's views set their own. */
export const withoutBlanks = (text: string) => text.replace(/\s/g, '');

const isRun = (response: { url(): string; request(): { method(): string } }) =>
	response.request().method() === 'POST' && /\/rest\/workflows\/[^/]+\/run$/.test(response.url());

/** The space around the subject of a picture, in pixels. */
const MARGIN = 12;

async function exactBoxOf(part: Locator) {
	const box = await part.boundingBox();
	if (!box) throw new Error('The part of the page to take a picture of is not visible');
	return box;
}

async function boxOf(part: Locator) {
	const box = await exactBoxOf(part);
	return {
		x: Math.max(box.x - MARGIN, 0),
		y: Math.max(box.y - MARGIN, 0),
		width: box.width + 2 * MARGIN,
		height: box.height + 2 * MARGIN,
	};
}

async function middleOf(part: Locator) {
	const box = await part.boundingBox();
	if (!box) throw new Error('The part of the page to drag is not visible');
	return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The parts of the DOM that functions running in the page need. */
export interface PageElement {
	clientHeight: number;
	clientWidth: number;
	scrollHeight: number;
	scrollWidth: number;
	dataset: Record<string, string>;
	innerText: string;
	textContent: string | null;
	placeholder: string;
	src: string;
	firstElementChild: PageElement | null;
	parentElement: PageElement | null;
	ownerDocument: {
		defaultView: { getComputedStyle(element: PageElement): Record<string, string> };
		createElement(name: 'canvas'): PageCanvas;
	};
	querySelector(selector: string): PageElement | null;
	querySelectorAll(selector: string): Iterable<PageElement>;
	checkVisibility(): boolean;
	decode(): Promise<void>;
}
interface PageCanvas {
	width: number;
	height: number;
	getContext(kind: '2d'): {
		font: string;
		measureText(text: string): { width: number };
		drawImage(image: PageElement, x: number, y: number, width: number, height: number): void;
		getImageData(x: number, y: number, width: number, height: number): { data: Uint8Array };
	};
}

/** Returns all text in an element that is cut off, including placeholders. */
function cutTexts(root: PageElement): string[] {
	const cut: string[] = [];
	for (const element of root.querySelectorAll('*')) {
		if (!element.checkVisibility() || element.clientWidth === 0) continue;
		const style = element.ownerDocument.defaultView.getComputedStyle(element);
		if (element.placeholder) {
			const pen = element.ownerDocument.createElement('canvas').getContext('2d');
			pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
			const room =
				element.clientWidth - parseFloat(style.paddingLeft!) - parseFloat(style.paddingRight!);
			if (pen.measureText(element.placeholder).width > room) cut.push(element.placeholder);
		} else if (
			style.overflowX !== 'visible' &&
			element.innerText &&
			element.scrollWidth > element.clientWidth + 1
		) {
			cut.push(element.innerText);
		}
	}
	return cut;
}

/** The mean contrast (WCAG) between the drawn part of an image and its background. */
async function measureIcon(image: PageElement): Promise<{ file: string; contrast: number }> {
	await image.decode();
	const { defaultView, createElement } = image.ownerDocument;
	const size = 64;
	const canvas = createElement.call(image.ownerDocument, 'canvas');
	canvas.width = canvas.height = size;
	const pen = canvas.getContext('2d');
	pen.drawImage(image, 0, 0, size, size);
	const { data } = pen.getImageData(0, 0, size, size);

	const luminance = (colour: number[]) => {
		const [red, green, blue] = colour.map((value) =>
			value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
		) as [number, number, number];
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	let [ground, colour]: [PageElement | null, number[]] = [image, []];
	while (ground && colour.length === 0) {
		const { backgroundColor } = defaultView.getComputedStyle(ground);
		const parts = backgroundColor!.match(/[\d.]+/g)!.map(Number);
		if (parts.length === 3 || parts[3]! > 0.5) colour = parts.slice(0, 3);
		ground = ground.parentElement;
	}
	const behind = luminance(colour);
	let [sum, drawn] = [0, 0];
	for (let at = 0; at < data.length; at += 4) {
		if (data[at + 3]! < 200) continue;
		const ink = luminance([...data.slice(at, at + 3)]);
		sum += (Math.max(ink, behind) + 0.05) / (Math.min(ink, behind) + 0.05);
		drawn += 1;
	}
	return { file: image.src.split('/').at(-1) ?? '', contrast: drawn === 0 ? 1 : sum / drawn };
}
