import { UserError } from 'n8n-workflow';

import { excerpt } from '../text';
import type { Reason } from './types';

/** Whatever was thrown, as an error. */
export function asError(caught: unknown): Error {
	return caught instanceof Error ? caught : new Error(String(caught));
}

/** Turns something that was thrown into a reason; a UserError's description becomes the advice. */
export function reasonOf(error: unknown): Reason {
	const { message } = asError(error);
	const reason = excerpt(message, 300);
	if (error instanceof UserError) {
		return { reason, ...(error.description != null && { advice: error.description }) };
	}
	return { reason };
}
