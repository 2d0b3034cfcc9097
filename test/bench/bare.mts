/**
 * The lowest possible cost of sending: the node's requests, sent by Node's own client and nothing else, each over its
 * own connection. It runs in its own process and prints the CPU milliseconds of the measured pass.
 *
 *   node bare.mts '<BareJob as JSON>'
 */
import { request } from 'node:http';

import { connections, regpack as account } from '../standins/values.mts';
import { contact, email } from './samples.mts';

export interface BareJob {
	vendor: 'leeloo' | 'regpack';
	url: string;
	headers: Record<string, string>;
	requests: number;
	/** Leeloo: contacts in each request. */
	rowsPerRequest: number;
	concurrency: number;
}

export interface BareResult {
	cpuMs: number;
	ms: number;
}

const bodies: Record<BareJob['vendor'], (index: number, rows: number) => object> = {
	leeloo: (index, rows) => ({
		data: Array.from({ length: rows }, (_, row) => contact(index * rows + row)),
		connection_id: connections.sendGrid.id,
	}),
	regpack: (index) => {
		const { clogin_id, ...sent } = email(index);
		const group_id = Number(account.groupId);
		return { action: 'add_email', group_id, clogin_id, doc: { email_list: sent } };
	},
};

async function send({ url, headers }: BareJob, body: object): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const text = JSON.stringify(body);
		request(
			url,
			{
				method: 'POST',
				agent: false,
				headers: { ...headers, 'Content-Length': Buffer.byteLength(text) },
			},
			(response) => {
				response.setEncoding('utf8');
				let answer = '';
				response.on('data', (chunk: string) => (answer += chunk));
				response.once('end', () => {
					if (response.statusCode !== 200) {
						reject(new Error(`${response.statusCode}: ${answer}`));
						return;
					}
					// Nothing uses the response, but reading it is part of the cost.
					JSON.parse(answer);
					resolve();
				});
			},
		)
			.once('error', reject)
			.end(text);
	});
}

async function pass(job: BareJob): Promise<void> {
	let next = 0;
	const worker = async () => {
		while (next < job.requests) await send(job, bodies[job.vendor](next++, job.rowsPerRequest));
	};
	await Promise.all(Array.from({ length: job.concurrency }, worker));
}

const job = JSON.parse(process.argv[2] ?? '') as BareJob;
// The first pass only warms up the compiler.
await pass(job);
const began = { cpu: process.cpuUsage(), time: performance.now() };
await pass(job);
const { user, system } = process.cpuUsage(began.cpu);
const result: BareResult = { cpuMs: (user + system) / 1000, ms: performance.now() - began.time };
console.log(JSON.stringify(result));
