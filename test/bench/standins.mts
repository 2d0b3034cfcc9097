/** Runs the stand-ins in a separate process and controls them through their control routes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startChild } from '../../lab/child.mts';
import layout from '../../scripts/layout.cjs';
import type { Settings } from '../standins/http.mts';
import type { RequestEntry } from '../standins/server.mts';

/** What a stand-in has received since its last reset. */
export interface Seen {
	requests: number;
	/** The most requests in progress at once. */
	maxInFlight: number;
	/** Saved records: accounts or emails. */
	stored: number;
	/** Sum of the body lengths. */
	bytes: number;
	byStatus: Record<string, number>;
}

export class StandinControl {
	/** The base URL for a credential. */
	readonly url: string;
	readonly #records: 'accounts' | 'emails';

	constructor(url: string, records: 'accounts' | 'emails') {
		this.url = url;
		this.#records = records;
	}

	/** Resets the stand-in and changes its settings for the next run. */
	async prepare(settings: Partial<Settings>): Promise<void> {
		await this.#ask('POST', 'reset');
		await this.#ask('PUT', 'settings', { logBodies: false, ...settings });
	}

	async requests(): Promise<RequestEntry[]> {
		return (await this.#ask('GET', 'requests')) as RequestEntry[];
	}

	async seen(): Promise<Seen> {
		const summary = (await this.#ask('GET', 'requests?summary=1')) as Pick<
			Seen,
			'maxInFlight' | 'byStatus'
		>;
		const entries = await this.requests();
		const records = (await this.#ask('GET', 'records?summary=1')) as Record<string, number>;
		return {
			requests: entries.length,
			maxInFlight: summary.maxInFlight,
			byStatus: summary.byStatus,
			stored: records[this.#records] ?? 0,
			bytes: entries.reduce((sum, { headers }) => sum + Number(headers['content-length']), 0),
		};
	}

	async #ask(method: string, path: string, body?: object): Promise<unknown> {
		const response = await fetch(new URL(`/__standin/${path}`, this.url), {
			method,
			...(body && { body: JSON.stringify(body) }),
		});
		if (!response.ok)
			throw new Error(`The stand-in responded to ${path} with status ${response.status}`);
		return await response.json();
	}
}

/** Starts both stand-ins. They stop when this process ends. */
export async function startStandins(
	folder: string,
): Promise<{ regpack: StandinControl; leeloo: StandinControl }> {
	const log = join(folder, 'standins.log');
	startChild(
		{
			args: [join(layout.root, 'test', 'standins', 'main.mts'), '0', '0'],
			cwd: layout.root,
			env: process.env,
		},
		log,
	);
	for (let tries = 0; tries < 200; tries++) {
		await sleep(50);
		const said = await readFile(log, 'utf8');
		const [regpack, leeloo] = ['regpack', 'leeloo'].map(
			(name) => new RegExp(`^${name} (http\\S+)$`, 'm').exec(said)?.[1],
		);
		if (regpack !== undefined && leeloo !== undefined) {
			return {
				regpack: new StandinControl(regpack, 'emails'),
				leeloo: new StandinControl(leeloo, 'accounts'),
			};
		}
	}
	throw new Error(`The stand-ins did not start:\n${await readFile(log, 'utf8')}`);
}
