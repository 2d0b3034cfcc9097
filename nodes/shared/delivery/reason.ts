import { UserError } from 'n8n-workflow';

import { excerpt } from '../text';
import type { Reason } from './types';

/** Turns something that was thrown into a reason; a UserError's description becomes the advice. */
export function reasonOf(error: unknown): Reason {
	const { message } = error instanceof Error ? error : new Error(String(error));
	const reason = excerpt(message, 300);
	if (error instanceof UserError) {
		return { reason, ...(error.description != null && { advice: error.description }) };
	}
	return { reason };
}
