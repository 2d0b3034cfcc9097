import type { IDataObject } from 'n8n-workflow';

import { outlineOf } from '../http/answerShape';
import { excerpt } from '../text';

/**
 * How certain a reading is: the service's documentation states it, other people's public code relies on it, or we
 * inferred it.
 */
export type Basis = 'documented' | 'seen' | 'guess';

/** The answers that Check API received, by the name of the request. Requests that were not sent are missing. */
export type ProbeAnswers<Name extends string> = Partial<Record<Name, IDataObject>>;

/** What an answer shows about a reading. */
export interface Finding {
	isAsRead: boolean;
	/** The part of the answer that shows it. */
	seen: unknown;
}

/**
 * Our interpretation of something that we could not test with the service itself. Check API compares the readings with
 * the service, the docs list them, and the stand-ins for tests can answer in the other likely way.
 */
export interface Reading<Name extends string = string> {
	/** A name that never changes: reports contain it. */
	id: string;
	/** Our interpretation, as a sentence. */
	meaning: string;
	basis: Basis;
	/** The page or the code that it comes from. */
	source: string;
	/** What a user notices if it is wrong. */
	sign: string;
	/** The option or credential field to change if it is wrong. */
	option?: string;
	/** What the reading is about; by default, an answer. */
	about?: 'request' | 'webhook';
	/**
	 * Compares it with the answers to read requests; `undefined` if they do not show it. Missing if no read request
	 * can.
	 */
	check?(answers: ProbeAnswers<Name>): Finding | undefined;
}

/**
 * The Check API operation, as it appears in each node. It only reads. AI agents can use it, too: n8n can hide fields in
 * a node's tool, but not a single choice of a list. The note tells the model when to call it.
 */
export const CHECK_API = {
	value: 'checkApi',
	name: 'Check API',
	action: 'Check API responses',
	noun: 'the API responses',
	effect: 'none',
	agentNote:
		'Call this tool only if a person asks to check the API. The tool returns no personal data.',
} as const;

/** Longer than an excerpt in a message, because the reader of a report looks for differences. */
const LONGEST_OUTLINE = 400;

/** One item per reading, with keys and types of the answers but no values. */
export function reportOn<Name extends string>(
	readings: ReadonlyArray<Reading<Name>>,
	answers: ProbeAnswers<Name>,
): IDataObject[] {
	return readings.map(({ id, meaning, basis, source, sign, option, check }) => {
		const finding = check?.(answers);
		return {
			reading: id,
			result: resultOf(finding),
			expected: meaning,
			seen: finding ? excerpt(outlineOf(finding.seen), LONGEST_OUTLINE) : null,
			basis,
			sign,
			option: option ?? null,
			source,
		};
	});
}

function resultOf(finding: Finding | undefined): string {
	if (!finding) return 'not seen';
	return finding.isAsRead ? 'as expected' : 'different';
}
