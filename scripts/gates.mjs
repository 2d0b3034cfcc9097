/**
 * `npm run gates`: n8n's rules for verified packages, checked without the internet: n8n's strict lint, both parts of its
 * package scanner, and tarballs that contain only what a user needs. n8n verifies only packages for one service, but the
 * package for both follows the same rules.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { ensureBuild, ensureRoot } from './install.mjs';
import layout from './layout.cjs';
import { servicePackages } from './servicePackages.cjs';
import { finish, npmRun, step } from './steps.mjs';

/**
 * @typedef {{ passed: boolean, message?: string, details?: string }} Scan
 * @typedef {{
 *   SOURCE_FILE_PATTERNS: string[],
 *   analyzePackage: (folder: string, patterns: string[]) => Promise<Scan>,
 * }} Scanner
 * @typedef {{ filename: string, unpackedSize: number, files: Array<{ path: string }> }} Pack
 * @typedef {{
 *   name: string,
 *   n8n: { strict?: boolean, nodes: string[], credentials: string[] },
 *   dependencies?: object, optionalDependencies?: object, bundleDependencies?: object,
 *   peerDependencies?: object,
 * }} Manifest
 */

const run = promisify(execFile);
/**
 * Slightly more than the current size: room for a few more operations, but a large unneeded file fails the check.
 * Nearly all of the package is node code. The rest is the output schemas and the list that Check API compares.
 */
const MOST_BYTES = 520_000;
const ALLOWED =
	/^(package\.json|README\.md|LICENSE|index\.js|dist\/(nodes|credentials|icons)\/.+\.(js|json|svg))$/;

const installed = (/** @type {string[]} */ ...path) => join(layout.root, 'node_modules', ...path);
const read = (/** @type {string[]} */ ...path) => readFileSync(join(layout.root, ...path), 'utf8');

const manifestIn = (/** @type {string} */ folder) =>
	/** @type {Manifest} */ (layout.readJson(folder, 'package.json'));

/**
 * Prints the faults, and returns true if there are none.
 * @param {string[]} faults
 */
function none(faults) {
	for (const fault of faults) console.error(fault);
	return faults.length === 0;
}

/** n8n accepts a modified configuration if `strict` is off, and comments can switch its lint rules off. */
function lintSettings() {
	const template = ['dist', 'template', 'templates', 'shared', 'default', 'eslint.config.mjs'];
	const isDefault =
		read('eslint.config.mjs') === readFileSync(installed('@n8n', 'node-cli', ...template), 'utf8');
	const silenced = ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(join(layout.root, folder), { recursive: true, encoding: 'utf8' })
			.map((name) => join(folder, name))
			.filter((file) => /\.(ts|js|json)$/.test(file) && read(file).includes('eslint-disable')),
	);
	return none([
		...(manifestIn(layout.root).n8n.strict === true
			? []
			: ['Set "strict" to true in package.json']),
		...(isDefault ? [] : ["Restore n8n's default eslint.config.mjs"]),
		...silenced.map((file) => `Remove the eslint-disable comments from ${file}`),
	]);
}

/**
 * @param {string} folder
 * @param {(scanner: Scanner) => string[]} patterns
 */
async function scan(folder, patterns) {
	const { href } = pathToFileURL(
		installed('@n8n', 'scan-community-package', 'scanner', 'scanner.mjs'),
	);
	/** @type {unknown} */
	const loaded = await import(href);
	const scanner = /** @type {Scanner} */ (loaded);
	const { passed, message, details } = await scanner.analyzePackage(folder, patterns(scanner));
	// The scanner also passes a folder without any files. Only its message shows that.
	return none(
		passed && message === undefined
			? []
			: [message ?? "n8n's scanner rejected the package", details ?? ''],
	);
}

/**
 * @param {Pack} pack
 * @param {string} folder of the package's manifest
 */
function contents({ files, unpackedSize }, folder) {
	const paths = files.map(({ path }) => path);
	const { nodes, credentials } = manifestIn(folder).n8n;
	const codexes = nodes.map((path) => path.replace(/\.js$/, '.json'));
	const needed = ['README.md', 'LICENSE', 'index.js', ...nodes, ...credentials, ...codexes];
	const isForeign = (/** @type {string} */ path) =>
		(path.endsWith('.node.js') && !nodes.includes(path)) ||
		(path.endsWith('.credentials.js') && !credentials.includes(path));
	console.log(`${paths.length} files, ${unpackedSize} bytes`);
	return none([
		...paths.filter((path) => !ALLOWED.test(path)).map((path) => `Remove ${path} from the package`),
		...paths.filter(isForeign).map((path) => `package.json does not list ${path}`),
		...needed.filter((path) => !paths.includes(path)).map((path) => `Add ${path} to the package`),
		...(unpackedSize < MOST_BYTES ? [] : [`The package must be smaller than ${MOST_BYTES} bytes`]),
	]);
}

/** @param {string} folder */
function dependencies(folder) {
	const { peerDependencies, ...manifest } = manifestIn(folder);
	const kinds = /** @type {const} */ ([
		'dependencies',
		'optionalDependencies',
		'bundleDependencies',
	]);
	return none([
		...kinds
			.filter((kind) => manifest[kind] !== undefined)
			.map((kind) => `Remove ${kind} from package.json`),
		...(JSON.stringify(peerDependencies) === '{"n8n-workflow":"*"}'
			? []
			: ['The only peer dependency must be n8n-workflow, with the version "*"']),
	]);
}

/**
 * Checks the tarball of one package.
 * @param {string} folder of its manifest
 * @param {string} scratch an empty folder
 */
async function checkTarball(folder, scratch) {
	const { name } = manifestIn(folder);
	const options = ['--json', '--ignore-scripts', '--pack-destination', scratch];
	const { stdout } = await run('npm', ['pack', ...options], { cwd: folder });
	/** @type {unknown} */
	const packs = JSON.parse(stdout);
	const [pack] = /** @type {[Pack]} */ (packs);
	await run('tar', ['-xzf', join(scratch, pack.filename), '-C', scratch]);
	const unpacked = join(scratch, 'package');

	await step(`${name}: n8n's scanner on the tarball`, async () => {
		return await scan(unpacked, () => ['**/*.js', 'package.json']);
	});
	await step(`${name}: the tarball is small and complete`, async () => contents(pack, folder));
	await step(`${name}: no dependencies at run time`, async () => dependencies(unpacked));
}

/**
 * Runs n8n's strict lint and its scanner on the manifest of a single-service package. The root's checks cover its sources.
 * @param {string} folder
 */
async function checkManifest(folder) {
	const { name } = manifestIn(folder);
	// n8n's lint requires n8n's own configuration file in the folder that it checks.
	const config = join(folder, 'eslint.config.mjs');
	copyFileSync(join(layout.root, 'eslint.config.mjs'), config);
	const lint = join(layout.root, 'node_modules', '.bin', 'n8n-node');
	await step(`${name}: n8n's lint`, async () => {
		const { stdout } = await run(lint, ['lint'], { cwd: folder });
		console.log(stdout);
	});
	rmSync(config);
	await step(`${name}: n8n's scanner on the sources`, async () => {
		return await scan(folder, ({ SOURCE_FILE_PATTERNS }) => SOURCE_FILE_PATTERNS);
	});
}

if (await step('Install what is missing', ensureRoot, 0)) {
	await step('Build', ensureBuild);
	mkdirSync(layout.state, { recursive: true });
	const scratch = mkdtempSync(join(layout.state, 'gates-'));
	// The scanner creates a temporary folder when it is loaded, and never removes it.
	process.env.TMPDIR = scratch;
	try {
		await step("n8n's lint is strict and unchanged", async () => lintSettings());
		await step("n8n's lint", async () => await npmRun('lint:n8n'));
		await step("n8n's scanner on the sources", async () => {
			return await scan(layout.root, ({ SOURCE_FILE_PATTERNS }) => SOURCE_FILE_PATTERNS);
		});
		const services = servicePackages().map(({ folder }) => folder);
		for (const folder of services) await checkManifest(folder);
		for (const folder of [layout.root, ...services])
			await checkTarball(folder, mkdtempSync(join(scratch, 'pack-')));
	} finally {
		rmSync(scratch, { recursive: true });
	}
}
finish();
