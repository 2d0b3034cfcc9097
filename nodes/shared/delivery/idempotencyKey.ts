import { createHash } from 'crypto';

/** Characters of a key: 72 bits in base64, so that two different rows practically never share one. */
export const KEY_LENGTH = 12;

/** A short key of plain data: equal data, equal key. The order of an object's members counts. */
export function idempotencyKeyOf(data: unknown): string {
	return createHash('sha256').update(JSON.stringify(data)).digest('base64').slice(0, KEY_LENGTH);
}
