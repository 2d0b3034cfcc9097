/** The other likely form of each shape that the Leeloo stand-in had to guess: see `nodes/Leeloo/answers/readings.ts`. */
import { isBody } from '../turns.mts';
import type { Body, Turns } from '../turns.mts';
import { failure } from './answers.mts';

const SINGLE = /\/(?:people|users|orders)\/[^/]+$|\/person$/;

const named = (body: Body, name: string) =>
	Array.isArray(body['data']) ? { ...body, data: { [name]: body['data'] } } : body;

/** Replaces `NOT_DEFINED`, Leeloo's text for an empty value, with null. */
const withNulls = (value: unknown): unknown =>
	JSON.parse(JSON.stringify(value).replaceAll('"NOT_DEFINED"', 'null'));

export const leelooTurns: Turns = {
	'leeloo.refusal': { status: (body, status) => (body['status'] === 0 ? 400 : status) },
	'leeloo.wrongToken': { settings: { authFailure: 'http401' } },
	'leeloo.throttle': { settings: { throttleStatus: 200 } },
	'leeloo.totalCount': { body: ({ meta: _, ...body }) => body },
	'leeloo.pageSize': {
		body: (body, { query }) =>
			body['status'] === 1 && Number(query['limit']) > 20
				? failure('FORMAT_ERROR', { limit: 'TOO_HIGH' })
				: body,
	},
	'leeloo.namedLists': {
		body: (body, { path }) => {
			if (path.endsWith('/tags')) return named(body, 'tags');
			const { data } = body;
			return path.endsWith('/connections') && isBody(data)
				? { ...body, data: data['connections'] }
				: body;
		},
	},
	'leeloo.singleRecord': {
		body: (body, { method, path }) =>
			method === 'GET' && SINGLE.test(path) && isBody(body['data'])
				? { ...body, data: [body['data']] }
				: body,
	},
	'leeloo.changedOrder': {
		body: (body, { method, path }) =>
			method === 'POST' && /\/orders\/[^/]+$/.test(path) && isBody(body['data'])
				? { ...body['data'], status: 'REJECTED' }
				: body,
	},
	'leeloo.emptyValues': { body: withNulls },
	'leeloo.exactFilters': { settings: { looseFilters: true } },
	'leeloo.badRows': { settings: { nameBadRows: 'first' } },
};
