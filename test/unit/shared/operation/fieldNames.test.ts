/** Which parameter names an operation may read. The compiler checks most of it: each `@ts-expect-error` is a test. */
import { regpack } from '../../../../nodes/Regpack/regpack';
import { text } from '../../../../nodes/shared/operation/checks';
import { defineField, defineFields } from '../../../../nodes/shared/operation/fieldNames';
import {
	inputModeFields,
	shownBelow,
	valuesOf,
} from '../../../../nodes/shared/operation/inputMode';
import type { ItemReader } from '../../../../nodes/shared/operation/itemReader';
import { defineSteps, defineWrite } from '../../../../nodes/shared/operation/operation';
import { rowsFrom } from '../../fakes';

const string = { type: 'string', default: '' } as const;
const projectField = defineField({ displayName: 'Project', name: 'project', ...string });
const options = defineFields([{ displayName: 'Verify', name: 'verify', ...string }]);
const readProject = (item: ItemReader<'project'>) => text(item.parameter('project'));
const more = {
	value: 'try',
	name: 'Try',
	action: 'Try names',
	description: 'Try names',
	noun: 'the name',
	effect: 'once',
	request: () => ({ method: 'POST' as const, path: 'names/' }),
	output: () => ({}),
} as const;

interface Row {
	values: unknown[];
}

test('read gets what its fields are called', () => {
	const operation = defineWrite({
		...more,
		fields: [
			projectField,
			...inputModeFields({ known: [{ name: 'cc' }] }),
			...shownBelow([{ displayName: 'Login', name: 'cloginId', ...string }]),
			{
				displayName: 'More',
				name: 'more',
				type: 'collection',
				default: {},
				options: [{ displayName: 'CC', name: 'cc', ...string }],
			},
			{
				displayName: 'Kind',
				name: 'kind',
				type: 'options',
				default: 'a',
				options: [{ name: 'A', value: 'a' }],
			},
			{ displayName: 'Mapped', name: 'mapped', type: 'resourceMapper', default: {} },
		],
		options,
		read: (item): Row => {
			const value = valuesOf(item);
			return {
				values: [
					readProject(item),
					item.parameter('cloginId').value,
					value('cc', 'more.cc').value,
					item.parameter('mapped.value').value,
					item.parameter('options.verify').value,
				],
			};
		},
	});
	const parameters = {
		project: 'P',
		cloginId: '7',
		more: { cc: 'c' },
		mapped: { value: { a: 1 } },
		options: { verify: 'yes' },
	};
	expect(rowsFrom(regpack, operation, parameters)).toEqual([
		{ values: ['P', '7', 'c', { a: 1 }, 'yes'] },
	]);
});

describe('a misspelled name', () => {
	const fields = defineFields([
		{ displayName: 'Login', name: 'cloginId', ...string },
		{
			displayName: 'More',
			name: 'more',
			type: 'collection',
			default: {},
			options: [{ displayName: 'CC', name: 'cc', ...string }],
		},
		{
			displayName: 'Kind',
			name: 'kind',
			type: 'options',
			default: 'a',
			options: [{ name: 'A', value: 'a' }],
		},
	]);

	test('does not compile, and fails where a test reads it', () => {
		const misspelled = [
			// @ts-expect-error it is cloginId
			defineWrite({ ...more, fields, read: (item) => item.parameter('cloginID') }),
			// @ts-expect-error it is more.cc
			defineWrite({ ...more, fields, read: (item) => item.parameter('more.bcc') }),
			// @ts-expect-error a choice is not a member
			defineWrite({ ...more, fields, read: (item) => item.parameter('kind.A') }),
			// @ts-expect-error it is options.verify
			defineWrite({ ...more, fields, options, read: (item) => item.parameter('options.verfy') }),
			// @ts-expect-error there are no options
			defineWrite({ ...more, fields, read: (item) => item.parameter('options.verify') }),
			// @ts-expect-error it is more.cc
			defineWrite({ ...more, fields, read: (item) => valuesOf(item)('cc', 'more.c') }),
			defineSteps({
				...more,
				fields,
				// @ts-expect-error it is cloginId
				read: (item) => item.parameter('cloginID'),
				*steps() {
					yield* [];
					return [];
				},
			}),
		];
		for (const operation of misspelled) {
			expect(() => rowsFrom(regpack, operation, {})).toThrow(/^No field has the name "/);
		}
	});

	test('in what several operations read does not compile either', () => {
		// @ts-expect-error the operation has no field `project`
		const lacking = defineWrite({ ...more, fields, read: (item) => ({ a: readProject(item) }) });
		expect(() => rowsFrom(regpack, lacking, {})).toThrow('No field has the name "project"');
	});

	test('compiles where the row type is explicit, and still fails where a test reads it', () => {
		const unchecked = defineWrite<object>({
			...more,
			fields,
			read: (item) => item.parameter('cloginID'),
		});
		expect(() => rowsFrom(regpack, unchecked, {})).toThrow('No field has the name "cloginID"');
	});
});
