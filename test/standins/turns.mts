/**
 * The stand-ins answer as the services' pages say, and as we read them where they say nothing: see `readings.ts` of each
 * service. A turn makes one of these readings wrong: the stand-in then does it in the other likely way.
 */
import type { Answer, Call, Settings } from './http.mts';
import { parseJson } from './http.mts';
import type { Standin } from './server.mts';

export interface Turn {
	settings?: Partial<Settings>;
	/** How the stand-in reads a request. */
	call?: (call: Call) => Call;
	/** How it builds an answer: its body, and its HTTP status. */
	body?: (body: Body, call: Call) => unknown;
	status?: (body: Body, status: number) => number;
}

export type Body = Record<string, unknown>;

/** Turns by the ID of their reading. */
export type Turns = Readonly<Record<string, Turn>>;

/** Makes a stand-in do one thing in the other likely way, until its next reset. */
export function turn({ settings, turns }: Standin<object>, id: string): void {
	const found = turns[id];
	if (!found) throw new Error(`The stand-in cannot turn ${id}`);
	Object.assign(settings, found.settings, { turned: id });
}

/** An answer after the turn. */
export function turnedAnswer(answer: Answer, call: Call, { body, status }: Turn): Answer {
	const json = parseJson(answer.text);
	if (!isBody(json)) return answer;
	return {
		...answer,
		status: status?.(json, answer.status) ?? answer.status,
		text: body ? JSON.stringify(body(json, call)) : answer.text,
	};
}

export const isBody = (value: unknown): value is Body =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same value with a change to each member that has one of these names. */
export function changed(
	value: unknown,
	names: readonly string[],
	change: (member: unknown) => unknown,
): unknown {
	if (Array.isArray(value)) return value.map((member) => changed(member, names, change));
	if (!isBody(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, member]) => [
			name,
			names.includes(name) ? change(member) : changed(member, names, change),
		]),
	);
}
