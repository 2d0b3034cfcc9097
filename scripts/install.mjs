/**
 * Installs and builds only what is missing. A second run does nothing. An interrupted install is detected and repeated.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

import layout from './layout.cjs';
import { servicePackages } from './servicePackages.cjs';
import { runQuietly } from './run.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */

/** An error whose message tells the user everything, so the scripts print it without a stack trace. */
export class InstallError extends Error {}

/**
 * @param {string} file a lockfile
 * @returns {Map<string, LockedPackage>} the packages by their path, without the project itself
 */
function lockedPackages(file) {
	if (!existsSync(file)) return new Map();
	const { packages } = /** @type {{ packages: Record<string, LockedPackage> }} */ (
		layout.readJson(file)
	);
	return new Map(Object.entries(packages).filter(([path]) => path !== ''));
}

/**
 * As its last step, npm writes a lockfile of the installed packages into `node_modules`. An install is complete and
 * current if this file agrees with the project's lockfile. Packages for other platforms are missing from it.
 * @param {string} folder
 */
function isInstalled(folder) {
	const installed = lockedPackages(join(folder, 'node_modules', '.package-lock.json'));
	return [...lockedPackages(join(folder, 'package-lock.json'))].every(([path, wanted]) => {
		const found = installed.get(path);
		if (!found) return Boolean(wanted.optional || wanted.devOptional);
		return found.version === wanted.version && found.integrity === wanted.integrity;
	});
}

/** The environment without the settings that npm took from the root's `.npmrc`. */
function plainEnvironment() {
	const inherited = /^npm_config_(legacy_peer_deps|ignore_scripts|loglevel)$/;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));
}

/**
 * @param {string} folder
 * @param {string} title
 */
async function install(folder, title) {
	if (isInstalled(folder)) return;
	const packages = [...lockedPackages(join(folder, 'package-lock.json')).keys()];
	const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
	const { code, log } = await runQuietly(title, 'npm', args, {
		cwd: folder,
		env: plainEnvironment(),
		progress: () => {
			const there = packages.filter((path) => existsSync(join(folder, path, 'package.json')));
			return `${there.length} of about ${packages.length} packages`;
		},
	});
	if (code !== 0) throw new InstallError(`npm could not install the packages:\n${log}`);
}

/** System programs that the end-to-end tests start, and the Debian packages that contain them. */
const PROGRAMS = [
	{ name: 'Chromium', package: 'chromium', isThere: () => existsSync(layout.chromium) },
	{ name: 'Redis', package: 'redis-server', isThere: () => existsSync(layout.redis) },
	{ name: 'PostgreSQL', package: 'postgresql', isThere: () => layout.postgres() !== undefined },
];

/** Installs missing programs if this is Debian or Ubuntu and the user is root. */
export async function ensurePrograms() {
	const missing = PROGRAMS.filter(({ isThere }) => !isThere());
	if (missing.length === 0) return;
	const packages = missing.map((program) => program.package);
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
		throw new InstallError(
			`The end-to-end tests need ${missing.map(({ name }) => name).join(', ')}. ` +
				`On Debian or Ubuntu, run as root: apt-get install ${packages.join(' ')}`,
		);
	}
	const script = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
	const { log } = await runQuietly(
		`Installing ${missing.map(({ name }) => name).join(', ')} (usually 1 minute)`,
		'sh',
		['-c', script],
		// With this run level, the packages do not start their servers.
		{ env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' } },
	);
	const still = PROGRAMS.filter(({ isThere }) => !isThere());
	if (still.length > 0)
		throw new InstallError(
			`apt-get could not install ${still.map(({ name }) => name).join(', ')}:\n${log}`,
		);
}

/** Installs what building, checking and testing need. */
export async function ensureRoot() {
	await install(layout.root, 'Installing the development packages (usually 1 minute)');
}

/** Installs n8n, its Node and its SQLite driver. */
export async function ensureLab() {
	if (process.platform !== 'linux') layout.labNode();
	await install(layout.lab, 'Installing n8n (1 GB, usually 1 to 3 minutes)');
	await ensureSqlite(layout.lab);
}

/** Installs the older n8n, which also runs in the lab's Node. */
export async function ensureOlderLab() {
	await ensureLab();
	const version = layout.n8nVersion(layout.olderLab);
	await install(layout.olderLab, `Installing n8n ${version} (0.8 GB, usually 1 to 2 minutes)`);
	await ensureSqlite(layout.olderLab);
}

/**
 * Installs another version of n8n with the lab's settings, in its own folder below `lab/state`.
 * @param {string} version
 * @returns {Promise<string>} the folder
 * @throws {InstallError} with npm's reason if npm cannot install this version
 */
export async function ensureOtherLab(version) {
	const folder = join(layout.state, `n8n-${version}`);
	const manifest = /** @type {object} */ (layout.readJson(layout.lab, 'package.json'));
	if (!existsSync(join(folder, 'package-lock.json'))) {
		mkdirSync(folder, { recursive: true });
		copyFileSync(join(layout.lab, '.npmrc'), join(folder, '.npmrc'));
		writeFileSync(
			join(folder, 'package.json'),
			JSON.stringify({ ...manifest, dependencies: { n8n: version } }, undefined, '\t'),
		);
		const { code, log } = await runQuietly(
			`Finding the packages that n8n ${version} needs (usually 30 seconds)`,
			'npm',
			['install', '--package-lock-only', '--no-audit', '--no-fund'],
			{ cwd: folder, env: plainEnvironment() },
		);
		if (code !== 0) throw new InstallError(reasonIn(log));
	}
	await install(folder, `Installing n8n ${version} (1 GB, usually 1 to 3 minutes)`);
	await ensureSqlite(folder);
	return folder;
}

/**
 * The line of npm's output that says why it failed.
 * @param {string} log
 */
function reasonIn(log) {
	const lines = log.split('\n').map((line) => line.replace(/^npm error (?:\S*[a-z]\S* )?/, ''));
	return lines.find((line) => line.startsWith('No matching version')) ?? log;
}

/**
 * n8n's SQLite driver is native. It is downloaded if a prebuilt one exists, otherwise compiled, and kept for next time.
 * @param {string} lab
 */
async function ensureSqlite(lab) {
	const home = join(lab, 'node_modules', 'sqlite3');
	const driver = join(home, 'build', 'Release', 'node_sqlite3.node');
	const works = () =>
		existsSync(driver) &&
		spawnSync(layout.labNode(), ['-p', 'require(process.argv[1])', driver]).status === 0;
	if (works()) return;

	const { version } = /** @type {{ version: string }} */ (layout.readJson(home, 'package.json'));
	const kept = join(layout.state, `sqlite3-${version}-${process.platform}-${process.arch}.node`);
	if (existsSync(kept)) {
		mkdirSync(dirname(driver), { recursive: true });
		copyFileSync(kept, driver);
		if (works()) return;
	}

	// The lab's Node includes its headers, so compiling does not download them.
	const node = join(layout.lab, 'node_modules', `node-${process.platform}-${process.arch}`);
	const { log } = await runQuietly(
		'Downloading or compiling the SQLite driver (usually 1 to 2 minutes)',
		'npm',
		['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'],
		{
			cwd: lab,
			env: { ...plainEnvironment(), ...(existsSync(node) && { npm_config_nodedir: node }) },
		},
	);
	if (!works()) {
		throw new InstallError(
			'npm could neither download nor compile the SQLite driver. Compiling needs python3, make and g++. ' +
				`On Debian or Ubuntu, run as root: apt-get install python3 make g++\nThe output of npm:\n${log}`,
		);
	}
	copyFileSync(driver, kept);
}

/** A hash of all files that the build reads. */
function sourcesDigest() {
	const digest = createHash('sha256');
	const sources = ['nodes', 'credentials', 'icons'].flatMap((folder) =>
		readdirSync(join(layout.root, folder), { recursive: true, encoding: 'utf8' })
			.map((name) => join(layout.root, folder, name))
			.filter((file) => statSync(file).isFile()),
	);
	const settings = [
		'package.json',
		'package-lock.json',
		'tsconfig.json',
		'tsconfig.build.json',
		'gulpfile.js',
		'scripts/servicePackages.cjs',
		...servicePackages().flatMap(({ service }) => [
			join('packages', service, 'package.json'),
			join('docs', `${service}.md`),
		]),
	];
	for (const file of [...sources.sort(), ...settings.map((name) => join(layout.root, name))]) {
		digest.update(relative(layout.root, file)).update(readFileSync(file, 'base64'));
	}
	return digest.digest('hex');
}

/**
 * Builds `dist` if the sources have changed since the last build. It returns nothing, because a step that returns `false`
 * counts as failed.
 */
export async function ensureBuild() {
	const dist = join(layout.root, 'dist');
	const stamp = join(dist, '.sources');
	const digest = sourcesDigest();
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;

	const { code, log } = await runQuietly('Building the nodes (usually 10 seconds)', 'npm', [
		'run',
		'build',
	]);
	if (code !== 0) throw new InstallError(`The build failed:\n${log}`);
	writeFileSync(stamp, digest);
}
