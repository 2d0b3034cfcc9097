import type { IDataObject } from 'n8n-workflow';

import type { AnswerShape, Reason, Verdict } from '../delivery';
import { isRecord } from '../guards';
import { excerpt } from '../text';
import { secretPatterns } from './secretPattern';

/** Removes a credential's secrets. Vendors, proxies and n8n itself may repeat what they were sent. */
export interface Redaction {
	/** Replaces every secret in a text, in whatever form it comes back. */
	redact(text: string): string;
	/** Replaces every secret in the strings, numbers and keys of an answer. */
	redactAnswer(answer: IDataObject): IDataObject;
}

/** Creates the functions that remove these secrets. None of them may be empty. */
export function redactionOf(secrets: readonly string[]): Redaction {
	const patterns = secrets.flatMap(secretPatterns);
	const redact = (text: string) =>
		patterns.reduce<string>((clean, pattern) => clean.replaceAll(pattern, '[secret]'), text);
	return {
		redact,
		redactAnswer: (answer) => {
			const json = JSON.stringify(answer);
			// Nearly every answer is free of secrets, and a copy of a large one is expensive.
			if (!patterns.some((pattern) => isIn(json, pattern))) return answer;
			return JSON.parse(json, (_key, value: unknown) => redactMember(value, redact)) as IDataObject;
		},
	};
}

function isIn(text: string, pattern: RegExp | string): boolean {
	return typeof pattern === 'string' ? text.includes(pattern) : text.search(pattern) >= 0;
}

/** Redacts one value inside an answer. `JSON.parse` has already passed its members here, but not its keys. */
function redactMember(value: unknown, redact: Redaction['redact']): unknown {
	if (typeof value === 'string') return redact(value);
	if (typeof value === 'number')
		return redact(String(value)) === String(value) ? value : '[secret]';
	if (!isRecord(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [redact(key), member]));
}

/** Removes the secrets from a verdict, and shortens its reasons so that a person can read them. */
export function redactVerdict(verdict: Verdict, redaction: Redaction): Verdict {
	if (verdict.kind === 'accepted') {
		return { ...verdict, answer: redaction.redactAnswer(verdict.answer) };
	}
	const reason = redactReason(verdict.reason, redaction);
	if (verdict.kind !== 'rejected' || !verdict.rows) return { ...verdict, reason };
	const rows = [...verdict.rows].map(([row, why]) => [row, redactReason(why, redaction)] as const);
	return { ...verdict, reason, rows: new Map(rows) };
}

/** Redacts first and shortens afterwards: half of a secret would not be found. */
function redactReason({ reason, code, answer, ...more }: Reason, { redact }: Redaction): Reason {
	return {
		...more,
		reason: excerpt(redact(reason), 300) || 'the service gave no reason',
		...(code !== undefined && { code: excerpt(redact(code)) }),
		...(answer && { answer: redactShape(answer, redact) }),
	};
}

function redactShape(
	{ body, keys, excerpt: words, ...shape }: AnswerShape,
	redact: Redaction['redact'],
): AnswerShape {
	const clean = Object.entries(keys ?? {}).map(([key, type]) => [redact(key), redact(type)]);
	return {
		...shape,
		body: redact(body),
		...(keys && { keys: Object.fromEntries(clean) as Record<string, string> }),
		...(words !== undefined && { excerpt: redact(words) }),
	};
}
