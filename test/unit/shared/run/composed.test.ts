/** Checks whole messages that consist of several sentences, for every outcome, effect and reason. */
import type {
	DeliveryReport,
	Effect,
	Failure,
	Outcome,
	Reason,
} from '../../../../nodes/shared/delivery';
import { noAnswerWithin } from '../../../../nodes/shared/delivery';
import { haltedBy } from '../../../../nodes/shared/delivery/decisions';
import { judge } from '../../../../nodes/shared/http/judge';
import { judgeFailure } from '../../../../nodes/shared/http/networkErrors';
import { deliveryHints, withStuckNote } from '../../../../nodes/shared/run/hints';
import { SENT_BEFORE, stopError } from '../../../../nodes/shared/run/messages';
import { redactionOf } from '../../../../nodes/shared/http/redact';
import { NOT_BEGUN } from '../../../../nodes/shared/run/run';
import { nodeWith } from '../../fakes';
import { NODES } from '../../examples';

/** The reasons that the code finds in the answers of services and in network errors. */
const reasons: Record<Failure['outcome'], Reason[]> = { rejected: [], notSent: [], unknown: [] };
for (const { vendor } of Object.values(NODES)) {
	for (const status of [200, 302, 400, 401, 404, 413, 429, 500]) {
		for (const json of [undefined, {}, { success: false, msg: 'No' }, { status: 0, error: 'NO' }]) {
			const text = JSON.stringify(json) ?? '<title>Away</title>';
			const response = { status, ok: status < 300, headers: {}, json, text };
			const verdict = judge(
				response,
				{ method: 'POST', path: 'users/' },
				{
					vendor,
					baseUrl: 'https://api.example.com',
					credential: { id: '1', name: 'Test', type: vendor.credential, data: {} },
					fallbacks: {},
					...redactionOf([]),
				},
			);
			if (verdict.kind === 'rejected') reasons.rejected.push(verdict.reason);
			if (verdict.kind === 'throttled') reasons.notSent.push(verdict.reason);
			if (verdict.kind === 'unknown') reasons.unknown.push(verdict.reason);
		}
	}
}
for (const code of ['ECONNREFUSED', 'ECONNRESET', 'CERT_HAS_EXPIRED']) {
	const verdict = judgeFailure(Object.assign(new Error('lost'), { code }), 30_000);
	if (verdict.kind === 'notDelivered') reasons.notSent.push(verdict.reason);
	if (verdict.kind === 'unknown') reasons.unknown.push(verdict.reason);
}
const inDoubt: Failure = { outcome: 'unknown', isHarmless: true, reason: { reason: 'none came' } };
for (const outcome of [NOT_BEGUN, inDoubt]) {
	const reason = haltedBy(outcome, true);
	if (reason) reasons.notSent.push(reason);
}
reasons.unknown.push(noAnswerWithin(30_000));
reasons.notSent.push(NOT_BEGUN.reason);
reasons.rejected.push({ reason: "'To' is empty", advice: "Fill in 'To'." }, { reason: 'No.' });

const failures = Object.entries(reasons).flatMap(([outcome, list]) =>
	list.flatMap((reason): Failure[] => [
		...(outcome === 'rejected'
			? [{ outcome, by: 'check', reason } as const, { outcome, by: 'vendor', reason } as const]
			: outcome === 'unknown'
				? [{ outcome, reason } as const, { outcome, reason, isHarmless: true } as const]
				: [{ outcome: 'notSent', reason } as const]),
	]),
);

const accepted: Outcome = { outcome: 'accepted', answer: {} };
const skipped: Outcome = { outcome: 'skipped' };
/** Possible outcomes of the other items of the run. */
const others = (failure: Failure): Outcome[][] => [
	[],
	[accepted],
	[accepted, skipped],
	[failure, failure],
	[{ ...failure }, { outcome: 'rejected', by: 'check', reason: { reason: 'Another.' } }, NOT_BEGUN],
	[inDoubt, { outcome: 'unknown', reason: { reason: 'none came' } }],
];

const texts = new Map<string, Effect>();
for (const effect of ['none', 'idempotent', 'once'] as const) {
	const noted = effect === 'none' ? [] : failures.map(withStuckNote);
	for (const failure of [...failures, ...noted]) {
		for (const rest of others(failure)) {
			for (const isRetry of [false, true]) {
				for (const type of ['n8n-nodes-base.x', 'n8n-nodes-base.xTool']) {
					const error = stopError({ ...nodeWith({}), type }, [failure, ...rest], {
						...{ vendor: 'Regpack', noun: 'the email', effect, isRetry },
					});
					const { message = '', description = '' } = { ...error, message: error?.message } as {
						message?: string;
						description?: string;
					};
					const isTool = type.endsWith('Tool');
					texts.set(isTool ? message : `${message.replace(/\.$/, '')}. ${description}`, effect);
				}
			}
		}
	}
}

/** The sentences of a text in lower case and without their final punctuation, so that duplicates are equal. */
const sentences = (text: string) =>
	text
		.split(/(?<=[.!?])\s+(?=[A-Z[])/)
		.map((sentence) => sentence.replace(/[.!?]$/, '').toLowerCase());

test('there are many', () => {
	expect(texts.size).toBeGreaterThan(500);
});

test('no message says a sentence twice, or a part of one', () => {
	const doubled = [...texts.keys()].filter((text) => {
		const all = sentences(text);
		return all.some((one, at) => all.some((other, index) => index !== at && other.startsWith(one)));
	});
	expect(doubled).toEqual([]);
});

test('no message has a mistake of form', () => {
	const mistakes = /\.\.|\s\.|\s\s|undefined|null|\b1 items|\[object|;\.|:\.|\bsome one\b/;
	expect([...texts.keys()].filter((text) => mistakes.test(text))).toEqual([]);
	expect([...texts.keys()].filter((text) => !/[.]$/.test(text))).toEqual([]);
});

test('a message about a read says nothing of saving or sending it again', () => {
	const reads = [...texts].filter(([, effect]) => effect === 'none').map(([text]) => text);
	const aboutWrites =
		/sav(?:e|ed)\b|stored|sen[dt] (?:it|the item)\b.* again|sending it again|Skip Already Sent/i;
	expect(reads.filter((text) => aboutWrites.test(text))).toEqual([]);
});

test('a message never tells to send again what may be saved, without a check', () => {
	const unknownWrites = [...texts]
		.filter(
			([text, effect]) => effect === 'once' && text.includes('may already be saved in Regpack'),
		)
		.map(([text]) => text);
	expect(unknownWrites.length).toBeGreaterThan(50);
	for (const text of unknownWrites)
		expect(text).toMatch(
			/Before you send the item again, check in Regpack whether it was saved|It is safe to send/,
		);
});

test('the advice on an earlier attempt appears once', () => {
	for (const text of texts.keys()) expect(text.split(SENT_BEFORE).length).toBeLessThanOrEqual(2);
});

describe('hints', () => {
	const report = (count: number): Pick<DeliveryReport, 'throttled'> => ({
		throttled: count,
	});
	const outcomes = (count: number): Outcome[] =>
		Array.from({ length: count }, () => [
			{ outcome: 'accepted', answer: {}, earlier: true } as const,
			skipped,
		]).flat();

	test.each([1, 2])('%i of everything', (count) => {
		const hints = deliveryHints('Regpack', report(count), outcomes(count), count);
		expect(hints).toHaveLength(4);
		const wrong =
			count === 1 ? /\b1 (?:items|requests)\b|\b1 \w+ were/ : /\b2 (?:item|request) |^2 \w+ was/;
		for (const hint of hints) {
			expect(hint).not.toMatch(wrong);
			expect(hint).toContain(String(count));
		}
	});
});
