/**
 * Orders, tunnels, users, calls and everything else that belongs to the company,
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */
import { z } from 'zod';
import { json } from '../http.mts';
import { connections, offer, paymentCredits, tags, tunnels, users } from '../values.mts';
import {
	email,
	filled,
	id,
	minute,
	moment,
	noQuery,
	notFound,
	oneOfIds,
	pageQuery,
	yes,
} from './answers.mts';
import type { Checks, Routes } from './answers.mts';
import type { State, StoredOrder } from './state.mts';

const userId = oneOfIds(users.map((user) => user.id));
const toolsOf = new Map(
	tunnels.flatMap((tunnel) => tunnel.leadgentools.map((tool) => [tool.id, tunnel.id] as const)),
);
const shownTunnel = ({ id: key, name, createdAt, updatedAt }: (typeof tunnels)[number]) => ({
	id: key,
	name,
	createdAt,
	updatedAt,
});
const stats = (factor: number) => ({
	subscribers: 10 * factor,
	uniqSubscribers: 8 * factor,
	orders: 4 * factor,
	sales: 3 * factor,
	uniqSales: 2 * factor,
	visits: 40 * factor,
	uniqVisits: 30 * factor,
	shows: 50 * factor,
	uniqShows: 45 * factor,
	totalSale: 200.25 * factor,
	totalExpenses: 20.25 * factor,
});
const shownOrder = ({
	description: _description,
	paymentMethod: _method,
	sent: _sent,
	...order
}: StoredOrder) => order;
const singleOrder = ({ person_id: _person, sent: _sent, ...order }: StoredOrder) => order;

const callBody = z
	.object({
		user_id: userId,
		account_id: id,
		from: filled,
		to: filled,
		date: moment,
		record_link: z.union([z.literal('NOT_DEFINED'), z.string().url()], {
			errorMap: () => ({ message: 'WRONG_URL' }),
		}),
		status: z.enum(['TALKING', 'SUCCESS', 'NO_ANSWER', 'CLOSED_BY_SYSTEM']),
		duration: z.number().int().min(0),
		type: z.enum(['INBOUND', 'OUTBOUND']),
	})
	.strict();

export function companyRoutes(state: State, { withBody, withQuery, listed }: Checks): Routes {
	const { records, peopleById, channelsById, nextId, now } = state;
	const orderOf = (key = '') => records.orders.find((order) => order.id === key);

	const orderBody = z
		.object({
			paymentCreditsId: oneOfIds([paymentCredits.id]),
			offerId: oneOfIds([offer.id]),
			personId: id.refine((value) => peopleById.has(value), 'NOT_ALLOWED_VALUE'),
			email: email.optional(),
			phone: filled.optional(),
			transactionDate: moment,
			// The page says boolean, but its example sends text.
			isNotifyAccount: z.union([z.boolean(), z.enum(['true', 'false'])]),
			managerId: userId.optional(),
		})
		.strict();
	const changeBody = z
		.object({
			status: z.enum(['RESOLVED', 'REJECTED']).optional(),
			paymentDate: minute.optional(),
			currency: z.enum(['USD', 'EUR', 'UAH', 'RUB']).optional(),
			price: z
				.string()
				.regex(/^\d+(\.\d+)?$/, 'NOT_DECIMAL')
				.optional(),
			userComments: z.string().optional(),
		})
		.strict();

	return {
		'POST /orders': withBody(orderBody, (input) => {
			const at = now();
			const order: StoredOrder = {
				id: nextId(),
				person_id: input.personId,
				title: offer.title,
				description: '',
				price: offer.price,
				currency: 'USD',
				status: 'OPENED',
				paymentMethod: 'MANUAL',
				createdAt: at,
				updatedAt: at,
				sent: input,
			};
			records.orders.push(order);
			const { person_id: _person, ...shown } = shownOrder(order);
			return yes(shown);
		}),
		'GET /orders': withQuery(pageQuery, (query) => listed(records.orders, query, shownOrder)),
		'GET /orders/:id': withQuery(noQuery, (_, { ids: [key] }) => {
			const order = orderOf(key);
			return order ? yes(singleOrder(order)) : notFound();
		}),
		'POST /orders/:id': withBody(changeBody, (input, { ids: [key] }) => {
			const order = orderOf(key);
			if (!order) return notFound();
			const { status, currency, price } = input;
			Object.assign(order, {
				...(status && { status }),
				...(currency && { currency }),
				...(price && { price: Number(price) }),
				updatedAt: now(),
				sent: { ...order.sent, ...input },
			});
			return yes({});
		}),
		'GET /tunnels': withQuery(pageQuery, (query) => listed(tunnels, query, shownTunnel)),
		'GET /tunnels/stats': withQuery(noQuery, () => yes([stats(tunnels.length)])),
		'GET /tunnels/:id': withQuery(
			z.object({ include: z.literal('leadgentools').optional() }).strict(),
			({ include }, { ids: [key] }) => {
				const tunnel = tunnels.find((candidate) => candidate.id === key);
				if (!tunnel) return notFound();
				const { leadgentools } = tunnel;
				const links = {
					leadgentools: leadgentools.map((tool) => ({ type: 'leadgentools', id: tool.id })),
				};
				const linked = include ? { linked: { leadgentools } } : {};
				return json({ status: 1, data: { ...shownTunnel(tunnel), links }, ...linked });
			},
		),
		'GET /tunnels/:id/stats': withQuery(noQuery, (_, { ids: [key] }) =>
			tunnels.some((tunnel) => tunnel.id === key) ? yes([stats(1)]) : notFound(),
		),
		'POST /leadgentools/:id/create-traffic-source': withBody(
			z.object({ name: filled, description: z.string().optional() }).strict(),
			({ name, description = '' }, { ids: [leadgentool_id = ''] }) => {
				const tunnel_id = toolsOf.get(leadgentool_id);
				if (tunnel_id === undefined) return notFound();
				const key = nextId();
				const source = {
					id: key,
					type: 'normal',
					name,
					description,
					hash: key.slice(-6),
					leadgentool_id,
					tunnel_id,
					resubscribe_button_id: 'NOT_DEFINED',
					disabled: false,
					createdAt: now(),
					updatedAt: now(),
				};
				records.trafficSources.push(source);
				return yes(source);
			},
		),
		'GET /users': withQuery(pageQuery, (query) => listed(users, query, (user) => user)),
		'GET /users/:id': withQuery(noQuery, (_, { ids: [key] }) => {
			const user = users.find((candidate) => candidate.id === key);
			return user ? yes(user) : notFound();
		}),
		'POST /calls': withBody(callBody, (input) => {
			if (!channelsById.has(input.account_id)) return notFound();
			const call = { id: nextId(), call_id: nextId(), provider_type: 'MANUAL', ...input };
			records.calls.push(call);
			return yes({ ...call, billsec: input.duration, createdAt: now(), updatedAt: now() });
		}),
		'GET /connections': withQuery(noQuery, () => yes({ connections: Object.values(connections) })),
		'GET /tags': withQuery(noQuery, () => yes(Object.values(tags))),
	};
}
