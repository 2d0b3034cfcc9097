/**
 * Both stand-ins in a separate process, to try them by hand and for tests that cannot share a
 * process with them. Everything is kept in memory, so it is lost when the process ends.
 *
 *   node test/standins/main.mts [REGPACK_PORT] [LEELOO_PORT]
 *
 * The ports may also come from the environment; 0 picks a free one. Prints one line per stand-in
 * and ends on SIGTERM or SIGINT. Needs a Node that strips types (24).
 */
import { startLeeloo } from './leeloo.mts';
import { startRegpack } from './regpack.mts';

function portFrom(position: number, variable: string, fallback: number): number {
	const port = Number(process.argv[position] ?? process.env[variable] ?? fallback);
	if (Number.isInteger(port) && port >= 0 && port < 65536) return port;
	throw new Error(`${variable} must be a port number`);
}

const regpack = await startRegpack({ port: portFrom(2, 'REGPACK_PORT', 15801) });
const leeloo = await startLeeloo({ port: portFrom(3, 'LEELOO_PORT', 15802), chats: 3 });
console.log(`regpack ${regpack.url}`);
console.log(`leeloo ${leeloo.url}`);

async function end(): Promise<void> {
	await Promise.all([regpack.close(), leeloo.close()]);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
	process.once(signal, () => void end());
}
