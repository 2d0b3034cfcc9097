/** The parts that the actions of all Regpack endpoints share. */
import { z } from 'zod';
import { json } from '../http.mts';
import type { Answer } from '../http.mts';
import { regpack as credential } from '../values.mts';

export type Action = (body: unknown) => Answer;

export const refusal = (msg: string) => ({ success: false, msg, msg_type: 'error' });
export const no = (msg: string, status = 200): Answer => json(refusal(msg), status);

/** An action: its documented parameters, and what it does with them. */
export function action<Output>(
	schema: z.ZodType<Output, z.ZodTypeDef, unknown>,
	run: (input: Output) => Answer,
): Action {
	return (body) => {
		const { success, data, error } = schema.safeParse(body);
		if (success) return run(data);
		return no(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
	};
}

export const filled = z.string().regex(/\S/, 'must not be empty');

const groupId = z
	.number()
	.refine((id) => String(id) === credential.groupId, 'no such project for this API admin');

/** `action`, and what https://api.regpack.com/docs/user lists for all calls of the users endpoint. */
export const usersEnvelope = {
	action: z.string(),
	group_id: groupId,
	submit_forms: z.boolean().optional(),
	disable_email_sending: z.boolean().optional(),
};

/** The other endpoints accept `action`, `group_id` and a `doc`, which each action adds. */
export const plainEnvelope = { action: z.string(), group_id: groupId };
