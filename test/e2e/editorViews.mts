/** The views of a node's panel that the tests check, and what each must show according to the node's description. */
import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
	type NodeParameterValueType,
} from 'n8n-workflow';

import { LeelooApi } from '../../credentials/LeelooApi.credentials.ts';
import { RegpackApi } from '../../credentials/RegpackApi.credentials.ts';
import type { Panel } from '../../lab/editor.mts';

/** A panel in one state. */
interface View {
	/** Such as `user get: Input Mode, Auto-Map Input Data`. */
	name: string;
	parameters: INodeParameters;
}

const CREDENTIALS = Object.fromEntries(
	[new RegpackApi(), new LeelooApi()].map(({ name, displayName }) => [name, displayName]),
);

const VERSION = { typeVersion: 1 };

/** Whether the panel shows a field or a credential with these values. */
export const isShown = (
	description: INodeTypeDescription,
	values: INodeParameters,
	{ displayOptions }: Pick<INodeProperties, 'displayOptions'>,
) =>
	NodeHelpers.displayParameter(
		values,
		{
			name: '',
			displayName: '',
			type: 'string',
			default: '',
			...(displayOptions && { displayOptions }),
		},
		VERSION,
		description,
	);

const membersOf = ({ options = [] }: INodeProperties): INodeProperties[] =>
	options.filter((option): option is INodeProperties => 'type' in option);

const groupsOf = ({ options = [] }: INodeProperties) =>
	options.flatMap((option) => ('values' in option ? [option] : []));

/** The value of a field with all its optional members added. */
function opened(
	property: INodeProperties,
	isMemberShown: (member: INodeProperties) => boolean,
): NodeParameterValueType {
	const all = (members: INodeProperties[]) =>
		Object.fromEntries(
			members.filter(isMemberShown).map((member) => [member.name, opened(member, isMemberShown)]),
		) as INodeParameters;
	if (property.type === 'collection') return all(membersOf(property));
	if (property.type !== 'fixedCollection') return property.default;
	return Object.fromEntries(
		groupsOf(property).map(({ name, values }) => [
			name,
			property.typeOptions?.multipleValues ? [all(values)] : all(values),
		]),
	) as INodeParameters;
}

/** The values of all fields that the panel shows with these choices, with all optional members added. */
export function filled(
	description: INodeTypeDescription,
	chosen: INodeParameters,
): INodeParameters {
	const values = { ...chosen };
	for (const property of description.properties) {
		if (!(property.name in values) && isShown(description, values, property))
			values[property.name] = opened(property, (member) =>
				NodeHelpers.displayParameter({}, member, VERSION, description, values),
			);
	}
	return values;
}

const shownIn = (description: INodeTypeDescription, values: INodeParameters) =>
	description.properties.filter((property) => isShown(description, values, property));

/** The choices of a field that other fields may depend on. */
function choicesOf(
	property: INodeProperties,
): Array<{ name: string; value: NodeParameterValueType }> {
	if (property.type === 'boolean')
		return [true, false].map((value) => ({ name: value ? 'on' : 'off', value }));
	const choices = (property.options ?? []).flatMap((option) =>
		'value' in option ? [{ name: option.name, value: option.value }] : [],
	);
	return property.type === 'multiOptions'
		? choices.map(({ name, value }) => ({ name, value: [value] as NodeParameterValueType }))
		: choices;
}

/**
 * The views of an operation or a trigger: one with all optional members added, one for each choice that shows other
 * fields, and one for each other way to select a record (by ID or URL) that `seen` does not contain yet.
 */
export function viewsOf(
	description: INodeTypeDescription,
	title: string,
	selected: INodeParameters,
	seen: Set<string>,
): View[] {
	const base = filled(description, selected);
	const views: View[] = [{ name: title, parameters: base }];
	const namesIn = (values: INodeParameters) =>
		JSON.stringify([
			shownIn(description, values).map(({ name }) => name),
			(description.credentials ?? []).map((needed) => isShown(description, values, needed)),
		]);

	const known = new Set([namesIn(base)]);
	for (const property of shownIn(description, base)) {
		if (property.name in selected) continue;
		for (const { name, value } of choicesOf(property)) {
			const parameters = filled(description, { ...selected, [property.name]: value });
			const names = namesIn(parameters);
			if (known.has(names)) continue;
			known.add(names);
			views.push({ name: `${title}: ${property.displayName}, ${name}`, parameters });
		}
	}
	for (const mode of ['id', 'url']) {
		const parameters = { ...base };
		let isNew = false;
		for (const { displayName, name, modes = [] } of shownIn(description, base)) {
			const found = modes.find((candidate) => candidate.name === mode);
			if (!found) continue;
			parameters[name] = { __rl: true, mode, value: '' };
			const key = JSON.stringify([displayName, found]);
			isNew ||= !seen.has(key);
			seen.add(key);
		}
		if (isNew) views.push({ name: `${title}: by ${mode}`, parameters });
	}
	return views;
}

/** What the panel shows, and how many lists have no entry chosen yet. */
type Shown = Pick<Panel, 'labels' | 'paths' | 'notices'> & { notChosen: number };

/** Adds what the panel shows for one property and its value. */
function addProperty(
	shown: Shown,
	property: INodeProperties,
	path: string,
	value: NodeParameterValueType,
): void {
	if (property.type === 'notice') {
		shown.notices.push(property.displayName);
		return;
	}
	if (property.type === 'resourceMapper') {
		// The mapper has no fields yet, so it shows this message.
		shown.notices.push(property.typeOptions?.resourceMapper?.noFieldsError ?? '');
		return;
	}
	// n8n marks a loaded list as an issue until an entry is chosen.
	if (property.type === 'options' && property.typeOptions?.loadOptionsMethod && value === '')
		shown.notChosen += 1;
	shown.labels.push(property.displayName);
	if (property.type === 'collection') addMembers(shown, property, path, value as INodeParameters);
	else if (property.type === 'fixedCollection') addGroups(shown, property, path, value);
	else shown.paths.push(path);
}

/** Adds the members of a collection that have a value. */
function addMembers(
	shown: Shown,
	property: INodeProperties,
	path: string,
	values: INodeParameters,
): void {
	for (const member of membersOf(property)) {
		if (member.name in values)
			addProperty(shown, member, `${path}.${member.name}`, values[member.name]);
	}
}

/** Adds every row of every group of a fixed collection. */
function addGroups(
	shown: Shown,
	property: INodeProperties,
	path: string,
	value: NodeParameterValueType,
): void {
	for (const { name, values } of groupsOf(property)) {
		for (const [index, row] of rowsOf(value, name).entries()) {
			for (const member of values) {
				const memberPath = `${path}.${name}[${index}].${member.name}`;
				addProperty(shown, member, memberPath, row[member.name]);
			}
		}
	}
}

/** What the panel of a node with these parameters shows. */
export function expectedPanel(
	description: INodeTypeDescription,
	node: INode,
): Pick<Panel, 'labels' | 'paths' | 'notices' | 'issues'> {
	const { parameters } = node;
	const expected: Shown = { labels: [], paths: [], notices: [], notChosen: 0 };
	const credential = description.credentials?.find((one) => isShown(description, parameters, one));
	/** A credential that depends on a field appears above that field, any other at the top. */
	const [decider] = Object.keys(credential?.displayOptions?.show ?? {});
	if (credential && decider === undefined) expected.labels.push('Credential');
	if (description.polling) {
		// The fields of n8n's own schedule, as our polling trigger's default shows them.
		expected.labels.push('Poll Times', 'Mode', 'Minute');
		expected.paths.push('pollTimes.item[0].mode', 'pollTimes.item[0].minute');
	}

	for (const property of shownIn(description, parameters)) {
		if (credential && property.name === decider)
			expected.labels.push(`Credential for ${CREDENTIALS[credential.name]}`);
		addProperty(expected, property, property.name, parameters[property.name]);
	}

	const issues = NodeHelpers.getNodeParametersIssues(description.properties, node, description);
	const { notChosen, ...shown } = expected;
	return { ...shown, issues: Object.keys(issues?.parameters ?? {}).length + notChosen };
}

function rowsOf(value: NodeParameterValueType, group: string): INodeParameters[] {
	const rows = (value as Record<string, INodeParameters | INodeParameters[]>)[group] ?? [];
	return Array.isArray(rows) ? rows : [rows];
}

/** The same parameters, with an expression for every value that is not one of the panel's choices. */
export function asEntered(properties: INodeProperties[], parameters: INodeParameters) {
	const entered = { ...parameters };
	for (const property of properties) {
		const value = parameters[property.name];
		if (property.type === 'collection' && value !== undefined)
			entered[property.name] = asEntered(membersOf(property), value as INodeParameters);
		const offered = property.typeOptions?.loadOptionsMethod
			? property.type === 'options'
			: choicesOf(property).some((choice) => choice.value === value);
		if (/^(?:multiO|o)ptions$/.test(property.type) && typeof value === 'string' && !offered)
			entered[property.name] = `={{ ${JSON.stringify(value)} }}`;
	}
	return entered;
}

/** Internal names with a capital letter inside, which nobody should have to read. */
export function internalNames(description: INodeTypeDescription): string[] {
	const namesIn = (properties: INodeProperties[]): string[] =>
		properties.flatMap((property) => [
			property.name,
			...namesIn(membersOf(property)),
			...groupsOf(property).flatMap(({ values }) => namesIn(values)),
		]);
	return [...new Set(namesIn(description.properties))].filter((name) => /[a-z][A-Z]/.test(name));
}
