/** The maximum to read of one answer, after decompression: far more than any normal answer. */
export const MOST_BYTES = 32 * 1024 * 1024;

/** The used part of a Node.js readable stream. Leaving a loop over it, or destroying it, closes its connection. */
interface ByteStream extends AsyncIterable<Uint8Array> {
	destroy(): unknown;
}

/** The answer is longer than {@link MOST_BYTES}. */
export class TooLongAnswer extends Error {}

/**
 * Reads the body of an answer as text.
 *
 * @param body a stream, or a body that n8n has already read
 * @param signal stops the reading and closes the connection
 * @throws TooLongAnswer, or whatever broke the stream
 */
export async function readBody(body: unknown, signal: AbortSignal): Promise<string> {
	if (isByteStream(body)) return await readStream(body, signal);
	if (body === undefined || body === null) return '';
	return typeof body === 'string' ? body : JSON.stringify(body);
}

function isByteStream(body: unknown): body is ByteStream {
	return (
		typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body
	);
}

async function readStream(body: ByteStream, signal: AbortSignal): Promise<string> {
	const end = () => void body.destroy();
	signal.addEventListener('abort', end, { once: true });
	try {
		// The signal may have been aborted while the response headers arrived.
		signal.throwIfAborted();
		return await readAll(body);
	} finally {
		signal.removeEventListener('abort', end);
		// A stream that was read to its end is destroyed already; any other must not stay open.
		end();
	}
}

async function readAll(body: ByteStream): Promise<string> {
	const decoder = new TextDecoder();
	let text = '';
	let bytes = 0;
	for await (const chunk of body) {
		bytes += chunk.byteLength;
		if (bytes > MOST_BYTES) throw new TooLongAnswer();
		text += decoder.decode(chunk, { stream: true });
	}
	return text + decoder.decode();
}
