import type { IDataObject } from 'n8n-workflow';

import type { Reason, Verdict } from '../delivery';
import { isRecord } from '../guards';
import { excerpt } from '../text';

/** Removes a credential's secrets. Vendors, proxies and n8n itself may repeat what they were sent. */
export interface Redaction {
	/** Replaces every secret in a text. */
	redact(text: string): string;
	/** Replaces every secret in the texts and keys of an answer, however its JSON escaped them. */
	redactAnswer(answer: IDataObject): IDataObject;
}

/** Creates the functions that remove these secrets. None of them may be empty. */
export function redactionOf(secrets: readonly string[]): Redaction {
	const redact = (text: string) =>
		secrets.reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text);
	const escaped = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
	return {
		redact,
		redactAnswer: (answer) => {
			const json = JSON.stringify(answer);
			// Nearly every answer is free of secrets, and a copy of a large one is expensive.
			if (!escaped.some((secret) => json.includes(secret))) return answer;
			return JSON.parse(json, (_key, value: unknown) => redactMember(value, redact)) as IDataObject;
		},
	};
}

/** One value inside an answer. Its members were redacted before it, but not its keys. */
function redactMember(value: unknown, redact: Redaction['redact']): unknown {
	if (typeof value === 'string') return redact(value);
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
function redactReason({ reason, code, ...more }: Reason, { redact }: Redaction): Reason {
	return {
		...more,
		reason: excerpt(redact(reason), 300) || 'it gave no reason',
		...(code !== undefined && { code: excerpt(redact(code)) }),
	};
}
