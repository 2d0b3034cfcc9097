/** The compared nodes (contenders): our node in each input mode, and the HTTP Request node. All get the same rows. */
import type { Settings } from '../standins/http.mts';
import type { Place } from './lab.mts';
import type { Laboratory } from './measure.mts';
import { contact, email, newContact } from './samples.mts';
import type { StandinControl } from './standins.mts';
import {
	httpLeeloo,
	httpRegpack,
	type InputMode,
	leelooNode,
	nodeOfMinimal,
	regpackNode,
	type Sender,
	workflowOf,
} from './workflows.mts';

/** A saved workflow and the stand-in's settings for it. */
export interface Job {
	id: string;
	standin: StandinControl;
	settings?: Partial<Settings>;
	/** How many records the stand-in must have afterwards. A fast run that loses rows does not count. */
	stores?: number;
	/** True if the node is not ours. If our node loses rows, the benchmark stops. */
	isRival?: boolean;
	/** Whether to record a CPU profile. */
	profiled?: boolean;
	/** Whether V8 returns unused memory to the system before the run. */
	isShrunk?: boolean;
}

/** The contenders with equal rows. `source` is a workflow that only creates the rows, and shows what they cost. */
export type Contender = 'source' | InputMode | 'httpRequest';
/** Our fastest and our slowest input mode. */
export type Growing = 'autoMap' | 'computed';
/** Our fastest input mode and the minimal node, which does the least that a node can do. */
export type Limit = 'source' | 'autoMap' | 'minimal';

/** Our default number of rows per request, and Leeloo's limit of requests per minute. */
export const BATCH_SIZE = 100;
export const LIMIT = 300;
/** How many email requests may be in progress at once, and our node's default for everything else. */
export const CONCURRENCY = 50;
const DEFAULT_CONCURRENCY = 5;
/** How long a stand-in waits before it answers: so that requests overlap, or to simulate a slow network. */
export const OVERLAP_MS = 20;
export const DISTANT_MS = 100;
/** The HTTP Request node's batching: this many requests at once, then a pause of this many milliseconds. */
export const HTTP_BATCH = { batchSize: CONCURRENCY, batchInterval: 100 };

export class Jobs {
	readonly #lab: Laboratory;

	constructor(lab: Laboratory) {
		this.#lab = lab;
	}

	async contacts(count: number): Promise<Record<Contender, Job>> {
		return {
			source: await this.#contacts(count),
			autoMap: await this.#contacts(count, leelooNode('autoMap')),
			fields: await this.#contacts(count, leelooNode('fields')),
			computed: await this.#contacts(count, leelooNode('computed')),
			httpRequest: {
				...(await this.#contacts(count, httpLeeloo(this.#lab.leeloo.url))),
				isRival: true,
			},
		};
	}

	/** A service that takes `DISTANT_MS` for each response. */
	async distant(count: number): Promise<Record<'autoMap' | 'httpRequest', Job>> {
		const settings = { latencyMs: DISTANT_MS };
		const { autoMap, httpRequest } = await this.contacts(count);
		return { autoMap: { ...autoMap, settings }, httpRequest: { ...httpRequest, settings } };
	}

	/** A service that refuses requests above its limit. This shows how many rows the HTTP Request node loses there. */
	async limited(count: number): Promise<Record<'autoMap' | 'httpRequest', Job>> {
		const settings = { requestsPerMinute: LIMIT };
		const { autoMap, httpRequest } = await this.contacts(count);
		const { stores, ...anyNumber } = httpRequest;
		return { autoMap: { ...autoMap, settings }, httpRequest: { ...anyNumber, settings } };
	}

	async growing(counts: readonly number[], mode: Growing): Promise<Record<string, Job>> {
		const jobs: Record<string, Job> = {};
		for (const count of counts) {
			jobs[count] = await this.#contacts(count, leelooNode(mode, { requestsPerMinute: 0 }));
		}
		return jobs;
	}

	/** New contacts in each execution, with *Skip Already Sent*. A new job has no fingerprints of sent items. */
	async noting(count: number): Promise<Job> {
		const sender = leelooNode('autoMap', { requestsPerMinute: 0, skipAlreadySent: true });
		return await this.#contacts(count, sender, 'plain', newContact);
	}

	async emails(count: number): Promise<Record<Contender, Job>> {
		const options = { maxConcurrency: CONCURRENCY };
		const batching = { batching: { batch: HTTP_BATCH } };
		return {
			source: await this.#emails(count),
			autoMap: await this.#emails(count, regpackNode('autoMap', options)),
			fields: await this.#emails(count, regpackNode('fields', options)),
			computed: await this.#emails(count, regpackNode('computed', options)),
			httpRequest: {
				...(await this.#emails(count, httpRegpack(this.#lab.regpack.url, batching))),
				isRival: true,
			},
		};
	}

	/** Many contacts per request. In the `secure` place, the stand-in uses TLS and delays each response. */
	async contactsAtLimit(count: number, place: Place): Promise<Record<Limit, Job>> {
		const batching = { batchSize: BATCH_SIZE, maxConcurrency: DEFAULT_CONCURRENCY };
		const settings = { latencyMs: place === 'secure' ? OVERLAP_MS : 0 };
		const job = async (sender?: Sender) => ({
			...(await this.#contacts(count, sender, place)),
			settings,
		});
		return {
			source: await job(),
			autoMap: await job(leelooNode('autoMap')),
			minimal: await job(nodeOfMinimal('leelooApi', batching)),
		};
	}

	/** One email per request. */
	async emailsAtLimit(count: number, place: Place): Promise<Record<Limit, Job>> {
		const batching = { batchSize: 1, maxConcurrency: CONCURRENCY };
		const options = { maxConcurrency: CONCURRENCY };
		return {
			source: await this.#emails(count, undefined, place),
			autoMap: await this.#emails(count, regpackNode('autoMap', options), place),
			minimal: await this.#emails(count, nodeOfMinimal('regpackApi', batching), place),
		};
	}

	async #contacts(
		count: number,
		sender?: Sender,
		place: Place = 'plain',
		row = contact,
	): Promise<Job> {
		const { leeloo: standin, credentials } = this.#lab;
		const id = await this.#lab.save(
			workflowOf('contacts', row, count, sender, credentials[place].leeloo),
		);
		return { id, standin, stores: sender ? count : 0 };
	}

	async #emails(count: number, sender?: Sender, place: Place = 'plain'): Promise<Job> {
		const { regpack: standin, credentials } = this.#lab;
		const id = await this.#lab.save(
			workflowOf('emails', email, count, sender, credentials[place].regpack),
		);
		const settings = { people: count, latencyMs: OVERLAP_MS };
		return { id, standin, settings, stores: sender ? count : 0 };
	}
}
