import type { IDataObject } from 'n8n-workflow';

import { outlineOf } from '../http/answerShape';
import { excerpt } from '../text';

/**
 * How sure a reading is: the service's page states it, public code of others relies on it, or we inferred it.
 */
export type Basis = 'documented' | 'seen' | 'guess';

/** What Check API received, by the names of its requests. What was not requested is missing. */
export type ProbeAnswers<Name extends string> = Partial<Record<Name, IDataObject>>;

/** What an answer shows about a reading. */
export interface Finding {
	isAsRead: boolean;
	/** The part of the answer that shows it. */
	seen: unknown;
}

/**
 * What we take something to mean that we could not try with the service itself. Check API compares the readings with
 * the service, the docs list them, and the stand-ins for tests can answer in the other likely way.
 */
export interface Reading<Name extends string = string> {
	/** A name that never changes: reports contain it. */
	id: string;
	/** What we take it to mean, as a sentence. */
	meaning: string;
	basis: Basis;
	/** The page or the code that it comes from. */
	source: string;
	/** What a user notices if it is wrong. */
	sign: string;
	/** The option or credential field to change if it is wrong. */
	option?: string;
	/** What it is about: an answer, unless it says otherwise. */
	about?: 'request' | 'webhook';
	/** Compares it with the answers of reads; `undefined` if they do not show it. Missing if no read can show it. */
	check?(answers: ProbeAnswers<Name>): Finding | undefined;
}

/**
 * How Check API is named in each node. It only reads. AI agents are offered it, too: n8n hides fields in the tool of a node,
 * but no single choice of a list. The note tells the model when to call it.
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

/** Longer than an excerpt in a message: a report is read by someone who looks for the difference. */
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
