import {
	NodeHelpers,
	type ICredentialType,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';

import { LeelooApi } from '../../../../credentials/LeelooApi.credentials';
import { RegpackApi } from '../../../../credentials/RegpackApi.credentials';
import { resources as leelooResources } from '../../../../nodes/Leeloo/actions';
import { Leeloo } from '../../../../nodes/Leeloo/Leeloo.node';
import { LeelooPollingTrigger } from '../../../../nodes/Leeloo/LeelooPollingTrigger.node';
import { LeelooTrigger } from '../../../../nodes/Leeloo/LeelooTrigger.node';
import { resources as regpackResources } from '../../../../nodes/Regpack/actions';
import { Regpack } from '../../../../nodes/Regpack/Regpack.node';
import { RegpackPollingTrigger } from '../../../../nodes/Regpack/RegpackPollingTrigger.node';
import { RegpackTrigger } from '../../../../nodes/Regpack/RegpackTrigger.node';
import { findOperation } from '../../../../nodes/shared/operation/panel';
import { inside } from '../../inside';

/**
 * The names, values and defaults that saved workflows and credentials contain. A change to them breaks saved workflows,
 * so it needs a new version of the node. All other properties of the node parameters may change freely.
 */

const LOCATOR = { __rl: true, mode: 'list', value: '' };

/** The options every operation has, with their defaults. */
const optionsOf = (more: Record<string, unknown>, requestsPerMinute: number) => ({
	...more,
	forgetSent: false,
	includeResultColumns: false,
	maxConcurrency: 5,
	maxAttempts: 5,
	previewOnly: false,
	requestsPerMinute,
	sentKey: '',
	skipAlreadySent: false,
	stopAfterFailures: 5,
	timeout: 30,
});

interface Frozen {
	make: () => INodeType;
	name: string;
	credential: string;
	/**
	 * By resource and operation: every parameter with its default, or a collection's members. Lists only the first three
	 * operations. The snapshot next to this file contains all operations.
	 */
	operations: Record<string, Record<string, unknown>>;
	/** Values of the parameters that offer a choice. */
	choices: Record<string, string[]>;
}

const nodes: Record<string, Frozen> = {
	Regpack: {
		make: () => new Regpack(),
		name: 'regpack',
		credential: 'regpackApi',
		operations: {
			'user addEmail': {
				addEmailNotice: '',
				inputMode: 'defineBelow',
				columnsNotice: '',
				groupId: '',
				cloginId: LOCATOR,
				from: '',
				to: '',
				subject: '',
				body: '',
				additionalFields: { adminId: '', bcc: '', cc: '' },
				simplify: true,
				options: optionsOf({ emailsPerRequest: 1, compatibility: 'object' }, 0),
			},
			'status create': {
				groupId: '',
				statusName: '',
				color: '#2e7d32',
				isExcluded: false,
				simplify: true,
				options: optionsOf({ ifNameExists: 'warn' }, 0),
			},
		},
		choices: { inputMode: ['autoMap', 'defineBelow'] },
	},
	Leeloo: {
		make: () => new Leeloo(),
		name: 'leeloo',
		credential: 'leelooApi',
		operations: {
			'account create': {
				inputMode: 'defineBelow',
				columnsNotice: '',
				connectionId: LOCATOR,
				email: '',
				additionalFields: { name: '', phone: '', tagId: '' },
				options: optionsOf({ batchSize: 100, defaultCountryCode: '' }, 300),
			},
		},
		choices: { inputMode: ['autoMap', 'defineBelow'] },
	},
};

const isShown = ({ displayOptions }: INodeProperties, values: Record<string, string>) =>
	Object.entries(displayOptions?.show ?? {}).every(
		([name, shownFor]) => !(name in values) || shownFor?.includes(values[name]),
	);

function membersOf({ type, options = [], default: byDefault }: INodeProperties): unknown {
	if (type !== 'collection') return byDefault;
	return Object.fromEntries(
		options.map((member) => [member.name, 'default' in member ? member.default : undefined]),
	);
}

const valuesOf = (property: INodeProperties | undefined): string[] =>
	(property?.options ?? []).map((option) => ('value' in option ? String(option.value) : ''));

describe.each(Object.entries(nodes))('the %s node', (_name, frozen) => {
	const { description, methods } = frozen.make();
	const { properties } = description;
	const named = (name: string, values: Record<string, string> = {}) =>
		properties.filter((property) => property.name === name && isShown(property, values));

	test('keeps its name, version and credential', () => {
		expect(description).toMatchObject({
			name: frozen.name,
			version: 1,
			credentials: [{ name: frozen.credential, required: true }],
			inputs: ['main'],
			outputs: ['main'],
			usableAsTool: expect.anything(),
		});
	});

	const [resource] = named('resource');
	const operations = valuesOf(resource).flatMap((value) =>
		valuesOf(named('operation', { resource: value })[0]).map((name) => `${value} ${name}`),
	);
	const shownFor = (which: string) => {
		const [resourceValue = '', operation = ''] = which.split(' ');
		return properties.filter(
			(property) =>
				property.displayOptions?.show?.operation &&
				// As a tool, the node has an additional parameter for the tool's description, which may change freely.
				!property.displayOptions.show['@tool'] &&
				isShown(property, { resource: resourceValue, operation }),
		);
	};
	const parametersOf = (which: string) =>
		Object.fromEntries(shownFor(which).map((property) => [property.name, membersOf(property)]));

	test('keeps its look-ups', () => {
		const names = Object.entries(methods ?? {}).map(([kind, some]) => [
			kind,
			Object.keys(some).sort(),
		]);
		expect(Object.fromEntries(names)).toMatchSnapshot();
	});

	test('keeps its resources and operations', () => {
		expect(operations.sort()).toMatchSnapshot();
		expect(operations).toEqual(expect.arrayContaining(Object.keys(frozen.operations)));
		expect(valuesOf(resource)).toContain(resource?.default);
		for (const value of valuesOf(resource)) {
			const [operation, ...others] = named('operation', { resource: value });
			expect(others).toEqual([]);
			expect(valuesOf(operation)).toContain(operation?.default);
		}
	});

	test.each(Object.entries(frozen.operations))(
		'keeps the parameters of %s',
		(which, parameters) => {
			expect(parametersOf(which)).toEqual(parameters);
			// A duplicate name would show two fields for one value.
			expect(shownFor(which)).toHaveLength(Object.keys(parameters).length);
		},
	);

	test.each(operations)('freezes the parameters of %s', (which) => {
		expect(parametersOf(which)).toMatchSnapshot();
	});

	test.each(Object.entries(frozen.choices))('keeps the choices of %s', (name, values) => {
		const found = named(name);
		expect(found.length).toBeGreaterThan(0);
		for (const property of found) expect(valuesOf(property).sort()).toEqual(values);
	});

	test('hides what is set by hand while the input is auto-mapped', () => {
		const defined = properties.filter((property) => property.displayOptions?.hide?.inputMode);
		expect(defined.length).toBeGreaterThan(0);
		for (const { displayOptions } of defined) {
			expect(displayOptions?.hide?.inputMode).toEqual(['autoMap']);
			expect(displayOptions?.show?.operation).toHaveLength(1);
		}
	});

	test('can be chosen by list and by ID', () => {
		const locators = properties.filter(({ type }) => type === 'resourceLocator');
		const searches = Object.keys(methods?.listSearch ?? {});
		for (const { modes = [] } of locators) {
			expect(['list,id', 'list,id,url', 'list,id,email', 'list,id,name']).toContain(
				modes.map(({ name }) => name).join(),
			);
			expect(searches).toContain(modes[0]?.typeOptions?.searchListMethod);
		}
		expect(locators).not.toEqual([]);
	});

	test('bounds its numbers, and their defaults lie within', () => {
		const numbers = named('options').flatMap(({ options = [] }) =>
			options.flatMap((option) => ('type' in option && option.type === 'number' ? [option] : [])),
		);
		expect(numbers.length).toBeGreaterThan(0);
		for (const { typeOptions, default: byDefault } of numbers) {
			expect(Number(byDefault)).toBeGreaterThanOrEqual(typeOptions?.minValue ?? NaN);
			expect(Number(byDefault)).toBeLessThanOrEqual(typeOptions?.maxValue ?? NaN);
		}
	});
});

describe.each<[make: () => ICredentialType, name: string, fields: object, secrets: string[]]>([
	[
		() => new RegpackApi(),
		'regpackApi',
		{
			whereNotice: '',
			apiUser: '',
			apiToken: '',
			apiId: '',
			groupId: '',
			sendTimestamp: true,
			baseUrl: 'https://www.regpack.com/reg/api2',
		},
		['apiToken'],
	],
	[
		() => new LeelooApi(),
		'leelooApi',
		{ token: '', baseUrl: 'https://api.leeloo.ai/api/v2' },
		['token'],
	],
])('a credential', (make, name, fields, secrets) => {
	const credential = make();

	test(`${name} keeps its fields`, () => {
		const { properties } = credential;
		expect(credential.name).toBe(name);
		expect(Object.fromEntries(properties.map((field) => [field.name, field.default]))).toEqual(
			fields,
		);
		expect(properties).toHaveLength(Object.keys(fields).length);
	});

	test(`${name} hides its secrets, and only those`, () => {
		const hidden = credential.properties.filter(({ typeOptions }) => typeOptions?.password);
		expect(hidden.map((field) => field.name)).toEqual(secrets);
	});

	test(`${name} can be tested, without a redirect and without a rule that fits anything`, () => {
		expect(credential.test).toMatchObject({
			request: { disableFollowRedirect: true, timeout: expect.any(Number) },
			rules: [{ type: 'responseSuccessBody' }, { type: 'responseSuccessBody' }],
		});
	});
});

/** The choices of a field. */
const choicesOf = ({ options = [] }: INodeProperties) =>
	options.flatMap((option) => ('value' in option && !('values' in option) ? [option] : []));

const SMALL = /^(?:a|an|and|as|at|by|for|from|in|of|on|or|per|the|to|with)$/;
const isTitle = (text: string) =>
	text
		.split(/[\s/]+/)
		.every(
			(word, index) => (index > 0 && SMALL.test(word)) || !/^[a-z]/.test(word.replace(/^\W+/, '')),
		);

/** The fields for which the time of day matters. */
const MOMENTS = new Set(['date', 'paymentDate', 'transactionDate']);

/** n8n's guidelines for all texts: https://docs.n8n.io/connect/create-nodes/build-your-node/reference/ux-guidelines */
describe.each([
	new Regpack(),
	new RegpackTrigger(),
	new RegpackPollingTrigger(),
	new Leeloo(),
	new LeelooTrigger(),
	new LeelooPollingTrigger(),
])('the texts of $description.displayName', ({ description: { properties } }) => {
	const fields = properties.flatMap((property) => inside(property));
	const shown = fields.filter(({ field }) => field.type !== 'notice');
	const breaking = (isFine: (field: INodeProperties) => boolean) => [
		...new Set(
			shown
				.filter(({ field }) => !isFine(field))
				.map(
					({ where, field }) =>
						`${where}: ${field.displayName}: ${field.description ?? field.placeholder ?? ''}`,
				),
		),
	];

	test('labels and choices are in title case', () => {
		expect(breaking(({ displayName }) => isTitle(displayName))).toEqual([]);
		const names = shown.flatMap(({ field }) => choicesOf(field).map(({ name }) => name));
		expect(names.filter((name) => !isTitle(name))).toEqual([]);
	});

	test('ID, URL and JSON are in capitals', () => {
		const isFine = (text = '') =>
			!/\b(?:id|ids|Id|Ids|url|Url|json|Json)\b/.test(
				text.replace(/https?:\S+|\$json|`[^`]*`|<[^>]*>/g, ''),
			);
		expect(
			breaking(({ displayName, description, placeholder }) =>
				[displayName, description, placeholder].every(isFine),
			),
		).toEqual([]);
	});

	test('a single sentence has no period, several end with one', () => {
		const isFine = (text: string) => {
			const isSeveral = /[.?!] +[A-Z'<]/.test(text.replaceAll(/e\.g\. /g, ''));
			return isSeveral === /[.?!]$/.test(text);
		};
		expect(breaking(({ description = '' }) => isFine(description))).toEqual([]);
		const choices = shown.flatMap(({ field }) =>
			choicesOf(field).map(({ description: of = '' }) => of),
		);
		expect(choices.filter((text) => !isFine(text))).toEqual([]);
	});

	test('descriptions begin with a capital, those of switches with Whether', () => {
		expect(breaking(({ description = 'A' }) => /^[A-Z'"<]/.test(description))).toEqual([]);
		expect(
			breaking(
				({ type, description }) => type !== 'boolean' || (description ?? '').startsWith('Whether '),
			),
		).toEqual([]);
	});

	test('placeholders are examples', () => {
		const isFine = ({ type, placeholder }: INodeProperties) =>
			placeholder === undefined ||
			['collection', 'fixedCollection'].includes(type) ||
			/^e\.g\. \S/.test(placeholder);
		expect(breaking(isFine)).toEqual([]);
		expect(
			breaking(({ modes = [] }) =>
				modes.every(({ type, placeholder = '' }) =>
					(type === 'list' ? /^Select .*\.\.\.$/ : /^e\.g\. \S/).test(placeholder),
				),
			),
		).toEqual([]);
	});

	test('choices and members of collections are sorted', () => {
		const isSorted = ({ type, options = [] }: INodeProperties) => {
			const names = options.flatMap((option) =>
				'displayName' in option
					? [option.displayName]
					: 'name' in option
						? [String(option.name)]
						: [],
			);
			return (
				type === 'fixedCollection' ||
				names.length < 5 ||
				names.join() === names.toSorted((a, b) => a.localeCompare(b)).join()
			);
		};
		expect(breaking(isSorted)).toEqual([]);
	});

	test('a day is chosen without a time; only a moment has one', () => {
		const days = shown.filter(({ field }) => field.type === 'dateTime');
		const withTime = days.filter(({ field }) => field.typeOptions?.dateOnly !== true);
		const names = withTime.map(({ field }) => field.name);
		expect(names.filter((name) => !MOMENTS.has(name))).toEqual([]);
	});

	test('members of a fixed collection are titled by what is filled in', () => {
		for (const { field } of shown.filter(({ field: { type } }) => type === 'fixedCollection')) {
			const title = String(field.typeOptions?.fixedCollection?.itemTitle);
			const used = [...title.matchAll(/item\.value\.(\w+)/g)].map(([, name]) => name);
			const values = inside(field).map(({ field: { name } }) => name);
			expect(used).not.toEqual([]);
			expect(values).toEqual(expect.arrayContaining(used));
		}
	});

	test('an empty project says which project is used', () => {
		for (const { field } of shown.filter(({ field: { name } }) => name === 'groupId')) {
			expect(field.hint).toMatch(/empty .*credential's default project/);
		}
	});

	test('passwords are hidden', () => {
		expect(
			breaking(
				({ name, typeOptions }) =>
					!/password|token|secret/i.test(name) || typeOptions?.password === true,
			),
		).toEqual([]);
	});

	test('look-ups can be replaced by an ID', () => {
		const isFine = ({ displayName, modes, typeOptions }: INodeProperties) =>
			(modes?.some(({ name }) => name === 'id') ?? true) &&
			(typeOptions?.loadOptionsMethod === undefined ||
				/(?:Name or ID|Names or IDs)$/.test(displayName));
		expect(breaking(isFine)).toEqual([]);
	});
});

/** These fields come last in every operation that has them, after all other fields. */
const LAST_FIELDS = ['load', 'fieldNames', 'filters', 'returnAll', 'limit', 'simplify', 'options'];

describe.each([
	{ resources: regpackResources, description: new Regpack().description, opensOn: 'user getAll' },
	{ resources: leelooResources, description: new Leeloo().description, opensOn: 'person getAll' },
])('a new $description.displayName', ({ resources, description, opensOn }) => {
	test('opens on a read', () => {
		const { resource, operation } = NodeHelpers.getNodeParameters(
			description.properties,
			{},
			true,
			false,
			null,
			description,
		) ?? { resource: '' };
		expect(`${String(resource)} ${String(operation)}`).toBe(opensOn);
		expect(findOperation(resources, resource, operation)?.effect).toBe('none');
	});

	test('opens a resource on a read, if it has one', () => {
		for (const { operations } of resources) {
			const reads = operations.filter(({ effect }) => effect === 'none');
			if (reads.length > 0) expect(reads).toContain(operations[0]);
		}
	});

	test('explains each resource', () => {
		const selector = description.properties.find(({ name }) => name === 'resource');
		const choices = selector ? choicesOf(selector) : [];
		const explained = new Map(choices.map(({ value, description: of }) => [value, of]));
		expect(explained).toEqual(new Map(resources.map(({ value, description: of }) => [value, of])));
		expect([...explained.values()].filter((text) => !text)).toEqual([]);
	});
});

describe.each([new Regpack(), new Leeloo()])(
	'the operations of $description.displayName',
	({ description: { properties } }) => {
		const selectors = properties.filter(({ name }) => name === 'operation');
		const operations = selectors.flatMap((selector) =>
			choicesOf(selector).map(({ action = '', name, value }) => ({
				action,
				name,
				fields: properties.filter((property) => {
					const show = property.displayOptions?.show;
					return (
						show?.operation?.includes(value) &&
						show.resource?.[0] === selector.displayOptions?.show?.resource?.[0]
					);
				}),
			})),
		);

		test('have actions in sentence case, each of its own', () => {
			const actions = operations.map(({ action }) => action);
			expect(new Set(actions).size).toBe(actions.length);
			for (const action of actions) expect(action).toMatch(/^[A-Z][a-z]+ (?:[a-z]|SMS|API)/);
		});

		test('ask for what is required first, below what it depends on', () => {
			const late = operations.filter(({ fields }) => {
				const kinds = fields
					.filter(
						({ type, name }) =>
							type !== 'notice' &&
							!['inputMode', 'groupId', 'findBy', 'channelBy', 'categoryId'].includes(name),
					)
					.map(({ required }) => (required ? 1 : 0));
				return kinds.join('') !== kinds.toSorted((a, b) => b - a).join('');
			});
			expect(late.map(({ action }) => action)).toEqual([]);
		});

		test('have actions without articles, as n8n writes them', () => {
			const articles = operations.filter(({ action }) => / (?:a|an|the) /.test(action));
			expect(articles.map(({ action }) => action)).toEqual([]);
		});

		test('end with these fields, in this order', () => {
			for (const { action, fields } of operations) {
				const names = fields.map(({ name }) => name);
				const last = LAST_FIELDS.filter((name) => names.includes(name));
				expect([action, ...names.slice(-last.length)]).toEqual([action, ...last]);
			}
		});

		test('have no field in different places', () => {
			const before = new Map<string, string>();
			const swapped: string[] = [];
			for (const { action, fields } of operations) {
				for (const [index, { name: later }] of fields.entries()) {
					for (const { name } of fields.slice(0, index)) {
						const other = before.get(`${later} before ${name}`);
						if (other) swapped.push(`${name} and ${later}: ${other}, ${action}`);
						before.set(`${name} before ${later}`, action);
					}
				}
			}
			expect(swapped).toEqual([]);
		});

		test('have no filter that filters nothing: a switch that is added is still off', () => {
			const filters = operations.flatMap(({ fields }) =>
				fields.filter(({ name }) => name === 'filters').flatMap((field) => inside(field)),
			);
			expect(filters.length).toBeGreaterThan(1);
			expect(filters.filter(({ field }) => field.type === 'boolean')).toEqual([]);
		});

		test('call a field by one label, whatever the operation', () => {
			const labels = new Map<string, Set<string>>();
			// The text of a notice is not a label.
			const named = properties.filter(({ type }) => type !== 'notice');
			for (const { where, field } of named.flatMap((property) => inside(property))) {
				labels.set(where, (labels.get(where) ?? new Set()).add(field.displayName));
			}
			const several = [...labels].filter(([, names]) => names.size > 1);
			expect(several.map(([name, names]) => `${name}: ${[...names].join(', ')}`)).toEqual([]);
		});
	},
);
