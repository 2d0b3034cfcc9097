/**
 * The packages for one service each, from the same build as the package for both. n8n verifies only packages for a single
 * service. A folder below `packages/` contains its manifest; everything else in it is generated.
 */
const { cp, mkdir, readFile, rm, writeFile } = require('node:fs/promises');
const { readdirSync } = require('node:fs');
const { dirname, join, posix } = require('node:path');

const layout = require('./layout.cjs');

/**
 * @typedef {{
 *   name: string, version: string, description: string,
 *   n8n: { nodes: string[], credentials: string[] },
 * }} Manifest
 */

const BLOB = 'https://github.com/n8n-nodes-regpack-leeloo/n8n-nodes-regpack-leeloo/blob/main/';

/** One single-service package. */
class ServicePackage {
	/** @param {string} service the name of its folder, e.g. `regpack` */
	constructor(service) {
		this.service = service;
		this.folder = join(layout.root, 'packages', service);
		this.manifest = /** @type {Manifest} */ (layout.readJson(this.folder, 'package.json'));
	}

	/** The files and folders of `dist` that belong to it. */
	get parts() {
		const { nodes, credentials } = this.manifest.n8n;
		return [
			...new Set(nodes.map((node) => posix.dirname(node))),
			'dist/nodes/shared',
			...credentials,
			`dist/icons/${this.service}.svg`,
			`dist/icons/${this.service}.dark.svg`,
		];
	}

	/** Copies its parts of the build, and writes its README. Removes what an earlier build left. */
	async fill() {
		await rm(join(this.folder, 'dist'), { recursive: true, force: true });
		for (const part of [...this.parts, 'LICENSE', 'index.js']) {
			await mkdir(dirname(join(this.folder, part)), { recursive: true });
			await cp(join(layout.root, part), join(this.folder, part), { recursive: true });
		}
		for (const node of this.manifest.n8n.nodes) await this.renameIn(node.replace(/\.js$/, '.json'));
		await writeFile(join(this.folder, 'README.md'), await this.readme());
	}

	/**
	 * In a node's codex file, replaces the package name at the start of the node type with this package's name.
	 * @param {string} codex
	 */
	async renameIn(codex) {
		const file = join(this.folder, codex);
		const text = await readFile(file, 'utf8');
		await writeFile(file, text.replace(`"${layout.packageName}.`, `"${this.manifest.name}.`));
	}

	/** An introduction and the service's page in `docs`. Links lead to GitHub: relative ones do not work on npm. */
	async readme() {
		const page = await readFile(join(layout.root, 'docs', `${this.service}.md`), 'utf8');
		const { name, description } = this.manifest;
		const text = [
			`# ${name}`,
			`${description}.`,
			`In n8n, open **Settings → Community nodes → Install a community node** and enter \`${name}\`.`,
			`This package contains only the nodes for one service. See [which package to choose](packages.md).`,
			page.replace(/^# .*\n+/, ''),
		].join('\n\n');
		return text.replace(
			/\]\((?!https?:|#)([^)]+)\)/g,
			(_match, /** @type {string} */ link) => `](${BLOB}${posix.join('docs', link)})`,
		);
	}
}

/** All single-service packages. */
const servicePackages = () =>
	readdirSync(join(layout.root, 'packages'))
		.sort()
		.map((service) => new ServicePackage(service));

module.exports = { servicePackages };
