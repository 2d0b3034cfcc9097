/** People, https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
import { z } from 'zod';
import { json } from '../http.mts';
import type { Answer } from '../http.mts';
import { tags, tunnels, users } from '../values.mts';
import {
	day,
	email,
	filled,
	noQuery,
	notFound,
	oneOfIds,
	pageQuery,
	repeated,
	yes,
} from './answers.mts';
import type { Checks, Routes, Routed } from './answers.mts';
import type { State, StoredPerson } from './state.mts';

const tagNames = new Map(Object.values(tags).map(({ id, name }) => [id, name]));
const userIds = users.map(({ id }) => id);

const listQuery = pageQuery.extend({
	'filter[tags]': repeated.optional(),
	'filter[last_message][from]': day.optional(),
	'filter[last_message][to]': day.optional(),
	'filter[email]': z.string().optional(),
	'filter[phone]': z.string().optional(),
});
const getQuery = z
	.object({
		include: z
			.string()
			.refine(
				(value) => value.split(',').every((part) => ['contactedUsers', 'orders'].includes(part)),
				'NOT_ALLOWED_VALUE',
			)
			.optional(),
	})
	.strict();
const phone = z.string().min(1, 'CANNOT_BE_EMPTY');
/** Leeloo does not document the required fields. We require any one of three. */
const createBody = z
	.object({
		name: z.string().optional(),
		email: email.optional(),
		phone: phone.optional(),
		leadgentool_id: oneOfIds(
			tunnels.flatMap(({ leadgentools }) => leadgentools.map(({ id }) => id)),
		).optional(),
		connected_users_ids: z.array(oneOfIds(userIds)).optional(),
	})
	.strict()
	.refine((card) => card.name || card.email || card.phone, { message: 'REQUIRED', path: ['name'] });
const updateBody = z
	.object({
		phone: phone.optional(),
		email: email.optional(),
		custom_fields: z
			.array(z.object({ type: filled, name: filled, value: z.string() }).strict())
			.optional(),
	})
	.strict();
const tagBody = z.object({ tag_id: oneOfIds(tagNames.keys()) }).strict();

export function peopleRoutes(state: State, { withBody, withQuery, listed }: Checks): Routes {
	const { records, settings, peopleById, channelsById, addPerson, nextId, now } = state;

	/** The newest message of the person's channels. */
	const lastMessageOf = ({ accounts }: StoredPerson): string | undefined =>
		accounts
			.map((account) => channelsById.get(account)?.lastMessageTime ?? '')
			.sort()
			.at(-1) || undefined;

	/** Empty values are the text NOT_DEFINED, which a public client received
	 * (https://github.com/IvanBondarenkoIT/woocommerce-api-connector). */
	const shown = (person: StoredPerson) => ({
		id: person.id,
		name: person.name,
		email: person.email ?? 'NOT_DEFINED',
		phone: person.phone ?? 'NOT_DEFINED',
		tags: person.tags.map((id) => tagNames.get(id)),
		accounts: person.accounts.map((account_id) => {
			const channel = channelsById.get(account_id);
			return {
				account_id,
				...(channel?.connection_id === undefined ? {} : { connection_id: channel.connection_id }),
				connection_status: 'OK',
				from: channel?.from,
			};
		}),
		lastMessageTime: lastMessageOf(person) ?? 'NOT_DEFINED',
		createdAt: person.createdAt,
	});

	const card = ({ createdAt: created_at, ...person }: ReturnType<typeof shown>, id: string) => ({
		...person,
		profileImage: 'NOT_DEFINED',
		gender: 'NOT_DEFINED',
		locale: '',
		subscribeHistory: records.subscriptions
			.filter(({ account_id }) => peopleById.get(id)?.accounts.includes(account_id))
			.map(({ account_id: accountId, tunnel_id: tunnelId }) => ({
				tunnelName: tunnels.find((tunnel) => tunnel.id === tunnelId)?.name,
				tunnelId,
				accountId,
			})),
		custom_fields: peopleById.get(id)?.custom_fields ?? [],
		created_at,
		updated_at: created_at,
	});

	function answerCard(person: StoredPerson | undefined, include: string): Answer {
		if (!person) return notFound();
		const orders = records.orders.filter(({ person_id }) => person_id === person.id);
		const managers = users.filter(({ id }) => person.connected_users_ids.includes(id));
		const links = (type: string, list: Array<{ id: string }>) =>
			list.map(({ id }) => ({ type, id }));
		const data = {
			...card(shown(person), person.id),
			links: { contactedUsers: links('users', managers), orders: links('orders', orders) },
		};
		const included = {
			...(include.includes('contactedUsers') ? { users: managers } : {}),
			...(include.includes('orders') ? { orders } : {}),
		};
		return json({ data, included, status: 1 });
	}

	const list = withQuery(listQuery, (query) => {
		const { looseFilters, listLagMs } = settings;
		const isLate = ({ createdAt }: StoredPerson) => Date.now() - Date.parse(createdAt) < listLagMs;
		const wanted = {
			tags: query['filter[tags]'] ?? [],
			from: query['filter[last_message][from]'] ?? '',
			to: query['filter[last_message][to]'] ?? '9999',
			email: query['filter[email]'],
			phone: query['filter[phone]'],
		};
		const same = (held: string | undefined, asked: string | undefined): boolean =>
			asked === undefined ||
			(looseFilters
				? (held ?? '').toLowerCase().startsWith(asked.slice(0, 2).toLowerCase())
				: held === asked);
		const found = records.people.filter((person) => {
			const last = lastMessageOf(person)?.slice(0, 10) ?? '';
			const isBounded = wanted.from !== '' || wanted.to !== '9999';
			return (
				!isLate(person) &&
				same(person.email, wanted.email) &&
				same(person.phone, wanted.phone) &&
				wanted.tags.every((name) => person.tags.some((id) => tagNames.get(id) === name)) &&
				(!isBounded || (last !== '' && last >= wanted.from && last <= wanted.to))
			);
		});
		return listed(found, query, shown);
	});

	const personOf = ({ ids: [id = ''] }: Routed) => peopleById.get(id);
	const tagged = (change: (person: StoredPerson, tag: string) => string[]) =>
		withBody(tagBody, ({ tag_id }, call) => {
			const person = personOf(call);
			if (!person) return notFound();
			person.tags = change(person, tag_id);
			return yes({});
		});

	return {
		'GET /people': list,
		'GET /people/:id': withQuery(getQuery, ({ include = '' }, call) =>
			answerCard(personOf(call), include),
		),
		'GET /communication-channels/:id/person': withQuery(noQuery, (_, { ids: [id = ''] }) =>
			answerCard(peopleById.get(channelsById.get(id)?.person_id ?? ''), ''),
		),
		'POST /people': withBody(createBody, (input) => {
			const { person, channel } = addPerson({
				...input,
				name: input.name ?? input.email ?? input.phone ?? '',
				users: input.connected_users_ids ?? [],
				from: 'MANUAL',
			});
			return yes({
				id: channel.id,
				person_id: person.id,
				name: person.name,
				tags: [],
				from: 'MANUAL',
				botStatus: 'BOT',
				connectionStatus: 'OK',
				gender: 'NOT_DEFINED',
				phone: person.phone ?? 'NOT_DEFINED',
				email: person.email ?? 'NOT_DEFINED',
				locale: '',
				subscribeHistory: [],
				createdAt: person.createdAt,
				updatedAt: person.createdAt,
			});
		}),
		'PUT /people/:id': withBody(updateBody, (input, call) => {
			const person = personOf(call);
			if (!person) return notFound();
			const { custom_fields = [], email: address, phone: number } = input;
			if (address !== undefined) person.email = address;
			if (number !== undefined) person.phone = number;
			const others = person.custom_fields.filter(
				(held) => !custom_fields.some(({ name }) => name === held.name),
			);
			person.custom_fields = [...others, ...custom_fields];
			return yes({});
		}),
		'PUT /people/:id/add-comment': withBody(
			z.object({ comment: filled }).strict(),
			({ comment }, call) => {
				const person = personOf(call);
				if (!person) return notFound();
				const stored = { id: nextId(), person_id: person.id, text: comment, created_at: now() };
				records.comments.push(stored);
				return yes({
					id: stored.id,
					text: comment,
					entity_id: person.id,
					entity_type: 'PERSON',
					created_at: stored.created_at,
					updated_at: stored.created_at,
				});
			},
		),
		'PUT /people/:id/add-tag': tagged(({ tags: held }, tag) => [...new Set([...held, tag])]),
		'PUT /people/:id/remove-tag': tagged(({ tags: held }, tag) => held.filter((id) => id !== tag)),
	};
}
