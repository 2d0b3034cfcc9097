/**
 * Email and SMS accounts, https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373 and
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */
import { z } from 'zod';
import { connections, tags, tunnels } from '../values.mts';
import { email, oneOfIds, yes } from './answers.mts';
import type { Checks, Routes } from './answers.mts';
import { receivedKey } from './state.mts';
import type { State } from './state.mts';

const tagId = oneOfIds(Object.values(tags).map(({ id }) => id));
const leadGenToolId = oneOfIds(
	tunnels.flatMap(({ leadgentools }) => leadgentools.map(({ id }) => id)),
);

const emailRow = z
	.object({ email, name: z.string().optional(), phone: z.string().optional() })
	.strict();
const emailBody = z
	.object({
		data: z.array(emailRow).min(1, 'CANNOT_BE_EMPTY'),
		connection_id: z
			.string()
			.min(1, 'REQUIRED')
			.pipe(oneOfIds([connections.sendGrid.id, connections.mandrill.id])),
		tags: tagId.optional(),
	})
	.strict();

/** Leeloo does not document the required fields. We require a phone and a connection, as for email accounts. */
const smsRow = z
	.object({
		phone: z.string().min(1, 'REQUIRED'),
		name: z.string().optional(),
		email: email.optional(),
	})
	.strict();
const smsBody = z
	.object({
		data: z.array(smsRow).min(1, 'CANNOT_BE_EMPTY'),
		connection_id: z
			.string()
			.min(1, 'REQUIRED')
			.pipe(oneOfIds([connections.sms.id])),
		leadgentool_id: leadGenToolId.optional(),
		tags: z.array(tagId).optional(),
	})
	.strict();

export function accountRoutes({ records, addPerson }: State, { withBody }: Checks): Routes {
	/** Silently ignores an email that the connection already has. */
	function take(sent: z.infer<typeof emailRow>, connection_id: string, tagIds: string[]): void {
		const key = receivedKey(sent.email, connection_id);
		const before = records.received.get(key) ?? 0;
		records.received.set(key, before + 1);
		if (before > 0) return;
		const { person, channel } = addPerson({
			...sent,
			name: sent.name || sent.email,
			tags: tagIds,
			from: 'EMAIL',
			connection_id,
		});
		records.accounts.push({
			account_id: channel.id,
			person_id: person.id,
			email: sent.email,
			name: person.name,
			...(person.phone === undefined ? {} : { phone: person.phone }),
			connection_id,
			tags: tagIds,
			createdAt: person.createdAt,
		});
	}

	return {
		/** One bad row rejects the whole request. `count_to_process` counts all rows, including duplicates. */
		'POST /accounts/email': withBody(emailBody, (input) => {
			const tagIds = input.tags === undefined ? [] : [input.tags];
			for (const sent of input.data) take(sent, input.connection_id, tagIds);
			return yes({ count_to_process: input.data.length });
		}),
		'POST /people/sms': withBody(smsBody, ({ data, connection_id, tags: tagIds = [] }) => {
			for (const sent of data) {
				addPerson({
					...sent,
					name: sent.name || sent.phone,
					tags: tagIds,
					from: 'SMS',
					connection_id,
				});
			}
			return yes({ count_to_process: data.length });
		}),
	};
}
