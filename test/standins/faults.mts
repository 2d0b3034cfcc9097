/**
 * Faults that a test asks for: an ordered list of rules. Each rule breaks the requests that match it.
 * The services document almost nothing about failures, so the kinds cover what any HTTP service
 * may do. "Stored" below means that the service did the work, whatever the client receives.
 */
import { z } from 'zod';
import { guessed, html, json, text, withHeader } from './http.mts';
import type { Answer, Call } from './http.mts';

/** How a broken request ends: a response, a reset connection, or silence. */
export type Outcome = Answer | 'reset' | 'silence';

interface Turn {
	/** Lets the service do its work, and returns the response that it would send. */
	process: () => Answer;
	/** The service's own error response. */
	no: (reason: string | undefined) => Answer;
	wait: (ms: number) => Promise<unknown>;
}

/** The default text of the Express rate limiter. A public Leeloo client received it
 * (https://github.com/MouseZver/Leeloo-API, `src/Response.php`). */
const throttleText = 'Too many requests, please try again later.';

export function throttled(status: number, retryAfter: string | undefined): Answer {
	return withHeader(text(throttleText, status), 'retry-after', retryAfter);
}

const kinds = [
	'throttle',
	'throttleText',
	'resetBefore',
	'resetAfter',
	'hang',
	'hangBefore',
	'httpError',
	'errorAfter',
	'html',
	'text',
	'truncated',
	'empty',
	'no',
	'noYes',
	'redirect',
	'slow',
	'answer',
] as const;

const ruleSchema = z
	.object({
		kind: z.enum(kinds),
		/** How many requests it breaks (default 1); null: all of them. */
		times: z.number().int().positive().nullable().optional(),
		/** How many matching requests it lets through first. */
		after: z.number().int().min(0).optional(),
		match: z
			.object({
				/** Regpack: the action of the body. Leeloo: such as `POST /accounts/email`. */
				action: z.string().optional(),
				/** Part of the path. */
				path: z.string().optional(),
				/** Part of the body as sent. */
				bodyIncludes: z.string().optional(),
			})
			.strict()
			.optional(),
		/** slow: the delay (default 1000). hang, hangBefore: reset after this long (default never). */
		ms: z.number().min(0).optional(),
		status: z.number().int().min(200).max(599).optional(),
		retryAfter: z.string().optional(),
		/** The body to send. For `no`: the service's reason (Regpack `msg`, Leeloo `error.code`). */
		body: z.string().optional(),
		location: z.string().optional(),
	})
	.strict();

export const rulesSchema = z.array(ruleSchema);
export type FaultRule = z.infer<typeof ruleSchema>;
type FaultKind = FaultRule['kind'];

type Effect = (rule: FaultRule, turn: Turn) => Outcome | Promise<Outcome>;

/** Lets the service do its work, then sends something other than its response. */
const afterwards =
	(outcome: (rule: FaultRule, answer: Answer) => Outcome): Effect =>
	(rule, turn) =>
		outcome(rule, turn.process());

const halved = (answer: Answer): Answer => ({
	...answer,
	text: answer.text.slice(0, answer.text.length >> 1),
});

export const effects: Record<FaultKind, Effect> = {
	throttle: (rule) => throttled(rule.status ?? 429, rule.retryAfter),
	throttleText: (rule) => throttled(rule.status ?? 200, rule.retryAfter),
	resetBefore: () => 'reset',
	resetAfter: afterwards(() => 'reset'),
	hang: afterwards(() => 'silence'),
	hangBefore: () => 'silence',
	httpError: (rule) =>
		withHeader(
			guessed(rule.body ?? '{"error":"Internal Server Error"}', rule.status ?? 500),
			'retry-after',
			rule.retryAfter,
		),
	errorAfter: afterwards((rule) => html('502 Bad Gateway', rule.status ?? 502)),
	html: () => html('We will be back soon'),
	text: (rule) => text(rule.body ?? 'OK', rule.status),
	truncated: afterwards((_rule, answer) => halved(answer)),
	empty: afterwards((_rule, answer) => ({ ...answer, text: '' })),
	no: (rule, turn) => {
		const answer = turn.no(rule.body);
		return { ...answer, status: rule.status ?? answer.status };
	},
	noYes: afterwards((rule) => guessed(rule.body ?? '{"msg":"ok"}', 200)),
	redirect: (rule) => withHeader(text('', rule.status ?? 302), 'location', rule.location ?? '/'),
	slow: async (rule, turn) => {
		await turn.wait(rule.ms ?? 1000);
		return turn.process();
	},
	answer: (rule) => ({ ...json({}, rule.status), text: rule.body ?? '{}' }),
};

function matches(rule: FaultRule, call: Call, action: string): boolean {
	const { action: wanted = action, path = '', bodyIncludes = '' } = rule.match ?? {};
	return wanted === action && call.path.includes(path) && call.raw.includes(bodyIncludes);
}

/** Keeps the rules and counts how often each has matched. Callers may change `rules` in place at any time. */
export function createFaultBook() {
	const rules: FaultRule[] = [];
	let met = new WeakMap<FaultRule, number>();

	/** Returns the first rule that applies to this request, and counts the match. */
	function pick(call: Call, action: string): FaultRule | undefined {
		return rules.find((rule) => {
			const { after = 0, times = 1 } = rule;
			const before = met.get(rule) ?? 0;
			if ((times !== null && before >= after + times) || !matches(rule, call, action)) return false;
			met.set(rule, before + 1);
			return before >= after;
		});
	}

	function replace(next: readonly FaultRule[]): void {
		rules.splice(0, rules.length, ...next);
		met = new WeakMap();
	}

	return { rules, pick, replace };
}
