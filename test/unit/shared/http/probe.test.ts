/** The reads of the 'Check API' operation, which accept answers of any shape. */
import type { RequestParts } from '../../../../nodes/shared/http/vendor';
import { answering, verdictOn, type Answer } from './verdicts';

const sent = async (probe: RequestParts['probe'], answer: Answer) =>
	(await verdictOn('leeloo', answering(answer), { method: 'GET', probe })).verdict;

const NO = { status: 0, error: { code: 'NOT_FOUND' } };

test.each<[what: string, probe: RequestParts['probe'], answer: Answer, accepted: object]>([
	['a yes', 'answer', { body: { status: 1, data: [] } }, { status: 1, data: [], http_status: 200 }],
	['neither yes nor no', 'answer', { body: { ok: true } }, { ok: true, http_status: 200 }],
	['a list', 'answer', { body: [1] }, { body: [1], http_status: 200 }],
	['a refusal', 'refusal', { body: NO }, { ...NO, http_status: 200 }],
	['a refusal by HTTP', 'refusal', { body: NO, statusCode: 404 }, { ...NO, http_status: 404 }],
	[
		'a refusal in text',
		'refusal',
		{ body: 'No', statusCode: 400 },
		{ body: null, http_status: 400 },
	],
])('%s is an answer', async (_, probe, answer, accepted) => {
	expect(await sent(probe, answer)).toEqual({ kind: 'accepted', answer: accepted });
});

test.each<[what: string, probe: RequestParts['probe'], answer: Answer, kind: string]>([
	['a refusal of the first request', 'answer', { body: NO }, 'rejected'],
	['a wrong credential', 'refusal', { body: NO, statusCode: 401 }, 'rejected'],
	['too many requests', 'refusal', { body: 'Wait', statusCode: 429 }, 'throttled'],
	['a failed server', 'refusal', { body: NO, statusCode: 500 }, 'unknown'],
	['a web page', 'refusal', { body: '<h1>Hello' }, 'unknown'],
	['neither yes nor no, if it is not asked for', undefined, { body: { ok: true } }, 'unknown'],
])('%s is no answer', async (_, probe, answer, kind) => {
	expect(await sent(probe, answer)).toMatchObject({ kind });
});
