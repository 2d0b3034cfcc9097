import { UserError } from 'n8n-workflow';

import {
	addressList,
	emailAddress,
	flag,
	hexColor,
	idNumber,
	idNumberOrZero,
	optionalAddressList,
	optionalFlag,
	optionalIdNumber,
	optionalText,
	text,
	wholeNumber,
} from '../../../../nodes/shared/operation/checks';
import type { Field } from '../../../../nodes/shared/operation/itemReader';
import { excerpt } from '../../../../nodes/shared/text';

/** A check, the values that it accepts with their results, and the values that it rejects with their messages. */
interface Table {
	check: (field: Field) => unknown;
	takes: Array<[value: unknown, result: unknown]>;
	refuses: Array<[value: unknown, why: string]>;
}

const BLANKS = ['', ' ', '\t\n', '\u00a0', '\u2003', '\u200b', '\ufeff \u202c'];
const HIDDEN = "'Field' contains an invisible character: U+200B after";
const EMPTY = "'Field' is empty";
const NO_TEXT: Table['refuses'] = [
	[['a'], "'Field' is a list, not text"],
	[{ toString: 'a' }, "'Field' is an object, not text"],
	[JSON.parse('{"__proto__": "a"}'), "'Field' is an object, not text"],
];
const MISSING: Table['refuses'] = [
	[undefined, EMPTY],
	[null, EMPTY],
	...BLANKS.map((value): [string, string] => [value, EMPTY]),
];
/** Names of properties that every JavaScript object inherits. A careless look-up would find them. */
const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
const LONG = 'a'.repeat(200_000);

const refuseAll = (values: unknown[], why: string): Table['refuses'] =>
	values.map((value) => [value, why]);

const NUMBERS: Table['takes'] = [
	[1, 1],
	['100000001', 100000001],
	[' 42\n', 42],
	['007', 7],
	['9007199254740991', Number.MAX_SAFE_INTEGER],
	['\u202a42\u200b', 42],
];
const NO_NUMBERS = refuseAll(
	[
		...['+1', 1.5, '1.5', '1,000', '1 000', '1e3', '0x10', '--1', '-'],
		...[NaN, Infinity, true, 'one', '٣', '１'],
		...PROTOTYPE_KEYS,
	],
	"'Field' is not a whole number",
);
/** From 2^53 up, JavaScript rounds whole numbers, so a different number could be sent. */
const TOO_LARGE = [9007199254740992, '9007199254740993', 1e21, '9'.repeat(400)];

const tables: Record<string, Table> = {
	text: {
		check: text,
		takes: [
			['a', 'a'],
			[' kept as it is \n', ' kept as it is \n'],
			[0, '0'],
			[12.5, '12.5'],
			[false, 'false'],
			['Zoë 李小龍 👩‍👩‍👧', 'Zoë 李小龍 👩‍👩‍👧'],
			['مرحبا', 'مرحبا'],
			['<b>"quotes" & \\ {{ braces }}</b>', '<b>"quotes" & \\ {{ braces }}</b>'],
			[LONG, LONG],
			...PROTOTYPE_KEYS.map((key): [string, string] => [key, key]),
		],
		refuses: [...MISSING, ...NO_TEXT],
	},
	optionalText: {
		check: optionalText,
		takes: [
			[undefined, undefined],
			[null, undefined],
			['', undefined],
			[' ', ' '],
			[7, '7'],
			['a', 'a'],
			[new Date('2026-01-31T00:00:00Z'), '2026-01-31'],
			[9007199254740991, '9007199254740991'],
		],
		refuses: [...NO_TEXT, [2 ** 53, "'Field' is too large to be exact"]],
	},
	wholeNumber: {
		check: wholeNumber,
		takes: NUMBERS,
		refuses: [
			...MISSING,
			...NO_TEXT,
			...NO_NUMBERS,
			...refuseAll([0, '0', '00', -1, '-1'], "'Field' must be 1 or more"),
			...refuseAll(TOO_LARGE, "'Field' is too large"),
		],
	},
	idNumber: {
		check: idNumber,
		takes: NUMBERS,
		refuses: [
			...MISSING,
			...NO_TEXT,
			...NO_NUMBERS,
			...refuseAll([0, '0', -1], "'Field' must be 1 or more"),
			...refuseAll(TOO_LARGE, "'Field' is too large to be an ID"),
			['2\u200b1', HIDDEN],
		],
	},
	idNumberOrZero: {
		check: idNumberOrZero,
		takes: [[0, 0], ['0', 0], ...NUMBERS],
		refuses: [
			...MISSING,
			...NO_TEXT,
			...NO_NUMBERS,
			...refuseAll([-1, '-1'], "'Field' must be 0 or more"),
			...refuseAll(TOO_LARGE, "'Field' is too large to be an ID"),
		],
	},
	optionalIdNumber: {
		check: optionalIdNumber,
		takes: [
			...[undefined, null, ...BLANKS].map((value): [unknown, unknown] => [value, undefined]),
			['4711', 4711],
		],
		refuses: [
			['x', "'Field' is not a whole number"],
			[0, "'Field' must be 1 or more"],
		],
	},
	emailAddress: {
		check: emailAddress,
		takes: [
			['ann@example.com', 'ann@example.com'],
			[' Ann@Example.COM\n', 'Ann@Example.COM'],
			['\ufeffann@x.org\u200b', 'ann@x.org'],
			['ann+tag@sub.example.co.uk', 'ann+tag@sub.example.co.uk'],
			["o'neil_1@example.com", "o'neil_1@example.com"],
			['用户@例え.jp', '用户@例え.jp'],
			['ann@localhost', 'ann@localhost'],
			['constructor@example.com', 'constructor@example.com'],
		],
		refuses: [
			...MISSING,
			...NO_TEXT,
			...refuseAll(
				[
					...['ann', 'ann@', '@example.com', '@', 'a@b@example.com', 'a b@example.com', 12, true],
					...['Ann <ann@example .com>', 'ann@example.com bob@example.com', LONG, ...PROTOTYPE_KEYS],
					...['ann@example.com\nBcc: bob@example.com', 'ann@example.com\r\nBcc:bob', 'ann\t@b.com'],
				],
				"'Field' is not an email address",
			),
		],
	},
	addressList: {
		check: addressList,
		takes: [
			['ann@example.com', 'ann@example.com'],
			['  ann@example.com ', 'ann@example.com'],
			['ann@example.com,bob@example.com', 'ann@example.com,bob@example.com'],
			['ann@example.com , bob@example.com', 'ann@example.com , bob@example.com'],
			['ann@example.com,', 'ann@example.com,'],
			['Ann <ann@example.com>', 'Ann <ann@example.com>'],
			['<ann@example.com>', '<ann@example.com>'],
			['"Doe, Jane" <jane@example.com>', '"Doe, Jane" <jane@example.com>'],
			[
				'"Doe, Jane" <jane@example.com>, Zoë 李 <zoe@example.com>',
				'"Doe, Jane" <jane@example.com>, Zoë 李 <zoe@example.com>',
			],
			['"a@b" <jane@example.com>', '"a@b" <jane@example.com>'],
		],
		refuses: [
			...MISSING,
			...NO_TEXT,
			...refuseAll(
				[
					...['ann', ',', ', ,', 'ann@', 'ann@example.com, bob', 'ann@example.com bob@example.com'],
					...['ann@example.com; bob@example.com', 'Doe, Jane <jane@example.com>', 'Ann <ann>'],
					...['"Doe, Jane <jane@example.com>', '"jane@example.com"', 'Ann <>', ...PROTOTYPE_KEYS],
					...['ann@example.com\nBcc: bob@example.com', 'ann@example.com>', '<ann@example.com'],
					...[
						'ann@example.com\r\nBcc: <bob@example.com>',
						'ann@example.com,\nBcc: <bob@example.com>',
					],
					...[
						'Ann\r\nBcc: <bob@example.com>',
						'Ann\n<ann@example.com>',
						'ann@example.com,\nbob@example.com',
					],
					...['Ann\0 <ann@example.com>', LONG],
				],
				"'Field' is not an email address",
			),
		],
	},
	optionalAddressList: {
		check: optionalAddressList,
		takes: [
			...[undefined, null, ...BLANKS].map((value): [unknown, unknown] => [value, undefined]),
			['ann@example.com, bob@example.com', 'ann@example.com, bob@example.com'],
		],
		refuses: [['ann', "'Field' is not an email address"], ...NO_TEXT],
	},
	hexColor: {
		check: hexColor,
		takes: [
			['#800000', '#800000'],
			['800000', '#800000'],
			['#FFF', '#ffffff'],
			['a1c', '#aa11cc'],
			[' #2E7D32 ', '#2e7d32'],
			[800000, '#800000'],
			[123, '#112233'],
		],
		refuses: [
			...MISSING,
			...NO_TEXT,
			...refuseAll(
				[
					...[
						'red',
						'#',
						'#12',
						'#1234',
						'#12345',
						'#1234567',
						'#80000g',
						'##800000',
						'rgb(1,2,3)',
					],
					...['#800000ff', '#800 000', '＃800000', 8, true, ...PROTOTYPE_KEYS],
				],
				"'Field' is not a hex color",
			),
		],
	},
	flag: {
		check: flag,
		takes: [
			[undefined, false],
			[null, false],
			['', false],
			...[true, 'true', 'TRUE', ' True ', 1, '1'].map((value): [unknown, boolean] => [value, true]),
			...[false, 'false', 'False', 0, '0'].map((value): [unknown, boolean] => [value, false]),
		],
		refuses: refuseAll(
			['yes', 'no', 'on', 2, -1, 'null', {}, [], [true, 1], ...PROTOTYPE_KEYS],
			"'Field' is neither true nor false",
		),
	},
	optionalFlag: {
		check: optionalFlag,
		takes: [
			...[undefined, null, ...BLANKS].map((value): [unknown, undefined] => [value, undefined]),
			[' True ', true],
			['0', false],
			[false, false],
		],
		refuses: [...refuseAll(['yes', 2], "'Field' is neither true nor false"), ...NO_TEXT],
	},
};

describe.each(Object.entries(tables))('%s', (_name, { check, takes, refuses }) => {
	const field = (value: unknown): Field => ({ value, label: "'Field'" });

	test.each(takes.map(([value, result]) => [excerpt(String(value)), value, result]))(
		'takes %s',
		(_shown, value, result) => {
			expect(check(field(value))).toStrictEqual(result);
		},
	);

	test.each(refuses.map(([value, why]) => [excerpt(JSON.stringify(value) ?? ''), value, why]))(
		'refuses %s',
		(_shown, value, why) => {
			const refusal = errorOf(() => check(field(value)));
			expect(refusal).toBeInstanceOf(UserError);
			expect(refusal.message).toContain(why);
			// A message must stay readable for any data.
			expect(refusal.message.length).toBeLessThan(150);
			expect(refusal.message).not.toMatch(/[\r\n]/);
			expect(refusal).toMatchObject({ description: expect.stringMatching(/^['A-Z].{20,}\.$/) });
		},
	);
});

/** Text from a public form must not keep n8n busy. The time of a check must grow linearly with the text's length. */
test.each(
	Object.entries({
		blanks: `a@b${' '.repeat(100_000)}x`,
		brackets: '<'.repeat(200_000),
		'brackets and blanks': '< '.repeat(100_000),
		'half addresses': 'a@'.repeat(100_000),
		quotes: '"'.repeat(200_001),
		commas: `${','.repeat(200_000)}x`,
		'many addresses': `${'a@b,'.repeat(50_000)}x`,
	}).flatMap(([what, value]) =>
		Object.entries(tables).map(([name, { check }]) => ({ what, value, name, check })),
	),
)('$name takes no time over many $what', ({ value, check }) => {
	const start = performance.now();
	errorOf(() => {
		check({ value, label: "'Field'" });
		throw new Error('taken');
	});
	expect(performance.now() - start).toBeLessThan(500);
});

function errorOf(task: () => unknown): Error {
	try {
		task();
	} catch (error) {
		if (error instanceof Error) return error;
	}
	throw new Error('It was taken');
}
