/**
 * The project's paths and ports. This file is CommonJS, because three kinds of code share it: the scripts (any Node
 * from 20.15), the lab (Node 24) and jest.
 */
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const root = join(__dirname, '..');
/** `N8N_LAB` names the folder of another n8n to use instead: see scripts/versions.mjs. */
const otherLab = process.env.N8N_LAB;
const lab = otherLab ? resolve(root, otherLab) : join(root, 'lab', 'n8n');
const olderLab = join(root, 'lab', 'n8n-1');

/**
 * Reads a JSON file. A relative path starts at the project's folder.
 * @param {string[]} path
 * @returns {unknown}
 */
const readJson = (...path) => JSON.parse(readFileSync(resolve(root, ...path), 'utf8'));

const manifest = /** @type {{ name: string, version: string }} */ (readJson('package.json'));

/** The major version of Node that n8n in the lab requires. */
const labNodeMajor = 24;

/**
 * The Node that runs n8n and the `.mts` files: the one that npm installed into the lab (Linux), otherwise the running one.
 * @returns {string}
 */
function labNode() {
	const installed = join(lab, 'node_modules', '.bin', 'node');
	if (existsSync(installed)) return installed;
	if (Number(process.versions.node.split('.')[0]) >= labNodeMajor) return process.execPath;
	throw new Error(
		`n8n needs Node ${labNodeMajor} or newer, but this is Node ${process.versions.node}. ` +
			`npm installs a suitable Node only on Linux. ` +
			`Install Node ${labNodeMajor} (https://nodejs.org) and run the command again.`,
	);
}

/**
 * The folder of PostgreSQL's programs (`initdb`, `pg_ctl`, …), of the newest version installed.
 * @returns {string | undefined}
 */
function postgres() {
	const home = '/usr/lib/postgresql';
	const versions = existsSync(home) ? readdirSync(home).map(Number).filter(Boolean) : [];
	return versions.length === 0 ? undefined : join(home, String(Math.max(...versions)), 'bin');
}

/**
 * @param {string} variable
 * @param {number} usual
 */
const port = (variable, usual) => ({ variable, port: Number(process.env[variable] || usual) });

/**
 * @param {string} folder a lab
 * @returns {string} the version of the n8n in it
 */
function n8nVersion(folder) {
	const { dependencies } = /** @type {{ dependencies: { n8n: string } }} */ (
		readJson(folder, 'package.json')
	);
	return dependencies.n8n;
}

module.exports = {
	root,
	readJson,
	/** The folders of the n8n that everything runs in, and of the older one that the nodes are also tested with. */
	lab,
	olderLab,
	/** Every n8n that `test/e2e/versions.test.mts` tests. */
	testedLabs: otherLab ? [lab] : [lab, olderLab],
	n8nVersion,
	/** Contains only what may be deleted at any time: the demo's n8n, logs, caches. */
	state: join(root, 'lab', 'state'),
	/** Loaded into every child process, so that it ends when its parent does. */
	leash: join(__dirname, 'leash.mjs'),
	packageName: manifest.name,
	labNode,
	/** The browser for the tests. The variable `CHROMIUM` names another one. */
	chromium: process.env.CHROMIUM || '/usr/bin/chromium',
	redis: '/usr/bin/redis-server',
	postgres,
	/** The demo's ports, and the variables that change them. */
	demoPorts: {
		n8n: port('N8N_PORT', 5678),
		regpack: port('REGPACK_PORT', 15801),
		leeloo: port('LEELOO_PORT', 15802),
		smtp: port('SMTP_PORT', 15803),
	},
};
