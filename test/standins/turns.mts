/**
 * The stand-ins answer as the services' documentation says. Where it says nothing, they follow our guesses, called
 * readings: see `readings.ts` of each service. A turn replaces one reading with the other likely behavior.
 */
import type { Answer, Call, Settings } from './http.mts';
import { defaultSettings, parseJson } from './http.mts';
import type { Standin } from './server.mts';

export interface Turn {
	settings?: Partial<Settings>;
	/** Changes a request before the stand-in processes it. */
	call?: (call: Call) => Call;
	/** These two change an answer: its body, and its HTTP status. */
	body?: (body: Body, call: Call) => unknown;
	status?: (body: Body, status: number) => number;
}

export type Body = Record<string, unknown>;

/** Turns by the ID of their reading. */
export type Turns = Readonly<Record<string, Turn>>;

/** This environment variable lists the readings that are turned from the start: IDs separated by commas, or `all`. */
const VARIABLE = 'STANDINS_TURNED';

/** The readings of a service that are turned from the start. A stand-in ignores the IDs of other services. */
export function turnedAtStart(turns: Turns): string[] {
	const wanted = (process.env[VARIABLE] ?? '').split(',');
	const ids = Object.keys(turns);
	if (wanted.includes('all')) return ids;
	const service = ids[0]?.replace(/\..*/, '.') ?? '';
	return known(
		turns,
		wanted.filter((id) => id.startsWith(service)),
	);
}

/** Returns the same IDs. Throws if one is unknown, because a mistyped ID would silently turn nothing. */
export function known(turns: Turns, ids: string[]): string[] {
	const unknown = ids.find((id) => !Object.hasOwn(turns, id));
	if (unknown !== undefined) throw new Error(`The stand-in cannot turn ${unknown}`);
	return ids;
}

/** The settings of a stand-in with these readings turned. */
export const settingsOf = (turns: Turns, ids: readonly string[]): Partial<Settings> =>
	ids.reduce<Partial<Settings>>((before, id) => ({ ...before, ...turns[id]?.settings }), {
		turned: [...ids],
	});

/** Turns these readings of a stand-in, and no others, until its next reset. */
export function turn({ settings, turns }: Standin<object>, ...ids: string[]): void {
	const usual = Object.values(turns)
		.flatMap((each) => Object.keys(each.settings ?? {}))
		.map((name) => [name, defaultSettings[name as keyof Settings]]);
	Object.assign(settings, Object.fromEntries(usual), settingsOf(turns, known(turns, ids)));
}

/** Combines several turns. If one of them creates an error response, another can still change its status. */
export function together(turns: readonly Turn[]): Required<Omit<Turn, 'settings'>> {
	return {
		call: (call) => turns.reduce((before, turned) => turned.call?.(before) ?? before, call),
		body: (body, call) =>
			turns.reduce<unknown>(
				(before, turned) => (isBody(before) ? (turned.body?.(before, call) ?? before) : before),
				body,
			),
		status: (body, status) =>
			turns.reduce((before, turned) => turned.status?.(body, before) ?? before, status),
	};
}

/** Applies turns to an answer. An answer that is not a JSON object stays unchanged. */
export function turnedAnswer(
	answer: Answer,
	call: Call,
	{ body, status }: ReturnType<typeof together>,
): Answer {
	const json = parseJson(answer.text);
	if (!isBody(json)) return answer;
	const turned = body(json, call);
	return {
		...answer,
		status: isBody(turned) ? status(turned, answer.status) : answer.status,
		text: JSON.stringify(turned),
	};
}

export const isBody = (value: unknown): value is Body =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Copies a value and changes each member, at any depth, that has one of these names. */
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
