/** Channels, messages and templates, https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
import { z } from 'zod';
import { templateCategories, tunnels } from '../values.mts';
import { day, filled, id, noQuery, notFound, oneOfIds, pageQuery, yes } from './answers.mts';
import type { Checks, Routes } from './answers.mts';
import type { State, StoredChannel, StoredMessage } from './state.mts';

const channelQuery = pageQuery.extend({
	'filter[last_message][from]': day.optional(),
	'filter[last_message][to]': day.optional(),
});
const templates = templateCategories.flatMap((category) => category.templates);

const shownChannel = (channel: StoredChannel) => ({
	id: channel.id,
	person_id: channel.person_id,
	name: channel.name,
	from: channel.from,
	botStatus: 'BOT',
	lastMessageTime: channel.lastMessageTime ?? 'NOT_DEFINED',
	createdAt: channel.createdAt,
	utmMarks: channel.utmMarks,
});
const shownMessage = ({ id: messageId, text, type, createdAt }: StoredMessage) => ({
	id: messageId,
	text: text ?? '',
	type,
	read: true,
	createdAt,
	updatedAt: createdAt,
});

export function chatRoutes(state: State, { withBody, withQuery, listed }: Checks): Routes {
	const { records, channelsById, addMessage } = state;
	const known = id.refine((value) => channelsById.has(value), 'NOT_ALLOWED_VALUE');

	return {
		'GET /communication-channels': withQuery(channelQuery, (query) => {
			const from = query['filter[last_message][from]'];
			const to = query['filter[last_message][to]'];
			const found = records.channels.filter(({ lastMessageTime: time = '' }) => {
				const last = time.slice(0, 10);
				return (from === undefined || last >= from) && (to === undefined || (last && last <= to));
			});
			return listed(found, query, shownChannel);
		}),
		/** Newest first. */
		'GET /communication-channels/:id/chat-messages': withQuery(
			pageQuery,
			(query, { ids: [account_id = ''] }) =>
				channelsById.has(account_id)
					? listed(
							records.messages.filter((message) => message.account_id === account_id).toReversed(),
							query,
							shownMessage,
						)
					: notFound(),
		),
		'POST /communication-channels/:id/manual-subscribe': withBody(
			z
				.object({ tunnel_id: oneOfIds(tunnels.map((tunnel) => tunnel.id)), tunnel_block_id: id })
				.strict()
				.refine(
					({ tunnel_id, tunnel_block_id }) =>
						tunnels.find((tunnel) => tunnel.id === tunnel_id)?.blocks.includes(tunnel_block_id),
					{ message: 'NOT_ALLOWED_VALUE', path: ['tunnel_block_id'] },
				),
			(input, { ids: [account_id = ''] }) => {
				if (!channelsById.has(account_id)) return notFound();
				records.subscriptions.push({ account_id, ...input });
				return yes({});
			},
		),
		'POST /messages/send-message': withBody(
			z.object({ account_id: known, text: filled }).strict(),
			(input) => {
				addMessage({ ...input, type: 'YOUR_MESSAGE' });
				return yes({});
			},
		),
		'POST /messages/send-template': withBody(
			z
				.object({
					account_id: known,
					template_id: oneOfIds(templates.map((template) => template.id)),
					variables: z.record(z.unknown()).optional(),
				})
				.strict(),
			({ variables, ...input }) => {
				addMessage({ ...input, ...(variables ? { variables } : {}), type: 'YOUR_MESSAGE' });
				return yes({});
			},
		),
		'GET /categories/templates': withQuery(noQuery, () =>
			yes({ categories: templateCategories.map(({ id: key, name }) => ({ id: key, name })) }),
		),
		'GET /categories/templates/:id': withQuery(noQuery, (_, { ids: [categoryId] }) => {
			const category = templateCategories.find((candidate) => candidate.id === categoryId);
			return category ? yes({ templates: category.templates }) : notFound();
		}),
	};
}
