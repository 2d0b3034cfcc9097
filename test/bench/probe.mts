/**
 * Loaded into the measured n8n (`node --import`). It does nothing until it receives an HTTP request:
 *
 *   POST /collect   collects garbage, as V8 normally does
 *   POST /shrink    also returns unused memory and discards compiled code, as V8 does when memory runs out
 *   POST /start     starts a CPU profile
 *   POST /stop      ends the profile and returns it
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Session, type Profiler } from 'node:inspector';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/** A CPU profile and its start, in milliseconds since the epoch. */
export interface Recording {
	began: number;
	profile: Profiler.Profile;
}

const SAMPLING_MICROSECONDS = 250;

function serve(port: number): void {
	setFlagsFromString('--expose-gc');
	const collectGarbage = runInNewContext('gc') as () => void;
	const session = new Session();
	session.connect();
	const post = async (method: string, parameters: object = {}) =>
		await new Promise<object>((resolve, reject) => {
			session.post(method, parameters, (error, result = {}) =>
				error ? reject(error) : resolve(result),
			);
		});
	const tasks: Record<string, () => Promise<object>> = {
		'/collect': async () => {
			collectGarbage();
			return await Promise.resolve({});
		},
		'/shrink': async () => await post('HeapProfiler.collectGarbage'),
		'/start': async () => {
			await post('Profiler.enable');
			await post('Profiler.setSamplingInterval', { interval: SAMPLING_MICROSECONDS });
			return await post('Profiler.start');
		},
		'/stop': async () => {
			const { profile } = (await post('Profiler.stop')) as Pick<Recording, 'profile'>;
			// The profiler uses the clock of hrtime, in microseconds.
			const since = Number(process.hrtime.bigint()) / 1e6 - profile.startTime / 1e3;
			await post('Profiler.disable');
			return { began: Date.now() - since, profile };
		},
	};
	const respond = async (request: IncomingMessage, response: ServerResponse) => {
		const answer = await tasks[request.url ?? '']?.();
		response.writeHead(answer ? 200 : 404).end(JSON.stringify(answer ?? {}));
	};
	createServer((request, response) => void respond(request, response))
		.listen(port, '127.0.0.1')
		.unref();
}

if (isMainThread && process.env.BENCH_PROBE_PORT !== undefined) {
	serve(Number(process.env.BENCH_PROBE_PORT));
}
