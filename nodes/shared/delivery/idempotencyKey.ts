import { createHash } from 'crypto';

/** Characters of a digest: 72 bits in base64, so that two different rows practically never share one. */
export const DIGEST_LENGTH = 12;

/** A short fingerprint of plain data: equal data, equal digest. Keys count in the order they come. */
export function digestOf(data: unknown): string {
	return createHash('sha256').update(JSON.stringify(data)).digest('base64').slice(0, DIGEST_LENGTH);
}
