/** The shared parts of Regpack's operations: dates, project fields, answers, and receipts for retries. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { resources } from '../../../nodes/Regpack/actions';
import { optionalUsDay } from '../../../nodes/Regpack/input/dates';
import { fieldIndexIn, mapperFieldsIn } from '../../../nodes/Regpack/answers/fieldIndex';
import { loadedPart, projectValuesIn } from '../../../nodes/Regpack/answers/loaded';
import { newIdsReceipt, newUserReceipt } from '../../../nodes/Regpack/answers/receipts';
import { readPage } from '../../../nodes/Regpack/answers/userList';
import { simpleUserIn, userAnswer } from '../../../nodes/Regpack/answers/users';
import { jsonObject, projectValue, valuesIn } from '../../../nodes/Regpack/input/projectFields';
import { regpack } from '../../../nodes/Regpack/regpack';
import { infoRequest, pageRequest } from '../../../nodes/Regpack/requests';
import { optionalDay } from '../../../nodes/shared/operation/dates';
import { optional, zeroOrMore } from '../../../nodes/shared/operation/values';
import { findOperation } from '../../../nodes/shared/operation/panel';
import { rowsFrom } from '../fakes';
import { examplesFor, forgotten, operationsOf } from '../examples';

const field = (value: unknown) => ({ value, label: "'It'" });
const saysWhatToDo = (run: () => unknown, message: RegExp, advice: RegExp) => {
	try {
		run();
	} catch (error) {
		expect(error).toMatchObject({ message: expect.stringMatching(message) });
		expect(error).toMatchObject({ description: expect.stringMatching(advice) });
		return;
	}
	throw new Error('It was taken');
};

function read(parameters: INodeParameters, item: IDataObject = {}): IDataObject {
	const operation = findOperation(resources, parameters.resource, parameters.operation);
	if (!operation) throw new Error('No such operation');
	return rowsFrom(regpack, operation, parameters, [item], { groupId: '1' })[0] as IDataObject;
}

describe('a day', () => {
	test.each([
		['2027-01-31', '2027-01-31'],
		[' 2027-01-31 ', '2027-01-31'],
		['2027-01-31T23:59:00Z', '2027-01-31'],
		['2027-01-31 08:00', '2027-01-31'],
		['2027-01-31T00:00:00', '2027-01-31'],
		['2027-01-31T01:00:00+02:00', '2027-01-31'],
		['20270131', '2027-01-31'],
		// Midnight in Kyiv, written in UTC.
		['2027-01-30T22:00:00.000Z', '2027-01-31'],
		[new Date('2027-01-30T22:00:00.000Z'), '2027-01-31'],
		[new Date('2027-01-30T22:30:00.000Z'), '2027-01-31'],
		[DateTime.fromISO('2027-01-31T00:30', { zone: 'Asia/Tokyo' }), '2027-01-31'],
		[new Date('2027-01-31T05:00:00Z'), '2027-01-31'],
		[DateTime.fromISO('2027-01-31T05:00:00', { zone: 'utc' }), '2027-01-31'],
		['', undefined],
		[' ', undefined],
		[null, undefined],
		[undefined, undefined],
	])('%j is %j', (value, day) => {
		expect(optionalDay(field(value), 'Europe/Kyiv')).toBe(day);
	});

	test.each(['2027-02-30', '2027-01-311', 'x2027-01-31', '31 January', 'tomorrow'])(
		'%j is refused',
		(value) => {
			expect(() => optionalDay(field(value), 'Europe/Kyiv')).toThrow(`is not a date: "${value}"`);
		},
	);

	test.each([
		['2027-01-31', '01-31-2027'],
		['2027-01-31T05:00:00Z', '01-31-2027'],
		['01-31-2027', '01-31-2027'],
		['01-02-2027', '01-02-2027'],
		['31-01-2027', '01-31-2027'],
		['', undefined],
	])('as Regpack wants it in a product, %j is %j', (value, day) => {
		expect(optionalUsDay(field(value), 'Europe/Kyiv')).toBe(day);
	});

	test.each(['x2027-01-31', '2027-01-31x', 'x01-31-2027', '01-31-2027x', 'tomorrow'])(
		'in a product, %j is none',
		(value) => {
			saysWhatToDo(
				() => optionalUsDay(field(value), 'utc'),
				/^'It' is not a date: "/,
				/2026-03-22/,
			);
		},
	);

	test('an object that is not a date is named', () => {
		expect(() => optionalDay(field({ day: 1 }), 'utc')).toThrow("'It' is not a date: an object");
	});
});

describe('a number that may be zero', () => {
	test.each([
		['0', 0],
		['000', 0],
		[' 0 ', 0],
		[0, 0],
		['10', 10],
		['07', 7],
	])('%j is %j', (value, number) => {
		expect(zeroOrMore(field(value))).toBe(number);
		expect(optional(zeroOrMore)(field(value))).toBe(number);
	});

	test.each(['x0', '0x', '-0', '', ' '])('%j is refused', (value) => {
		expect(() => zeroOrMore(field(value))).toThrow("'It' is");
	});

	test.each(['', ' ', null, undefined])('%j may be left out', (value) => {
		expect(optional(zeroOrMore)(field(value))).toBeUndefined();
	});
});

describe('the fields of a project, read from an undocumented description', () => {
	const found = (index: unknown) =>
		mapperFieldsIn(index).map(({ id, displayName, type, options }) => [
			id,
			displayName,
			type,
			options?.map(({ value }) => value),
		]);

	test.each<[what: string, index: unknown, field: unknown[]]>([
		['by its mapped name', { 12: { mapped_name: 'size', id: 9 } }, ['size', 'size', 'string']],
		['by its mapping', [{ mapping: 'size', id: 9 }], ['size', 'size', 'string']],
		['by its key', { f_1_2: { id: 9 } }, ['f_1_2', 'f_1_2', 'string']],
		['by its field ID', { 12: { field_id: 'f_9' } }, ['f_9', 'f_9', 'string']],
		['by its ID', [{ id: 9 }], ['9', '9', 'string']],
		['by its name', [{ name: ' size ' }], ['size', 'size', 'string']],
		['with a label', [{ id: 9, label: 'Size' }], ['9', 'Size (9)', 'string']],
		['with a title', [{ id: 9, title: 'Size' }], ['9', 'Size (9)', 'string']],
		['with a caption', [{ id: 9, caption: 'Size' }], ['9', 'Size (9)', 'string']],
		['with a question', [{ id: 9, question: 'Size?' }], ['9', 'Size? (9)', 'string']],
		['with a name beside its ID', [{ id: 9, name: 'Size' }], ['9', 'Size (9)', 'string']],
		['with its label alone', { f_1: 'Size' }, ['f_1', 'Size (f_1)', 'string']],
		[
			'with an empty label',
			[{ id: 9, label: '', title: null, name: 'S' }],
			['9', 'S (9)', 'string'],
		],
		['of several answers without choices', [{ id: 9, type: 'multiple' }], ['9', '9', 'string']],
		['with an object for a label', [{ id: 9, label: { en: 'S' } }], ['9', '9', 'string']],
		['with choices', [{ id: 9, options: ['S', 7] }], ['9', '9', 'options', ['S', '7']]],
		['with choices by ID', [{ id: 9, choices: { a: 'S' } }], ['9', '9', 'options', ['S']]],
		[
			'with choices as objects',
			[{ id: 9, values: [{ value: 'S', label: 'x' }] }],
			['9', '9', 'options', ['S']],
		],
		['with labelled choices', [{ id: 9, options: [{ label: 'S' }] }], ['9', '9', 'options', ['S']]],
		['with named choices', [{ id: 9, options: [{ name: 'S' }] }], ['9', '9', 'options', ['S']]],
		['with titled choices', [{ id: 9, options: [{ title: 'S' }] }], ['9', '9', 'options', ['S']]],
		['with choices as text', [{ id: 9, options: [{ text: 'S' }] }], ['9', '9', 'options', ['S']]],
		[
			'with choices that are none',
			[{ id: 9, options: [null, [], {}, true] }],
			['9', '9', 'string'],
		],
		[
			'with several answers',
			[{ id: 9, label: 'Size', type: 'Checkbox', options: ['S'] }],
			['9', 'Size (9, comma-separated)', 'string', ['S']],
		],
		[
			'with many answers',
			[{ id: 9, label: 'Size', type: 'multiple', options: ['S'] }],
			['9', 'Size (9, comma-separated)', 'string', ['S']],
		],
	])('%s', (_, index, wanted) => {
		const [shown] = found(index);
		expect(shown?.slice(0, wanted.length)).toEqual(wanted);
		expect(shown?.[3]).toEqual(wanted[3]);
	});

	test.each([
		[undefined],
		[null],
		['x'],
		[[]],
		[{}],
		[[{ label: 'no ID' }]],
		[{ 7: { id: '_own' } }],
		[{ _x: 'y' }],
	])('none in %j', (index) => {
		expect(mapperFieldsIn(index)).toEqual([]);
	});

	test('are listed in the order of their labels', () => {
		const fields = mapperFieldsIn([
			{ id: 'b', label: 'Beta' },
			{ id: 'a', label: 'alpha' },
		]);
		expect(fields.map(({ id }) => id)).toEqual(['a', 'b']);
		expect(fields[0]).toMatchObject({
			required: false,
			defaultMatch: false,
			canBeUsedToMatch: false,
			display: true,
			removed: true,
		});
	});
});

describe('what get_info loads', () => {
	test.each<[answer: IDataObject, index: unknown]>([
		[{ doc: { _allfields: { field_index: 1 }, field_index: 2 }, field_index: 3 }, 1],
		[{ doc: { allfields: { field_index: 1 } } }, 1],
		[{ doc: { _allfields: 'x', field_index: 2 }, field_index: 3 }, 2],
		[{ doc: {}, field_index: 3 }, 3],
		[{ field_index: 3 }, 3],
		[{}, undefined],
	])('%j describes the fields in %j', (answer, index) => {
		expect(fieldIndexIn(answer)).toBe(index);
	});

	test.each<[answer: IDataObject, fields: unknown]>([
		[{ doc: { a: 1, b: { value: 2 }, c: { x: 3 } } }, { a: 1, b: 2, c: { x: 3 } }],
		[{ doc: { a: 1, _allfields: { a: 2, b: 3 } } }, { a: 2, b: 3 }],
		[{ _allfields: { a: 1 } }, { a: 1 }],
		[{ doc: [] }, undefined],
		[{ msg: 'x' }, undefined],
		[
			{ success: true, user_info: {}, a: 1, b: { value: 2 }, _utm: [] },
			{ a: 1, b: 2 },
		],
		[{ success: true, user_info: {}, meta_info: {}, msg: 'x', msg_type: 'info' }, undefined],
		[
			{ user_info: {}, system_action: [], user_token: 'x', users: [1], effected_users: 1 },
			undefined,
		],
		[{ user_info: {}, _utm: [] }, undefined],
		[{ clogin_id: '1', u_name: 'Ada', star: '0' }, undefined],
	])('%j holds the values %j', (answer, fields) => {
		expect(projectValuesIn(answer)).toEqual(fields);
	});

	test('other parts of an answer are not fields, whatever their names', () => {
		const parts = ['family', 'usercart', 'userforms', 'userpayments', 'userproducts', 'utm'];
		const beside = ['allfields', 'error', 'errors', 'field_index'];
		const doc = Object.fromEntries([...parts, ...beside, '_utm', 'a'].map((name) => [name, 1]));
		expect(projectValuesIn({ doc })).toEqual({ a: 1 });
		expect(loadedPart({ doc: { _utm: 1, utm: 2 } }, '_utm')).toBe(1);
		expect(loadedPart({ doc: { utm: 2 } }, '_utm')).toBe(2);
		expect(loadedPart({ _utm: 3 }, '_utm')).toBe(3);
	});

	test('an answer with fields is recognized', () => {
		expect(infoRequest(1, 2, []).answerKeys).toEqual(['user_info', 'meta_info', 'doc']);
		expect(pageRequest(1, {}, 0).answerKeys).toEqual(['users', 'children', 'total_users']);
	});
});

describe('a value of a project field', () => {
	test.each<[value: unknown, kind: Parameters<typeof projectValue>[1], sent: unknown]>([
		[undefined, 'text', ''],
		[null, 'choices', []],
		[' ', 'text', ''],
		['[]', 'text', []],
		[[' ', null], 'text', []],
		['', 'text', ''],
		['x, y', 'text', 'x, y'],
		[7, 'text', 7],
		[7.5, 'text', '7.5'],
		['7', 'text', '7'],
		[2 ** 53 - 1, 'text', 9007199254740991],
		[true, 'text', 'true'],
		[new Date(0), 'text', '1970-01-01'],
		[new Date(1), 'text', '1970-01-01T00:00:00.001Z'],
		[46053, 'date', '2026-01-31'],
		['', 'date', ''],
		['x, y,,', 'choices', ['x', 'y']],
		['', 'choices', []],
		['a, b, c', ['a', 'b'], ['a', 'b', 'c']],
		['Fish, meat', ['Fish, meat', 'Eggs'], ['Fish, meat']],
		[' Eggs,Fish, meat , x', ['Fish, meat', 'Eggs'], ['Eggs', 'Fish, meat', 'x']],
		['a, b, c', ['a, b', 'a, b, c'], ['a, b, c']],
		['a, b, d', ['a, b', 'a, b, c'], ['a, b', 'd']],
		['Fish,meat', ['Fish, meat'], ['Fish', 'meat']],
		['', ['a'], []],
		[['Fish, meat'], ['Fish', 'meat'], ['Fish, meat']],
		[7, 'choices', ['7']],
		['Yes, I agree', 'choice', ['Yes, I agree']],
		['', 'choice', []],
		[7, 'choice', ['7']],
		[['x', 'y'], 'choice', ['x', 'y']],
		[['x', 7], 'text', ['x', '7']],
		['["x", 7]', 'text', ['x', '7']],
		[' ["x"] ', 'choices', ['x']],
		['\n["x",\n"y"]\n', 'text', ['x', 'y']],
		['["x"', 'text', '["x"'],
		['see ["x"]', 'text', 'see ["x"]'],
		['["x"] there', 'text', '["x"] there'],
		['[x]', 'text', '[x]'],
	])('%j (%s) is sent as %j', (value, kind, sent) => {
		expect(projectValue(field(value), kind)).toEqual(sent);
	});

	test('a list with an empty answer and a field with an object are refused', () => {
		saysWhatToDo(
			() => projectValue(field(['a', '']), 'text'),
			/contains an empty answer/,
			/Remove the empty/,
		);
		expect(() => projectValue(field({ a: 1 }), 'text')).toThrow("'It' is an object");
		expect(() => projectValue(field(2 ** 53), 'text')).toThrow("'It' is too large to be exact");
	});

	test('a blank value stays blank, as text or as a list', () => {
		const given = { a: '', b: null, c: [], d: 'x', e: '1, 2', f: ' [ ] ' };
		expect([...valuesIn(given)]).toEqual([
			['a', ''],
			['b', ''],
			['c', []],
			['d', 'x'],
			['e', '1, 2'],
			['f', []],
		]);
		const kindOf = (name: string) => (name === 'd' ? 'text' : 'choices');
		expect([...valuesIn({ ...given, f: ' ' }, kindOf)]).toEqual([
			['a', []],
			['b', []],
			['c', []],
			['d', 'x'],
			['e', ['1', '2']],
			['f', []],
		]);
	});

	test('an object may come as an object or as JSON', () => {
		expect(jsonObject(field({ a: 1 }))).toEqual({ a: 1 });
		expect(jsonObject(field(' {"a":1} '))).toEqual({ a: 1 });
		for (const nothing of ['', ' ', null, undefined])
			expect(jsonObject(field(nothing))).toEqual({});
		for (const other of ['[1]', 'x', '7', [1], [{}]])
			saysWhatToDo(
				() => jsonObject(field(other)),
				/^'It' is not a JSON object: "/,
				/Enter an object such as/,
			);
	});

	test.each(['pairs', 'json', 'mapper'])(
		'named like what all objects have is just a field (%s)',
		(kind) => {
			const names = ['constructor', 'toString', 'hasOwnProperty'];
			const values = Object.fromEntries(names.map((name) => [name, 'x']));
			const { doc } = read({
				resource: 'user',
				operation: 'create',
				projectFields: kind,
				fieldPairs: { field: names.map((name) => ({ name, value: 'x' })) },
				fieldsJson: JSON.stringify(values),
				mappedFields: { value: values, schema: [] } as INodeParameters,
			});
			expect(Object.entries(doc as object)).toEqual(Object.entries(values));
		},
	);

	test.each(['pairs', 'json'])('a field that every project has is checked as such (%s)', (kind) => {
		const update = (fields: Record<string, string>) =>
			read({
				resource: 'user',
				operation: 'update',
				cloginId: '7',
				updateFields: { orgName: 'x' },
				projectFields: kind,
				fieldPairs: { field: Object.entries(fields).map(([name, value]) => ({ name, value })) },
				fieldsJson: JSON.stringify(fields),
			}).doc;
		const blank = { main_email: '', password: '', username: ' ', first_name: '', note: '' };
		expect(update(blank)).toEqual({ org_name: 'x' });
		expect(update({ main_email: ' a@example.org ' })).toMatchObject({
			main_email: 'a@example.org',
		});
		expect(() => update({ main_email: 'no address' })).toThrow(/"main_email"/);
		expect(() => update({ password: 'x' })).toThrow(/"password" has fewer than 6/);
	});

	test('a column named __proto__ is left out', () => {
		const parameters = { resource: 'user', operation: 'create', inputMode: 'autoMap' };
		const item = JSON.parse(
			'{"first_name":"Ada","constructor":"x","__proto__":"y"}',
		) as IDataObject;
		expect(read(parameters, item).doc).toEqual({ first_name: 'Ada', constructor: 'x' });
		const product = read({
			...examplesFor('regpack', 'product.create')[0]?.parameters,
			additionalFields: { otherFields: '{"__proto__":{"a":1},"toString":2}' },
		}).product as object;
		expect(Object.getPrototypeOf(product)).toBe(Object.prototype);
		expect(JSON.stringify(product)).toContain('"__proto__":{"a":1},"toString":2');
	});

	test('only the listed parts can be loaded', () => {
		for (const load of ['toString', 'constructor', '__proto__', 'x']) {
			const parameters = { resource: 'user', operation: 'get', cloginId: '7', load: [load] };
			saysWhatToDo(
				() => read(parameters),
				/'Load' contains an unknown name/,
				/these names: allFields, .*utm/,
			);
		}
	});
});

describe('a person', () => {
	test('is read from an answer, user_info first', () => {
		const meta = { clogin_id: '1', u_name: 'Ada', star: '0', status_name: null };
		const both = { meta_info: meta, user_info: { clogin_id: '2' } };
		expect(simpleUserIn(both)).toEqual({ clogin_id: '2', name: 'Ada', status_name: null });
		expect(simpleUserIn({ meta_info: [], user_info: 'x' })).toEqual({});
		const numbers = { clogin_id: 2, status_id: 0, group_id: null };
		expect(simpleUserIn({ user_info: numbers })).toEqual({
			...{ clogin_id: '2', status_id: '0', group_id: null },
		});
		expect(userAnswer({ isSimple: true }, { success: true })).toEqual({ success: true });
		expect(userAnswer({ isSimple: false }, both)).toEqual(both);
	});

	test('a later run keeps the IDs of anything new', () => {
		const answer = { p_id: 1, id: 2, idea: 3, video: 4, user_id: { a: 1 }, msg: 'x' };
		expect(newIdsReceipt.keep(answer)).toEqual({ p_id: 1, id: 2 });
		expect(newUserReceipt.keep({ user_info: { clogin_id: '1' }, msg: 'x' })).toEqual({
			user_info: { clogin_id: '1' },
		});
		expect(newUserReceipt.keep({ user_info: 'x' })).toEqual({});
	});
});

describe('a page of people', () => {
	const person = { clogin_id: '1' };

	test.each<[answer: IDataObject, position: number, page: object]>([
		[{ users: [person], total_users: 3 }, 0, { next: 1, isEmpty: false, total: 3 }],
		[{ users: [person], total_users: 1 }, 0, { next: undefined, total: 1 }],
		[{ users: [person], children: [person], total_users: '2' }, 1, { next: undefined }],
		[{ children: [person], total_users: 3 }, 0, { next: 1, isEmpty: false }],
		[{ users: [person], total_users: 3, records_per_page: '20' }, 20, { next: undefined }],
		[{ users: [person], total_users: 99, records_per_page: '20' }, 20, { next: 40 }],
		[{ users: [] }, 0, { next: 0, isEmpty: true, total: 0 }],
		[{ users: [person], records_per_page: -5, total_users: 1.5 }, 0, { next: 1, total: 0 }],
		[
			{ users: [person], records_per_page: '1e400', total_users: '1e400' },
			0,
			{ next: 1, total: 0 },
		],
	])('%j from %i on', (answer, position, page) => {
		expect(readPage(answer, position)).toMatchObject(page);
	});

	test('an answer without a list is not an empty first page', () => {
		saysWhatToDo(
			() => readPage({ success: true, msg: 'Done' }, 0),
			/^the response contains no list of users$/,
			/^Check 'Project ID'/,
		);
		expect(readPage({ success: true, total_users: 0 }, 0).isEmpty).toBe(true);
	});
});

describe('every operation', () => {
	test.each(operationsOf('regpack'))('$of works on the project it is told', ({ of, operation }) => {
		const own = examplesFor('regpack', of);
		const { parameters = {}, items } = own[0] ?? {};
		const project = (groupId: unknown) =>
			read({ ...parameters, groupId } as INodeParameters, items?.[0]).groupId;
		expect([project('71'), project(' '), project('')]).toEqual([71, 1, 1]);

		const mapped = own.find(({ parameters: given }) => given.inputMode === 'autoMap');
		const isMappable = operation.fields.some(({ name }) => name === 'inputMode');
		if (isMappable && !mapped) {
			throw forgotten(
				`${of} has no example row with the input mode autoMap`,
				'add one to test/unit/Regpack/examples.ts',
			);
		}
		if (!mapped) return;
		const projectOf = (groupId: string, group_id: unknown) =>
			read({ ...mapped.parameters, groupId }, {
				...mapped.items?.[0],
				group_id,
			} as IDataObject).groupId;
		// The project that the user entered takes precedence over the item's project.
		const given: Array<[string, unknown]> = [
			['71', '72'],
			[' ', '72'],
			['', ' '],
			['', undefined],
		];
		expect(given.map((ids) => projectOf(...ids))).toEqual([71, 72, 1, 1]);
	});

	test.each(operationsOf('regpack').filter(({ operation }) => operation.effect !== 'none'))(
		'$of still says yes when a later run does not send it again',
		({ of, operation }) => {
			const { parameters = {}, items } = examplesFor('regpack', of)[0] ?? {};
			const row = read({ ...parameters, simplify: false } as INodeParameters, items?.[0]);
			const answer = {
				success: true,
				status_id: 7,
				p_id: 7,
				category_id: 7,
				user_info: { clogin_id: '7' },
			};
			const kept = operation.receipt?.keep?.(answer);
			const again = operation.receipt?.answer(row, kept ?? {}) ?? {};
			expect(again.success).toBe(true);
			const ids = ['status_id', 'p_id', 'category_id', 'user_info'].filter((id) => id in again);
			expect(ids).not.toEqual([]);
			expect(JSON.stringify(again)).toMatch(/"(?:clogin|status|p|category)_id":"?\d/);
		},
	);

	test('rows share a request by project, user and shared options', () => {
		const addProducts = findOperation(resources, 'user', 'addProducts');
		const { parameters = {}, items } = examplesFor('regpack', 'user.addProducts')[0] ?? {};
		const keyOf = (more: INodeParameters) => {
			const row = read({ ...parameters, ...more } as INodeParameters, items?.[0]);
			return addProducts && 'batching' in addProducts && addProducts.batching?.groupBy(row);
		};
		const keys = [
			{},
			{ groupId: '71' },
			{ cloginId: '72' },
			{ options: { submitForms: false } },
		].map(keyOf);
		expect(new Set(keys).size).toBe(4);
		expect(keyOf({})).toBe(keys[0]);
	});
});

describe('single checks', () => {
	const product = (baseProductType: string, productPrice: unknown) =>
		read({
			resource: 'product',
			operation: 'create',
			productName: 'x',
			catId: '5',
			baseProductType,
			productPrice,
		} as INodeParameters).product;

	test('a price may be 0, but not that of a discount', () => {
		expect(product('4', ' 0 ')).toMatchObject({ product_price: 0 });
		expect(product('2', '5')).toMatchObject({ product_price: 5 });
		saysWhatToDo(() => product('2', '0.00'), /is 0, but a discount needs a price/, /above 0/);
		for (const price of ['1.234', 'x1', '1x', '-1', '1,5'])
			saysWhatToDo(() => product('4', price), /is not an amount: "/, /149\.50/);
	});

	const person = (more: INodeParameters) =>
		read({ resource: 'user', operation: 'create', ...more }).doc;

	test('a password has at least 6 characters, and a name no spaces around it', () => {
		const additionalFields = { password: '123456', username: ' ada ', orgName: ' x ' };
		expect(
			person({ firstName: ' Ada ', lastName: ' L ', mainEmail: ' ', additionalFields }),
		).toEqual({
			first_name: 'Ada',
			last_name: 'L',
			org_name: 'x',
			password: '123456',
			username: 'ada',
		});
		const short = { additionalFields: { password: '12345' } };
		saysWhatToDo(() => person(short), /fewer than 6 characters/, /at least 6 characters/);
	});

	test('a user of another project needs only the ID', () => {
		const known = read({
			resource: 'user',
			operation: 'create',
			additionalFields: { cloginId: '7' },
		});
		expect(known).toMatchObject({ cloginId: 7, doc: {} });
		saysWhatToDo(() => person({}), /All fields of the new user are empty/, /a name or an email/);
	});

	test('an option is sent only if it is chosen', () => {
		const shared = (options: INodeParameters) =>
			read({ resource: 'user', operation: 'create', firstName: 'Ada', options }).shared;
		expect(shared({ submitForms: '', disableEmailSending: '' })).toEqual({});
		expect(shared({ submitForms: false, disableEmailSending: true })).toEqual({
			submit_forms: false,
			disable_email_sending: true,
		});
	});

	test.each([['[first_name, "x"]'], [' first_name,x '], ["['first_name','x']"], ['first_name,,x']])(
		'the names of fields may be %j',
		(fieldNames) => {
			const parameters = { resource: 'user', operation: 'get', cloginId: '7', fieldNames };
			expect(read(parameters)).toMatchObject({ load: { fieldNames: ['first_name', 'x'] } });
		},
	);
});
