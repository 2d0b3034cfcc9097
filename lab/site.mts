/** A separate n8n: a user folder with the package, stand-ins, their credentials, and the examples. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import layout from '../scripts/layout.cjs';
import { startLeeloo, type LeelooStandin } from '../test/standins/leeloo.mts';
import { startRegpack, type RegpackStandin } from '../test/standins/regpack.mts';
import { startSmtp, type SmtpStandin } from '../test/standins/smtp.mts';
import { readExamples, standinCredentials } from './examples.mts';
import {
	importCredentials,
	importWorkflows,
	packTarball,
	prepareUserFolder,
	startServer,
	type Credential,
	type Server,
	type Workflow,
} from './n8n.mts';
import { requestsWithSecrets } from './secrets.mts';

export interface Site {
	readonly userFolder: string;
	readonly regpack: RegpackStandin;
	readonly leeloo: LeelooStandin;
	readonly smtp: SmtpStandin;
	readonly credentials: readonly Credential[];
	readonly examples: readonly Workflow[];
	/** The log files of n8n's server, one per start. */
	readonly logs: readonly string[];
	/** Starts n8n's server, with these environment variables in addition, and signs in. */
	startServer(env?: Record<string, string>): Promise<Server>;
	/** The credential of a type, such as `regpackApi`. */
	credential(type: string): Credential;
	/** A copy of an example. */
	example(id: string): Workflow;
	/** Requests since the last reset that contain a token outside its header. */
	requestsWithSecrets(): string[];
	/** Resets the stand-ins. */
	reset(): void;
	/** Registers something else to end on `close`, before everything that was started earlier. */
	alsoStop(stop: () => Promise<unknown>): void;
	/** Ends everything that was started, and removes the folder. */
	close(): Promise<void>;
}

/**
 * Prepares everything, but starts no n8n server yet. If a step fails, everything that was started is ended.
 * @param options.chats how many people have written to Leeloo's stand-in
 * @param options.importsExamples whether n8n gets the examples
 * @param options.packages the folders of the packages to install; the default is only the project's own
 * @param options.lab the folder of the n8n that runs; the default is the newest
 */
export async function openSite({
	chats = 0,
	importsExamples = false,
	packages = [layout.root],
	lab,
}: {
	chats?: number;
	importsExamples?: boolean;
	packages?: readonly string[];
	lab?: string;
} = {}): Promise<Site> {
	/** Functions that end the parts, in the order in which the parts were started. */
	const stops: Array<() => Promise<unknown>> = [];
	const close = async (): Promise<void> => {
		const stop = stops.pop();
		if (!stop) return;
		try {
			await stop();
		} finally {
			await close();
		}
	};
	const logs: string[] = [];
	try {
		const regpack = await startRegpack();
		stops.push(regpack.close);
		const leeloo = await startLeeloo({ chats });
		stops.push(leeloo.close);
		const smtp = await startSmtp();
		stops.push(smtp.close);
		const userFolder = await mkdtemp(join(tmpdir(), 'n8n-site-'));
		stops.push(async () => await rm(userFolder, { recursive: true, force: true }));
		const where = { regpack: regpack.url, leeloo: leeloo.url, smtp: smtp.port };
		const credentials = standinCredentials(where);
		const examples = await readExamples(credentials);
		for (const folder of packages) await prepareUserFolder(userFolder, await packTarball(folder));
		await importCredentials(userFolder, credentials, lab);
		if (importsExamples) await importWorkflows(userFolder, examples, lab);
		return {
			userFolder,
			regpack,
			leeloo,
			smtp,
			credentials,
			examples,
			logs,
			async startServer(env = {}) {
				const logFile = join(userFolder, `n8n-${logs.length}.log`);
				logs.push(logFile);
				const server = await startServer({
					userFolder,
					logFile,
					env,
					...(lab !== undefined && { lab }),
				});
				stops.push(server.stop.bind(server));
				await server.signIn();
				return server;
			},
			credential(type) {
				const found = credentials.find((credential) => credential.type === type);
				if (!found) throw new Error(`There is no ${type} credential`);
				return found;
			},
			example(id) {
				const found = examples.find((example) => example.id === id);
				if (!found) throw new Error(`There is no example ${id}`);
				return structuredClone(found);
			},
			requestsWithSecrets: () => requestsWithSecrets(regpack, leeloo),
			reset() {
				for (const standin of [regpack, leeloo, smtp]) standin.reset();
			},
			alsoStop: (stop) => void stops.push(stop),
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}
