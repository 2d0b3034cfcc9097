/** Responses that never end, are too long or malformed: the node ends the request and frees connections and memory. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { constants, createGzip, gzipSync } from 'node:zlib';

import { addEmail, createAccount, go, jsonByItem, outcomesOf, type Going } from './subjects.mts';

type Reply = (response: ServerResponse, request: IncomingMessage) => unknown;

/** A server that gives every request the same reply. */
async function serve(reply: Reply) {
	const sockets = new Set<Socket>();
	const server = createServer((request, response) => {
		request.resume();
		request.on('end', () => void reply(response, request));
	});
	let requests = 0;
	server.on('request', () => requests++);
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
	return {
		url,
		get requests() {
			return requests;
		},
		/** The number of open connections. Waits up to a second for them to close. */
		open: async () => {
			for (let turn = 0; turn < 40 && sockets.size > 0; turn++) await sleep(25);
			return sockets.size;
		},
		close: () => {
			for (const socket of sockets) socket.destroy();
			server.close();
		},
	};
}

type Server = Awaited<ReturnType<typeof serve>>;
let server: Server | undefined;
afterEach(() => server?.close());

/** Runs against a server that replies in this way. */
async function goTo(reply: Reply, going: Going & { subject?: typeof addEmail } = {}) {
	server = await serve(reply);
	const { subject = addEmail, ...more } = going;
	return await go(subject, { ...more, baseUrl: server.url });
}

const YES = JSON.stringify({ success: true, status: 1, data: { count_to_process: 1 } });
const QUICK = { timeout: 1, maxAttempts: 1 };

/** Sends the chunk again and again until the connection closes. */
function forever(response: ServerResponse, chunk: string | Buffer, everyMs: number) {
	const timer = setInterval(() => response.write(chunk), everyMs);
	response.on('close', () => clearInterval(timer));
}

describe('an answer that never ends', () => {
	const replies: Array<[name: string, reply: Reply]> = [
		['one byte at a time', (response) => forever(response, ' ', 100)],
		[
			'a body that stalls, with a content-length',
			(response) => {
				response.writeHead(200, { 'content-length': '1000' });
				response.write('{"success":');
			},
		],
		['no answer at all', () => {}],
		[
			'a head without a body',
			(response) => {
				response.writeHead(200);
				response.flushHeaders();
			},
		],
	];

	test.each(replies)('%s: the connection ends at the timeout', async (_name, reply) => {
		const result = await goTo(reply, { options: QUICK });
		expect(outcomesOf(result, 1)).toEqual(['unknown']);
		expect(jsonByItem(result, 1)[0]?.error).toContain('no response within 1 s');
		expect(await server?.open()).toBe(0);
	});

	test.each(replies)('%s: the connection ends when the run is stopped', async (_name, reply) => {
		const onStart = (stop: () => void) => void setTimeout(stop, 300);
		const result = await goTo(reply, { options: { timeout: 60, maxAttempts: 1 }, onStart });
		expect(result.run.status).toBe('canceled');
		expect(await server?.open()).toBe(0);
	});
});

describe('an answer that is too long', () => {
	const MEGABYTE = Buffer.alloc(1024 * 1024, ' ');
	const endless: Reply = (response) => {
		const push = () => {
			while (response.write(MEGABYTE));
		};
		response.on('drain', push);
		push();
	};
	/** 400 MB of spaces, compressed to some 400 kB. */
	const bomb: Reply = (response) => {
		response.writeHead(200, { 'content-encoding': 'gzip' });
		const gzip = createGzip();
		gzip.pipe(response);
		gzip.on('error', () => {});
		response.on('close', () => gzip.destroy());
		let left = 400;
		const push = () => {
			while (left-- > 0) if (!gzip.write(MEGABYTE)) return void gzip.once('drain', push);
			gzip.end();
		};
		push();
	};

	test.each<[name: string, reply: Reply]>([
		['without an end', endless],
		['highly compressed', bomb],
	])('%s: the node stops reading at 32 MB, and the outcome is unknown', async (_name, reply) => {
		const before = process.memoryUsage().rss;
		let peak = before;
		const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
		const result = await goTo(reply, { options: { timeout: 30 } });
		clearInterval(watch);
		expect(outcomesOf(result, 1)).toEqual(['unknown']);
		expect(jsonByItem(result, 1)[0]).toMatchObject({
			error: expect.stringContaining('the response is larger than 32 MB'),
			details: { httpCode: 200, advice: expect.stringContaining('check in Regpack whether') },
		});
		expect(server?.requests).toBe(1);
		expect(await server?.open()).toBe(0);
		expect(peak - before).toBeLessThan(300 * 1024 * 1024);
	});

	test('a response of 30 MB is read as usual', async () => {
		const reply: Reply = (response) => response.end(`${' '.repeat(30 * 1024 * 1024)}${YES}`);
		expect(outcomesOf(await goTo(reply), 1)).toEqual(['accepted']);
	});
});

describe('an answer in an odd form', () => {
	const packed = (text: string) => gzipSync(text, { level: constants.Z_BEST_SPEED });
	const deep = (levels: number) =>
		`{"success":true,"status":1,"deep":${'{"a":['.repeat(levels)}1${']}'.repeat(levels)}}`;

	test.each<[name: string, reply: Reply]>([
		[
			'gzip',
			(response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed(YES)),
		],
		['a byte order mark', (response) => response.end(`\ufeff${YES}`)],
		['nested 10,000 deep', (response) => response.end(deep(5_000))],
		[
			'characters cut in half between two chunks',
			async (response) => {
				const bytes = Buffer.from('{"success":true,"status":1,"msg":"дякую"}');
				const half = bytes.indexOf('д') + 1;
				response.write(bytes.subarray(0, half));
				await sleep(50);
				response.end(bytes.subarray(half));
			},
		],
		[
			'PHP warnings before the JSON',
			(response) =>
				response.end(
					`<br />\n<b>Warning</b>:  Undefined index: x in <b>/var/www/api.php</b> on line <b>12</b><br />\nNotice: y in /a.php on line 3\n${YES}`,
				),
		],
	])('%s: a success response is still accepted', async (_name, reply) => {
		for (const subject of [addEmail, createAccount]) {
			const result = await goTo(reply, { subject });
			server?.close();
			expect(outcomesOf(result, 1)).toEqual(['accepted']);
		}
	});

	test.each<[name: string, reply: Reply, words: string, advice: string]>([
		[
			'labeled as gzip, but not compressed',
			(response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(YES),
			'the response could not be decompressed: incorrect header check',
			'A proxy may have changed the response',
		],
		[
			'broken off',
			(response) => {
				response.writeHead(200, { 'content-length': '1000' });
				response.write(YES);
				setTimeout(() => response.destroy(), 50);
			},
			'the connection was lost before the whole response arrived',
			'check in Regpack whether it was saved',
		],
		[
			'a PHP error before the JSON',
			(response) =>
				response.end(
					'<b>Fatal error</b>:  Out of memory in <b>/a.php</b> on line <b>1</b><br />\n{"success":true}',
				),
			'the response is a web page',
			'Base URL',
		],
	])('%s: the outcome is unknown', async (_name, reply, words, advice) => {
		const result = await goTo(reply);
		expect(outcomesOf(result, 1)).toEqual(['unknown']);
		expect(jsonByItem(result, 1)[0]).toMatchObject({
			error: expect.stringContaining(words),
			details: { advice: expect.stringContaining(advice), httpCode: 200 },
		});
	});
});
