/** The only action of statuses/. */
import { z } from 'zod';
import { json } from '../http.mts';
import { action, filled, plainEnvelope } from './common.mts';
import type { Action } from './common.mts';
import type { RegpackRecords } from './records.mts';

const firstStatusId = 76867;

/** `doc` of https://api.regpack.com/docs/create */
const statusDoc = z
	.object({
		status_name: filled,
		color: z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #800000'),
		is_excluded: z.union([z.literal(0), z.literal(1)]),
	})
	.strict();

export function statusActions(records: RegpackRecords): Array<[string, Action]> {
	/** Responds as https://api.regpack.com/docs/create shows. Each call creates a new status. */
	const create = action(
		z.object({ ...plainEnvelope, doc: statusDoc }).strict(),
		({ group_id, doc }) => {
			const status_id = firstStatusId + records.statuses.length;
			records.statuses.push({ status_id, group_id, ...doc });
			return json({
				msg: 'Status created successfully.',
				msg_type: 'info',
				status_id,
				success: true,
			});
		},
	);
	return [['create', create]];
}
