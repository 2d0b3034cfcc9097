/** All measurements of one run. The contenders of a comparison take turns in each round. */
import { cpus, totalmem } from 'node:os';

import layout from '../../scripts/layout.cjs';
import {
	BATCH_SIZE,
	type Contender,
	type Growing,
	type Job,
	Jobs,
	LIMIT,
	type Limit,
} from './jobs.mts';
import { type BenchLab, type Place, type Run, UnreadableRun } from './lab.mts';
import { type Shares, sharesOf } from './profile.mts';

export interface Counts {
	contacts: number;
	emails: number;
	limited: number;
	growth: number[];
}

/** Our node compared with the minimal node, which sends the same requests. */
export type AtLimit = Record<Limit, Run[]> & { requests: number };

/** The profiled contenders. */
export type ProfiledName =
	| 'contacts'
	| 'contactsMinimal'
	| 'emails'
	| 'emailsMinimal'
	| 'httpRequest';

export interface Profiled {
	/** NaN if no run could be read. */
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
	growth: Record<Growing, Array<{ items: number; runs: Run[] }>>;
	/** New contacts with *Skip Already Sent*: the first execution of a workflow, and one after many others. */
	notes: { before: number; none: Run[]; many: Run[] };
	atLimit: Record<Place, Record<'contacts' | 'emails', AtLimit>>;
	profiles: Record<ProfiledName, Profiled>;
	/** Runs that had to be repeated, and why. */
	repeated: string[];
}

const FULL: Counts = {
	contacts: 10_000,
	emails: 2_000,
	limited: 3_000,
	growth: [1_000, 10_000, 50_000],
};
/** Some runs of our own node are cheap, so their number of rounds is multiplied by this. */
const MORE_ROUNDS = 2;
/** How many executions save fingerprints of sent items before the comparison begins. */
const NOTED_EXECUTIONS = 10;
/** How many attempts a run gets until one counts. */
const ATTEMPTS = 3;

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

/** The parts of the lab that the measurements use. */
export type Laboratory = Pick<BenchLab, 'run' | 'save' | 'regpack' | 'leeloo' | 'credentials'>;

export async function measureAll(
	lab: Laboratory,
	counts: Counts,
	rounds: number,
): Promise<Results> {
	const began = performance.now();
	const say = (text: string) => {
		const seconds = Math.round((performance.now() - began) / 1000);
		console.log(
			`${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}  ${text}`,
		);
	};

	const repeated: string[] = [];
	/** Runs a job once. Returns a string if the run does not count: the reason. */
	const attempt = async (title: string, { stores, isRival, ...options }: Job) => {
		try {
			const run = await lab.run(options.id, options);
			if (stores === undefined || run.stored === stores) return run;
			const lost = `Only ${run.stored} of ${stores} items were saved. ${run.error ?? ''}`.trim();
			if (!isRival) throw new Error(`${title}: ${lost}`);
			return lost;
		} catch (error) {
			if (error instanceof UnreadableRun) return error.message;
			throw error;
		}
	};
	/** Repeats a run that does not count. Returns nothing if no attempt counts. */
	const once = async (title: string, job: Job): Promise<Run[]> => {
		for (let tried = 1; tried <= ATTEMPTS; tried++) {
			const run = await attempt(title, job);
			if (typeof run === 'object') {
				const time = run.nodeMs > 0 ? `${run.nodeMs} ms, ` : '';
				say(`${title}: ${time}${run.cpuMs} ms of CPU, ${Math.round(run.memoryMb)} MB`);
				return [run];
			}
			repeated.push(`${title}, attempt ${tried} of ${ATTEMPTS}: ${run}`);
			say(`${title}: the attempt does not count (${run})`);
		}
		return [];
	};
	const alternating = async <Name extends string>(
		title: string,
		jobs: Record<Name, Job>,
		times = rounds,
	): Promise<Record<Name, Run[]>> => {
		const entries = Object.entries(jobs) as Array<[Name, Job]>;
		const runs: Partial<Record<Name, Run[]>> = {};
		for (let round = 1; round <= times; round++) {
			for (const [name, job] of entries) {
				const counted = await once(`${title}, ${name}, ${round} of ${times}`, job);
				(runs[name] ??= []).push(...counted);
			}
		}
		return runs as Record<Name, Run[]>;
	};
	/** Like `alternating`, with one more round that measures the memory. */
	const withMemory = async <Name extends string>(
		title: string,
		jobs: Record<Name, Job>,
		times = rounds,
	): Promise<Record<Name, Run[]>> => {
		const runs = await alternating(title, jobs, times);
		for (const [name, job] of Object.entries(jobs) as Array<[Name, Job]>)
			runs[name].push(...(await once(`${title}, ${name}, memory`, { ...job, isShrunk: true })));
		return runs;
	};

	const jobs = new Jobs(lab);
	const few = (count: number) => Math.ceil(count / 10 / BATCH_SIZE) * BATCH_SIZE;
	await alternating('warm-up, contacts', await jobs.contacts(few(counts.contacts)), 1);
	const contactJobs = await jobs.contacts(counts.contacts);
	const contacts = await withMemory('contacts', contactJobs);
	const distant = await alternating('distant service', await jobs.distant(counts.contacts));

	await alternating('warm-up, emails', await jobs.emails(few(counts.emails)), 1);
	const emailJobs = await jobs.emails(counts.emails);
	const emails = await withMemory('emails', emailJobs);
	const limited = await alternating('limited service', await jobs.limited(counts.limited), 1);

	const grow = async (mode: Growing) => {
		const growing = await jobs.growing(counts.growth, mode);
		await alternating(`warm-up, growth, ${mode}`, growing, 1);
		const grown = await withMemory(`growth, ${mode}`, growing, rounds * MORE_ROUNDS);
		return counts.growth.map((items) => ({ items, runs: grown[items] ?? [] }));
	};
	const growth = { autoMap: await grow('autoMap'), computed: await grow('computed') };

	const noting = await jobs.noting(counts.contacts);
	await alternating('filling the dedupe store', { noting }, NOTED_EXECUTIONS);
	const notes: Results['notes'] = {
		before: NOTED_EXECUTIONS * counts.contacts,
		none: [],
		many: [],
	};
	for (let round = 1; round <= rounds; round++) {
		const first = await jobs.noting(counts.contacts);
		notes.none.push(...(await once(`no fingerprints, ${round} of ${rounds}`, first)));
		notes.many.push(...(await once(`many fingerprints, ${round} of ${rounds}`, noting)));
	}

	const compared = async (title: string, limitJobs: Record<Limit, Job>, requests: number) => {
		const runs = await alternating(title, limitJobs, rounds * MORE_ROUNDS);
		refuseOtherRequests(title, runs);
		return { ...runs, requests };
	};
	const contactsAtLimit = await jobs.contactsAtLimit(counts.contacts, 'plain');
	const emailsAtLimit = await jobs.emailsAtLimit(counts.emails, 'plain');
	const batches = counts.contacts / BATCH_SIZE;
	const atLimit = {
		plain: {
			contacts: await compared('minimal, contacts', contactsAtLimit, batches),
			emails: await compared('minimal, emails', emailsAtLimit, counts.emails),
		},
		secure: {
			contacts: await compared(
				'minimal over TLS, contacts',
				await jobs.contactsAtLimit(counts.contacts, 'secure'),
				batches,
			),
			emails: await compared(
				'minimal over TLS, emails',
				await jobs.emailsAtLimit(counts.emails, 'secure'),
				counts.emails,
			),
		},
	};

	const profileOf = async (title: string, job: Job, items: number): Promise<Profiled> => {
		const [run] = await once(`profile, ${title}`, { ...job, profiled: true });
		if (!run?.recording) return { items: NaN, shares: [] };
		return { items, shares: sharesOf(run.recording, run.nodeBegan, run.nodeMs) };
	};
	const profiles = {
		contacts: await profileOf('contacts', contactJobs.autoMap, counts.contacts),
		contactsMinimal: await profileOf('contacts, minimal', contactsAtLimit.minimal, counts.contacts),
		emails: await profileOf('emails', emailJobs.autoMap, counts.emails),
		emailsMinimal: await profileOf('emails, minimal', emailsAtLimit.minimal, counts.emails),
		httpRequest: await profileOf('HTTP Request', emailJobs.httpRequest, counts.emails),
	};

	return {
		machine: {
			cores: cpus().length,
			memoryGb: Math.round(totalmem() / 2 ** 30),
			node: process.versions.node,
			n8n: layout.n8nVersion(layout.lab),
		},
		rounds,
		minutes: Math.ceil((performance.now() - began) / 60_000),
		counts,
		contacts,
		distant,
		emails,
		limited,
		growth,
		notes,
		atLimit,
		profiles,
		repeated,
	};
}

/** The comparison is fair only if both nodes send the same requests. */
function refuseOtherRequests(title: string, { autoMap, minimal }: Record<Limit, Run[]>): void {
	const sent = new Set(
		[...autoMap, ...minimal].map(({ requests, bytes }) => `${requests} ${bytes}`),
	);
	if (sent.size > 1)
		throw new Error(`${title}: the nodes send different requests: ${[...sent].join(', ')}`);
}
