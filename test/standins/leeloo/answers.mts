/** The Leeloo stand-in's success and error responses, and the checks for requests. */
import { z } from 'zod';
import { isJson, json } from '../http.mts';
import type { Answer, Call, Settings } from '../http.mts';

/** A call with the IDs from its path, in order. */
export interface Routed extends Call {
	ids: string[];
}

/** Routes by `METHOD /path/:id`. */
export type Routes = Record<string, (call: Routed) => Answer>;

export const failure = (code: string, fields: Record<string, string> = {}) => ({
	status: 0,
	error: { fields, code },
});

/** The shape of all error responses. Leeloo does not document it, so it is our choice. */
export const notFound = (): Answer => json(failure('NOT_FOUND'));

export const yes = (data: object): Answer => json({ data, status: 1 });

export const id = z.string().regex(/^[\da-f]{24}$/, 'WRONG_FORMAT');
export const oneOfIds = (ids: Iterable<string>) => {
	const known = new Set(ids);
	return z.string().refine((value) => known.has(value), 'NOT_ALLOWED_VALUE');
};
export const filled = z.string().min(1, 'CANNOT_BE_EMPTY');
/** Similar to LIVR's `email` rule: no quotes, no underscore in the domain, a short last label. */
const emailPattern = /^[\w+-]+(?:\.[\w+-]+)*@(?:[a-z0-9-]+\.)+[a-z]{2,6}$/i;
export const email = z.string().min(1, 'REQUIRED').regex(emailPattern, 'WRONG_EMAIL');
export const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'WRONG_DATE');
export const moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'WRONG_DATE');
export const minute = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d$/, 'WRONG_DATE');

const offset = z.string().regex(/^\d+$/, 'NOT_INTEGER').default('0').transform(Number);
const limit = z
	.string()
	.regex(/^[1-9]\d*$/, 'NOT_POSITIVE_INTEGER')
	.default('20')
	.transform(Number);
export const pageQuery = z.object({ limit, offset }).strict();
export const noQuery = z.object({}).strict();

/** One value, or several values of the same parameter. */
export const repeated = z
	.union([z.string(), z.array(z.string())])
	.transform((value) => [value].flat());

const received = (issue: z.ZodIssue): unknown => ('received' in issue ? issue.received : undefined);

/**
 * The path of each wrong field, with slashes, and its error code:
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373
 */
function fieldErrors(issues: readonly z.ZodIssue[]): Array<[path: string, code: string]> {
	return issues.flatMap((issue): Array<[string, string]> => {
		if (issue.code === 'unrecognized_keys') {
			return issue.keys.map((key) => [[...issue.path, key].join('/'), 'NOT_ALLOWED_VALUE']);
		}
		const missing = received(issue) === 'undefined' || received(issue) === 'null';
		const wrongType = missing ? 'REQUIRED' : 'FORMAT_ERROR';
		const code = issue.code === 'invalid_enum_value' ? 'NOT_ALLOWED_VALUE' : issue.message;
		return [[issue.path.join('/'), issue.code === 'invalid_type' ? wrongType : code]];
	});
}

export function createChecks(settings: Settings) {
	function refused(issues: readonly z.ZodIssue[]): Answer {
		const errors = fieldErrors(issues);
		const named = settings.nameBadRows === 'first' ? errors.slice(0, 1) : errors;
		// A field may break several rules. The first one counts.
		return json(failure('FORMAT_ERROR', Object.fromEntries(named.toReversed())));
	}

	/** A handler that receives the checked body. */
	const withBody =
		<Output,>(
			schema: z.ZodType<Output, z.ZodTypeDef, unknown>,
			handle: (body: Output, call: Routed) => Answer,
		) =>
		(call: Routed): Answer => {
			const { headers, body } = call;
			if (isJson(headers) && body === undefined) return json(failure('FORMAT_ERROR'), 400);
			const checked = schema.safeParse(isJson(headers) ? body : {});
			return checked.success ? handle(checked.data, call) : refused(checked.error.issues);
		};

	/** A handler that receives the checked query. */
	const withQuery =
		<Output,>(
			schema: z.ZodType<Output, z.ZodTypeDef, unknown>,
			handle: (query: Output, call: Routed) => Answer,
		) =>
		(call: Routed): Answer => {
			const checked = schema.safeParse(call.query);
			return checked.success ? handle(checked.data, call) : refused(checked.error.issues);
		};

	/** One page with the `meta` that the list pages describe. */
	function listed<Row>(
		rows: readonly Row[],
		query: { limit: number; offset: number },
		show: (row: Row) => object,
	): Answer {
		const { maxLimit, stuckPages } = settings;
		const start = stuckPages ? 0 : query.offset;
		const length = Math.min(query.limit, maxLimit ?? Infinity);
		const data = rows.slice(start, start + length).map(show);
		const { limit: asked, offset: from } = query;
		const meta = {
			limit: asked,
			offset: from,
			filteredCount: data.length,
			totalCount: rows.length,
		};
		return json({ data, meta, status: 1 });
	}

	return { refused, withBody, withQuery, listed };
}

export type Checks = ReturnType<typeof createChecks>;
