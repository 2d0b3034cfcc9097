/** TLS in front of a stand-in, with a certificate created for this run. n8n trusts it through NODE_EXTRA_CA_CERTS. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';

/** The files of a self-signed certificate for 127.0.0.1 and of its key. */
interface Certificate {
	cert: string;
	key: string;
}

/** Creates a certificate with openssl. */
export async function makeCertificate(folder: string): Promise<Certificate> {
	const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
	const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
	const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
	const files = ['-keyout', key, '-out', cert, '-days', '2'];
	await promisify(execFile)('openssl', ['req', '-x509', ...curve, ...name, ...files]);
	return { cert, key };
}

/**
 * Accepts TLS connections and passes them on to a server that speaks plain HTTP. It ends with this process.
 * @returns the address that leads to `url`
 */
export async function serveTls(url: string, { cert, key }: Certificate): Promise<string> {
	const { hostname, port, pathname } = new URL(url);
	const server = createServer(
		{ cert: await readFile(cert), key: await readFile(key), noDelay: true },
		(outside) => {
			const inside = connect({ host: hostname, port: Number(port), noDelay: true });
			for (const [one, other] of [
				[outside, inside],
				[inside, outside],
			] as const) {
				one.on('error', () => other.destroy()).on('close', () => other.destroy());
				one.pipe(other);
			}
		},
	);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	server.unref();
	const address = server.address();
	if (address === null || typeof address === 'string')
		throw new Error('The TLS server has no port');
	return `https://127.0.0.1:${address.port}${pathname}`;
}
