import { UserError } from 'n8n-workflow';

import { excerpt } from '../text';
import type { Reason } from './types';

/** Converts a thrown value to an Error. */
export function asError(caught: unknown): Error {
	return caught instanceof Error ? caught : new Error(String(caught));
}

/** Turns a thrown value into a reason. The description of a UserError becomes the advice. */
export function reasonOf(error: unknown): Reason {
	const { message } = asError(error);
	const reason = excerpt(message, 300);
	if (error instanceof UserError) {
		return { reason, ...(error.description != null && { advice: error.description }) };
	}
	return { reason };
}
