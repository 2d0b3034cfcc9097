import type { ICredentialType, INodeProperties, INodeType } from 'n8n-workflow';

import { LeelooApi } from '../../credentials/LeelooApi.credentials';
import { RegpackApi } from '../../credentials/RegpackApi.credentials';
import { Leeloo } from '../../nodes/Leeloo/Leeloo.node';
import { Regpack } from '../../nodes/Regpack/Regpack.node';

/**
 * What saved workflows and credentials hold: names, values and defaults. A change here breaks them, so that it
 * needs a new version of the node; anything else of the panel may change freely.
 */

const LOCATOR = { mode: 'list', value: '' };

/** The options every operation has, with their defaults. */
const optionsOf = (more: Record<string, unknown>, requestsPerMinute: number) => ({
	...more,
	maxConcurrency: 5,
	maxTries: 5,
	previewOnly: false,
	requestsPerMinute,
	sentKey: '',
	skipAlreadySent: false,
	timeout: 30,
});

/** The options of operations that only read. */
const readOptionsOf = (more: Record<string, unknown>) => ({
	...more,
	maxConcurrency: 5,
	maxTries: 5,
	requestsPerMinute: 0,
	timeout: 30,
});

const regpackForms = { disableEmailSending: false, submitForms: true };
const regpackProjectFields = {
	projectFields: 'none',
	sampleUserId: LOCATOR,
	mappedFields: { mappingMode: 'defineBelow', value: null },
	fieldPairs: {},
	fieldsJson: '{}',
};
const regpackNewPerson = {
	triggersNotice: '',
	inputMode: 'defineBelow',
	groupId: '',
	firstName: '',
	lastName: '',
	mainEmail: '',
	...regpackProjectFields,
	additionalFields: { applicationDate: '', cloginId: '', orgName: '', password: '', username: '' },
	simplify: true,
	options: optionsOf(regpackForms, 0),
};
const regpackCategory = {
	categoryBottomRemark: '',
	categoryQuotaOrdered: '',
	categoryTopRemark: '',
	interchangeCategory: false,
	mandatoryCategory: false,
};

interface Frozen {
	make: () => INodeType;
	name: string;
	credential: string;
	/** By resource and operation: every parameter with its default; a collection by its members. */
	operations: Record<string, Record<string, unknown>>;
	/** Values of the parameters that offer a choice. */
	choices: Record<string, string[]>;
	methods: object;
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
				groupId: '',
				cloginId: LOCATOR,
				from: '',
				to: '',
				subject: '',
				body: '',
				additionalFields: { adminId: '', bcc: '', cc: '' },
				options: optionsOf({ emailsPerRequest: 1 }, 0),
			},
			'user addProducts': {
				triggersNotice: '',
				inputMode: 'defineBelow',
				groupId: '',
				cloginId: LOCATOR,
				products: {},
				simplify: true,
				options: optionsOf({ ...regpackForms, itemsPerRequest: 1 }, 0),
			},
			'user create': regpackNewPerson,
			'user createChild': { ...regpackNewPerson, connectedTo: LOCATOR },
			'user get': {
				groupId: '',
				cloginId: LOCATOR,
				load: ['allFields'],
				fieldNames: '',
				simplify: true,
				options: readOptionsOf({}),
			},
			'user getAll': {
				groupId: '',
				returnAll: false,
				limit: 50,
				simplify: true,
				filters: {
					onlyChildren: false,
					onlyExcluded: false,
					onlyParents: false,
					withExcluded: false,
				},
				options: readOptionsOf({ returnFamilies: false }),
			},
			'user getLoginToken': {
				loginTokenNotice: '',
				groupId: '',
				cloginId: LOCATOR,
				simplify: true,
				options: readOptionsOf({}),
			},
			'user setStatus': {
				triggersNotice: '',
				inputMode: 'defineBelow',
				groupId: '',
				cloginId: LOCATOR,
				statusId: LOCATOR,
				simplify: true,
				options: optionsOf(regpackForms, 0),
			},
			'user update': {
				triggersNotice: '',
				updateNotice: '',
				inputMode: 'defineBelow',
				groupId: '',
				cloginId: LOCATOR,
				updateFields: {
					firstName: '',
					lastName: '',
					mainEmail: '',
					orgName: '',
					password: '',
					username: '',
				},
				...regpackProjectFields,
				simplify: true,
				options: optionsOf({ ...regpackForms, connectedTo: '', verify: false }, 0),
			},
			'product create': {
				groupId: '',
				productName: '',
				baseProductType: 1,
				productPrice: 0,
				catId: '',
				additionalFields: {
					internalId: '',
					location: '',
					lockOnceFundsAllocated: false,
					misc1: '',
					misc2: '',
					onlyOne: false,
					otherFields: '{}',
					productActivityEndDate: '',
					productActivityStartDate: '',
					productEndDate: '',
					productShortRemarks: '',
					productStartDate: '',
					productType: 0,
				},
				options: optionsOf({}, 0),
			},
			'productCategory create': {
				groupId: '',
				categoryName: '',
				additionalFields: regpackCategory,
				options: optionsOf({}, 0),
			},
			'productCategory update': {
				updateCategoryNotice: '',
				groupId: '',
				categoryId: '',
				categoryName: '',
				updateFields: regpackCategory,
				options: optionsOf({}, 0),
			},
			'status create': {
				groupId: '',
				statusName: '',
				color: '#2e7d32',
				isExcluded: false,
				options: optionsOf({}, 0),
			},
		},
		choices: {
			inputMode: ['autoMap', 'defineBelow'],
			projectFields: ['json', 'mapper', 'none', 'pairs'],
			load: ['allFields', 'cart', 'family', 'forms', 'payments', 'products', 'utm'],
			baseProductType: ['1', '2', '3', '4', '6', '7'],
		},
		methods: {
			listSearch: {
				searchStatuses: expect.any(Function),
				searchUsers: expect.any(Function),
			},
			resourceMapping: { getProjectFields: expect.any(Function) },
		},
	},
	Leeloo: {
		make: () => new Leeloo(),
		name: 'leeloo',
		credential: 'leelooApi',
		operations: {
			'account create': {
				inputMode: 'defineBelow',
				connectionId: LOCATOR,
				email: '',
				additionalFields: { name: '', phone: '', tagId: '' },
				options: optionsOf({ batchSize: 100 }, 300),
			},
		},
		choices: { inputMode: ['autoMap', 'defineBelow'] },
		methods: {
			listSearch: { searchEmailConnections: expect.any(Function) },
			loadOptions: { getTags: expect.any(Function) },
		},
	},
};

const isShown = ({ displayOptions }: INodeProperties, values: Record<string, string>) =>
	Object.entries(displayOptions?.show ?? {}).every(
		([name, shownFor]) => !(name in values) || shownFor?.includes(values[name]!),
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
			usableAsTool: true,
		});
		expect(methods).toEqual(frozen.methods);
	});

	test('keeps its resources and operations', () => {
		const [resource] = named('resource');
		const operations = valuesOf(resource).flatMap((value) =>
			valuesOf(named('operation', { resource: value })[0]).map((name) => `${value} ${name}`),
		);
		expect(operations.sort()).toEqual(Object.keys(frozen.operations).sort());
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
			const [resource = '', operation = ''] = which.split(' ');
			const shown = properties.filter(
				(property) =>
					property.displayOptions?.show?.operation && isShown(property, { resource, operation }),
			);
			expect(
				Object.fromEntries(shown.map((property) => [property.name, membersOf(property)])),
			).toEqual(parameters);
			// A name that comes twice would be two fields of the panel for one value.
			expect(shown).toHaveLength(Object.keys(parameters).length);
		},
	);

	test.each(Object.entries(frozen.choices))('keeps the choices of %s', (name, values) => {
		const found = named(name);
		expect(found.length).toBeGreaterThan(0);
		for (const property of found) expect(valuesOf(property).sort()).toEqual(values);
	});

	test('shows what belongs to an input mode only there', () => {
		const defined = properties.filter((property) => property.displayOptions?.show?.inputMode);
		expect(defined.length).toBeGreaterThan(0);
		for (const { displayOptions } of defined) {
			expect(displayOptions?.show?.inputMode).toEqual(['defineBelow']);
			expect(displayOptions?.show?.operation).toHaveLength(1);
		}
	});

	test('can be chosen by list and by ID', () => {
		const locators = properties.filter(({ type }) => type === 'resourceLocator');
		const searches = Object.keys(methods?.listSearch ?? {});
		for (const { modes = [] } of locators) {
			expect(modes.map(({ name }) => name)).toEqual(['list', 'id']);
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
