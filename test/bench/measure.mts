/** All measurements of one run. The contenders of a comparison take turns in each round. */
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runChild } from '../../lab/child.mts';
import layout from '../../scripts/layout.cjs';
import type { BareResult, BareJob } from './bare.mts';
import { BATCH_SIZE, CONCURRENCY, type Contender, type Job, Jobs, LIMIT } from './jobs.mts';
import type { BenchLab, Run } from './lab.mts';
import { type Shares, sharesOf } from './profile.mts';

export interface Counts {
	contacts: number;
	emails: number;
	limited: number;
	growth: number[];
}

/** Our node compared with Node's own client, which sends the same requests. */
export interface Distance {
	requests: number;
	source: Run[];
	autoMap: Run[];
	bare: BareResult[];
}

export interface Profiled {
	items: number;
	shares: Shares;
}

export interface Results {
	machine: { cores: number; memoryGb: number; node: string; n8n: string };
	rounds: number;
	minutes: number;
	counts: Counts;
	contacts: Record<Contender, Run[]>;
	distant: Record<'autoMap' | 'httpRequest', Run[]>;
	emails: Record<Contender, Run[]>;
	limited: Record<'autoMap' | 'httpRequest', Run[]>;
	growth: Array<{ items: number; runs: Run[] }>;
	distance: Record<'contacts' | 'emails', Distance>;
	profiles: Record<'contacts' | 'emails' | 'httpRequest', Profiled>;
}

const FULL: Counts = {
	contacts: 10_000,
	emails: 2_000,
	limited: 3_000,
	growth: [1_000, 10_000, 50_000],
};
/** Cheap runs of our own node: more rounds cost little. */
const MORE_ROUNDS = 2;
/** Our default number of requests in progress. */
const DEFAULT_CONCURRENCY = 5;

/** The numbers of items for the documented figures, or smaller ones for a quick check. */
export function countsFor(scale: number): Counts {
	const scaled = (count: number) => Math.ceil((count * scale) / BATCH_SIZE) * BATCH_SIZE;
	return {
		contacts: scaled(FULL.contacts),
		emails: scaled(FULL.emails),
		limited: Math.max(2 * LIMIT, scaled(FULL.limited)),
		growth: FULL.growth.map(scaled),
	};
}

export async function measureAll(lab: BenchLab, counts: Counts, rounds: number): Promise<Results> {
	const began = performance.now();
	const say = (text: string) => {
		const seconds = Math.round((performance.now() - began) / 1000);
		console.log(
			`${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}  ${text}`,
		);
	};

	const once = async (title: string, { stores, ...options }: Job): Promise<Run> => {
		const run = await lab.run(options.id, options);
		const time = run.nodeMs > 0 ? `${run.nodeMs} ms, ` : '';
		say(`${title}: ${time}${run.cpuMs} ms of CPU, ${Math.round(run.memoryMb)} MB`);
		if (stores !== undefined && run.stored !== stores) {
			throw new Error(`${title}: ${run.stored} of ${stores} are stored. ${run.error ?? ''}`);
		}
		return run;
	};
	const alternating = async <Name extends string>(
		title: string,
		jobs: Record<Name, Job>,
		times = rounds,
	): Promise<Record<Name, Run[]>> => {
		const runs: Partial<Record<Name, Run[]>> = {};
		for (let round = 1; round <= times; round++) {
			for (const [name, job] of Object.entries<Job>(jobs)) {
				const run = await once(`${title}, ${name}, ${round} of ${times}`, job);
				(runs[name as Name] ??= []).push(run);
			}
		}
		return runs as Record<Name, Run[]>;
	};

	const jobs = new Jobs(lab);
	const few = (count: number) => Math.ceil(count / 10 / BATCH_SIZE) * BATCH_SIZE;
	await alternating('warm-up, contacts', await jobs.contacts(few(counts.contacts)), 1);
	const contactJobs = await jobs.contacts(counts.contacts);
	const contacts = await alternating('contacts', contactJobs);
	const distant = await alternating('distant vendor', await jobs.distant(counts.contacts));

	await alternating('warm-up, emails', await jobs.emails(few(counts.emails)), 1);
	const emailJobs = await jobs.emails(counts.emails);
	const emails = await alternating('emails', emailJobs);
	const limited = await alternating('limited vendor', await jobs.limited(counts.limited), 1);

	const growing = await jobs.growing(counts.growth);
	await alternating('warm-up, growth', growing, 1);
	const grown = await alternating('growth', growing, rounds * MORE_ROUNDS);

	const distanceOf = async (
		title: string,
		{ source, autoMap }: Record<Contender, Job>,
		bareJob: Omit<BareJob, 'url' | 'headers'>,
	): Promise<Distance> => {
		const { requests } = bareJob;
		const distance: Distance = { requests, source: [], autoMap: [], bare: [] };
		for (let round = 1; round <= rounds * MORE_ROUNDS; round++) {
			distance.source.push(await once(`${title}, source`, source));
			distance.autoMap.push(await once(`${title}, autoMap`, autoMap));
			const bare = await sendBare(lab, autoMap, bareJob);
			say(`${title}, bare: ${Math.round(bare.cpuMs)} ms of CPU`);
			distance.bare.push(bare);
		}
		return distance;
	};
	const distance = {
		contacts: await distanceOf('distance, contacts', contactJobs, {
			vendor: 'leeloo',
			requests: counts.contacts / BATCH_SIZE,
			rowsPerRequest: BATCH_SIZE,
			concurrency: DEFAULT_CONCURRENCY,
		}),
		emails: await distanceOf('distance, emails', emailJobs, {
			vendor: 'regpack',
			requests: counts.emails,
			rowsPerRequest: 1,
			concurrency: CONCURRENCY,
		}),
	};

	const profileOf = async (title: string, job: Job, items: number): Promise<Profiled> => {
		const { recording, nodeBegan, nodeMs } = await lab.run(job.id, { ...job, profiled: true });
		if (!recording) throw new Error('There is no profile');
		say(`profile, ${title}`);
		return { items, shares: sharesOf(recording, nodeBegan, nodeMs) };
	};
	const profiles = {
		contacts: await profileOf('contacts', contactJobs.autoMap, counts.contacts),
		emails: await profileOf('emails', emailJobs.autoMap, counts.emails),
		httpRequest: await profileOf('HTTP Request', emailJobs.httpRequest, counts.emails),
	};

	return {
		machine: {
			cores: cpus().length,
			memoryGb: Math.round(totalmem() / 2 ** 30),
			node: process.versions.node,
			n8n: n8nVersion(),
		},
		rounds,
		minutes: Math.ceil((performance.now() - began) / 60_000),
		counts,
		contacts,
		distant,
		emails,
		limited,
		growth: counts.growth.map((items) => ({ items, runs: grown[items] ?? [] })),
		distance,
		profiles,
	};
}

/** Sends our node's last requests again, with the same headers, from a separate process. */
async function sendBare(
	lab: BenchLab,
	{ standin, settings = {} }: Job,
	job: Omit<BareJob, 'url' | 'headers'>,
): Promise<BareResult> {
	const [first] = await standin.requests();
	if (!first) throw new Error('Nothing was sent');
	const { bytes } = await standin.seen();
	const { leeloo, regpack } = lab.credentials;
	const token = job.vendor === 'leeloo' ? leeloo.data['token'] : regpack.data['apiToken'];
	if (typeof token !== 'string') throw new Error('The credential has no token');
	const headers = Object.entries(first.headers)
		.filter(([name]) => !['host', 'connection', 'content-length'].includes(name))
		.map(([name, value]) => [name, String(value === '[token]' ? token : value)] as const);
	const bareJob: BareJob = {
		...job,
		url: new URL(first.path, standin.url).href,
		headers: Object.fromEntries(headers),
	};

	await standin.prepare(settings);
	const { exitCode, output } = await runChild({
		args: [fileURLToPath(new URL('bare.mts', import.meta.url)), JSON.stringify(bareJob)],
		cwd: layout.root,
		env: process.env,
	});
	if (exitCode !== 0) throw new Error(`The bare sender failed:\n${output}`);
	const seen = await standin.seen();
	// It sends everything twice, and measures only the second time.
	if (seen.requests !== 2 * job.requests || seen.bytes !== 2 * bytes) {
		throw new Error('The bare sender has not sent what the node sent');
	}
	return JSON.parse(output) as BareResult;
}

function n8nVersion(): string {
	const manifest = join(layout.lab, 'node_modules', 'n8n', 'package.json');
	return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
