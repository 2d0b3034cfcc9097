/** A fault of the service or the network fails only the item that meets it, with a message that names the fault. */
import { pairwise } from '../pairwise.ts';
import { quickWaits } from '../quickWaits.mts';
import type { FaultRule } from '../standins/faults.mts';
import {
	addEmail,
	createAccount,
	go,
	jsonByItem,
	markOf,
	modeFor,
	MODES,
	on,
	outcomesOf,
	standinOf,
	standins,
	storedInOrder,
	subjects,
	timesSent,
	wrongCredential,
	type Subject,
} from './subjects.mts';

quickWaits();

interface Fault {
	rule: FaultRule;
	/** How the item ends: one outcome for both services, or one for each. */
	outcome: string | { regpack: string; leeloo: string };
	/** Words in the message: the service's, or the node's own if the service sends none. */
	says?: string | { regpack: string; leeloo: string };
	advises?: string;
	code?: string;
	httpCode?: number;
	/** Whether the service saves the item in spite of the fault. */
	isStored?: true;
	/** Whether the node stops, so that it does not send the items after this one. */
	stopsRun?: true;
}

/** Placeholder for the advice on an unknown outcome, which depends on whether sending twice does harm. */
const LOOK = 'LOOK';
const THROTTLED = 'Too many requests, please try again later.';
const CREDENTIAL = 'in the credential';

const faults: Fault[] = [
	{
		rule: { kind: 'throttle', retryAfter: '0' },
		outcome: 'notSent',
		says: THROTTLED,
		advises: 'Requests per Minute',
		httpCode: 429,
	},
	{
		rule: { kind: 'throttleText', retryAfter: '0' },
		outcome: { regpack: 'unknown', leeloo: 'notSent' },
		says: THROTTLED,
		httpCode: 200,
	},
	{
		rule: { kind: 'throttle', status: 503, retryAfter: '0' },
		outcome: { regpack: 'unknown', leeloo: 'notSent' },
		says: THROTTLED,
		httpCode: 503,
	},
	{
		rule: { kind: 'resetBefore' },
		outcome: 'unknown',
		says: 'the connection was lost',
		code: 'ECONNRESET',
	},
	{
		rule: { kind: 'resetAfter' },
		outcome: 'unknown',
		says: 'the connection was lost',
		advises: LOOK,
		isStored: true,
	},
	{
		rule: { kind: 'hang' },
		outcome: 'unknown',
		says: 'no response within',
		advises: 'Timeout',
		isStored: true,
	},
	{ rule: { kind: 'hangBefore', ms: 20 }, outcome: 'unknown', says: 'the connection was lost' },
	{
		rule: { kind: 'httpError' },
		outcome: 'unknown',
		says: 'Internal Server Error',
		advises: LOOK,
		httpCode: 500,
	},
	{
		rule: { kind: 'httpError', status: 503, body: 'Busy' },
		outcome: 'unknown',
		says: 'Busy',
		httpCode: 503,
	},
	{
		rule: { kind: 'httpError', status: 504, body: '' },
		outcome: 'unknown',
		says: 'HTTP status 504',
		httpCode: 504,
	},
	{
		rule: { kind: 'httpError', status: 408, body: '' },
		outcome: 'unknown',
		advises: LOOK,
		httpCode: 408,
	},
	{
		rule: { kind: 'errorAfter' },
		outcome: 'unknown',
		says: 'the response is a web page',
		httpCode: 502,
		isStored: true,
	},
	{
		rule: { kind: 'html' },
		outcome: 'unknown',
		says: 'the response is a web page',
		advises: 'Base URL',
		httpCode: 200,
	},
	{
		rule: { kind: 'answer', body: '<html><head><title>Sign in</title></head></html>' },
		outcome: 'unknown',
		says: 'the response is a web page titled "Sign in"',
	},
	{
		rule: { kind: 'text', body: 'OK' },
		outcome: 'unknown',
		says: 'OK',
		advises: LOOK,
		httpCode: 200,
	},
	{ rule: { kind: 'truncated' }, outcome: 'unknown', advises: LOOK, isStored: true },
	{ rule: { kind: 'empty' }, outcome: 'unknown', says: 'the response was empty', isStored: true },
	{
		rule: { kind: 'noYes' },
		outcome: 'unknown',
		says: 'the response did not confirm success or failure',
		advises: LOOK,
		isStored: true,
	},
	{ rule: { kind: 'answer', body: '[]' }, outcome: 'unknown', says: 'HTTP 200, JSON list of 0' },
	{
		rule: { kind: 'no', body: 'approvePermission is preexisting', status: 200 },
		outcome: 'rejected',
		says: 'approvePermission is preexisting',
		advises: 'Correct the problem that VENDOR reports',
		httpCode: 200,
	},
	{
		rule: { kind: 'no', body: 'Nope', status: 400 },
		outcome: 'rejected',
		says: 'Nope',
		httpCode: 400,
	},
	{
		rule: { kind: 'no', body: 'Nope', status: 401 },
		outcome: 'rejected',
		says: 'Nope',
		advises: CREDENTIAL,
		stopsRun: true,
	},
	{
		rule: { kind: 'no', body: 'Nope', status: 500 },
		outcome: 'unknown',
		says: 'Nope',
		advises: LOOK,
	},
	{
		rule: { kind: 'answer', status: 403 },
		outcome: 'rejected',
		advises: CREDENTIAL,
		httpCode: 403,
		stopsRun: true,
	},
	{
		rule: { kind: 'answer', status: 404, body: '' },
		outcome: 'rejected',
		says: 'HTTP status 404',
		advises: 'Base URL',
	},
	{
		rule: { kind: 'answer', status: 413, body: '' },
		outcome: 'rejected',
		advises: 'Send fewer items',
		httpCode: 413,
	},
	{
		rule: { kind: 'redirect', location: 'https://elsewhere.example/login' },
		outcome: 'rejected',
		says: 'the URL redirects to elsewhere.example',
		advises: 'Base URL',
		httpCode: 302,
	},
];

const OPENINGS: Record<string, string> = {
	rejected: 'VENDOR did not accept NOUN: ',
	notSent: 'SUBJECT (?:was|were) not sent to VENDOR: ',
	unknown: 'SUBJECT may already be saved in VENDOR: ',
};

/** What one operation must say about a fault. */
function expected(
	{ node, noun, effect }: Subject,
	{ outcome, says = '', advises = '', ...rest }: Fault,
) {
	const vendor = node === 'regpack' ? 'Regpack' : 'Leeloo';
	const look =
		effect !== 'once'
			? 'It is safe to send the item to VENDOR again.'
			: 'Before you send the item again, check in VENDOR whether it was saved.';
	const named = (text = '') =>
		text
			.replace(LOOK, look)
			.replace('VENDOR', vendor)
			.replace('NOUN', noun)
			.replace('SUBJECT', noun.replace(/^t/, 'T'));
	const ends = typeof outcome === 'string' ? outcome : outcome[node];
	const words = typeof says === 'string' ? says : says[node];
	return {
		outcome: ends,
		message: expect.stringMatching(new RegExp(`^\\[item 1\\] \\(.+\\) ${named(OPENINGS[ends])}`)),
		words: expect.stringContaining(words),
		// Only a refusal is a reason to correct the input.
		advice: expect.stringMatching(
			new RegExp(`^${ends === 'rejected' ? '' : '(?!.*Correct the problem)'}.*${named(advises)}`),
		),
		details: {
			...(rest.httpCode && { httpCode: rest.httpCode }),
			...(rest.code && { code: rest.code }),
		},
	};
}

const limitsOf = ({ rowsOption }: Subject) => ({
	maxAttempts: 1,
	// 1 second of real time. A shorter timeout could mistake a slow test machine for a service that hangs.
	timeout: 10,
	maxConcurrency: 1,
	...(rowsOption && { [rowsOption]: 1 }),
});

/** The fault as part of a test title: its kind and settings. */
const wordsFor = ({ kind, ...more }: FaultRule) =>
	[
		kind,
		...Object.entries(more).map(([key, value]) => `${key} ${String(value) || 'empty'}`),
	].join();

const cases = pairwise({ fault: faults, subject: subjects, mode: MODES }).map((each) => ({
	...each,
	name: each.subject.name,
	words: wordsFor(each.fault.rule),
}));

test.each(cases)('$name ($mode): only the item that meets $words fails', async (each) => {
	const { fault, subject, mode } = each;
	const { outcome, message, words, advice, details } = expected(subject, fault);
	const stored = (...numbers: number[]) =>
		numbers.filter((at) => at !== 1 || fault.isStored).map((at) => subject.record(at));
	standinOf(subject).setFaults([{ ...fault.rule, ...on(1) }]);
	const result = await go(subject, { items: 3, mode, options: limitsOf(subject) });
	if (mode === 'stopWorkflow') {
		const { error, output } = result;
		expect(error).toMatchObject({ message, description: advice, context: { itemIndex: 1 } });
		expect(error?.message).toEqual(words);
		expect(error?.description).toMatch(
			/Of 3 items: 1 accepted, [01] rejected, [12] not sent, [01] unknown\./,
		);
		expect(output).toEqual([]);
		expect(timesSent(subject, 3)).toEqual([1, 1, 0]);
		expect(storedInOrder(subject)).toEqual(stored(0, 1));
	} else {
		expect(result.error).toBeUndefined();
		const goesOn = fault.stopsRun === undefined;
		expect(outcomesOf(result, 3)).toEqual(['accepted', outcome, goesOn ? 'accepted' : 'notSent']);
		expect(jsonByItem(result, 3)[1]).toMatchObject({
			error: message,
			details: { ...details, reason: words, advice },
		});
		expect(timesSent(subject, 3)).toEqual([1, 1, goesOn ? 1 : 0]);
		expect(storedInOrder(subject)).toEqual(goesOn ? stored(0, 1, 2) : stored(0, 1));
	}
});

describe.each(subjects)('$name', (subject) => {
	const limits = limitsOf(subject);

	/** One run in which each item meets a different fault once. */
	test('retries only what is safe to send twice', async () => {
		const harmless = subject.effect !== 'once';
		const rules: Array<[rule: FaultRule, isRepeated: boolean]> = [
			[{ kind: 'throttle', retryAfter: '0' }, true],
			[{ kind: 'resetBefore' }, harmless],
			[{ kind: 'resetAfter' }, harmless],
			[{ kind: 'hang' }, harmless],
			[{ kind: 'httpError', status: 503, body: 'Busy' }, harmless],
			[{ kind: 'errorAfter' }, harmless],
			[{ kind: 'html' }, harmless],
			[{ kind: 'text' }, harmless],
			[{ kind: 'truncated' }, harmless],
			[{ kind: 'empty' }, harmless],
			[{ kind: 'noYes' }, harmless],
			[{ kind: 'no' }, false],
			[{ kind: 'redirect' }, false],
			[{ kind: 'answer', status: 404 }, false],
		];
		standinOf(subject).setFaults(rules.map(([rule], at) => ({ ...rule, ...on(at) })));
		const options = { ...limits, maxAttempts: 2, maxConcurrency: 20, stopAfterFailures: 0 };
		const result = await go(subject, { items: rules.length + 1, options });
		expect(timesSent(subject, rules.length + 1)).toEqual([
			...rules.map(([, isRepeated]) => (isRepeated ? 2 : 1)),
			1,
		]);
		expect(outcomesOf(result, rules.length + 1)).toEqual([
			...rules.map(([{ kind, status }, isRepeated]) => {
				if (isRepeated) return 'accepted';
				return kind === 'no' || kind === 'redirect' || status === 404 ? 'rejected' : 'unknown';
			}),
			'accepted',
		]);
	});

	test('if no server listens at the Base URL, no item is sent', async () => {
		const mode = modeFor(subject, 2);
		const baseUrl = 'http://127.0.0.1:9/reg/api2';
		const result = await go(subject, { items: 3, mode, baseUrl, options: limits });
		if (mode === 'stopWorkflow') {
			expect(result.error?.message).toContain('[item 0]');
			expect(result.error?.description).toContain('0 accepted, 0 rejected, 3 not sent, 0 unknown');
			return;
		}
		expect(outcomesOf(result, 3)).toEqual(['notSent', 'notSent', 'notSent']);
		expect(jsonByItem(result, 3)[2]).toMatchObject({
			details: {
				reason: 'the connection was refused',
				code: 'ECONNREFUSED',
				advice: expect.stringContaining('Base URL'),
			},
		});
	});
});

/** Neither service documents how it rejects a credential. */
describe.each([addEmail, createAccount])('a wrong credential ($node)', (subject) => {
	test.each([
		['in200', 'rejected'],
		['http401', 'rejected'],
		['text', 'unknown'],
		['html', 'unknown'],
	] as const)('fails the items if the service refuses it as %s', async (authFailure, outcome) => {
		const standin = standinOf(subject);
		const credential = wrongCredential;
		for (const mode of MODES) {
			standin.reset();
			standin.settings.authFailure = authFailure;
			const result = await go(subject, { items: 2, mode, credential, options: { maxAttempts: 1 } });
			expect(standin.requests.every(({ authorised }) => !authorised)).toBe(true);
			expect(subject.stored()).toEqual([]);
			if (mode === 'stopWorkflow') {
				expect(result.error).toMatchObject({ context: { itemIndex: 0 } });
				expect(result.error?.description).toContain('0 accepted');
			} else {
				expect(outcomesOf(result, 2)).toEqual([outcome, outcome]);
			}
			const advice =
				mode === 'stopWorkflow' ? result.error?.description : JSON.stringify(jsonByItem(result, 2));
			if (authFailure !== 'in200') expect(advice).toContain('in the credential');
		}
	});
});

test('without a token, nothing is sent, and the advice says what to check', async () => {
	const result = await go(createAccount, { credential: { token: '' } });
	expect(jsonByItem(result, 1)[0]).toMatchObject({
		error: '[item 0] The credential has no token, so nothing was sent',
		details: {
			outcome: 'rejected',
			advice: expect.stringContaining("Check 'Token' in the credential"),
		},
	});
	expect(standins.leeloo.requests).toEqual([]);
});

test('if the service says that the token is missing, the message says so and the run ends', async () => {
	const body = '{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"authToken":"REQUIRED"}}}';
	standins.leeloo.setFaults([{ kind: 'answer', body, times: null }]);
	const options = limitsOf(createAccount);
	const result = await go(createAccount, { items: 3, options });
	expect(outcomesOf(result, 3)).toEqual(['rejected', 'notSent', 'notSent']);
	expect(jsonByItem(result, 3).map(({ error }) => error)).toEqual([
		'[item 0] (nr0@example.com) Leeloo did not accept the contact: the credential is wrong: authToken is missing (REQUIRED)',
		...[1, 2].map(
			(item) =>
				`[item ${item}] (${markOf(item)}example.com) The contact was not sent to Leeloo: the node stopped after this refusal: the credential is wrong: authToken is missing (REQUIRED)`,
		),
	]);
	expect(standins.leeloo.requests).toHaveLength(1);
});
