import { NodeHelpers, type INode, type INodeProperties } from 'n8n-workflow';

import { ACCOUNT, CHAT, PERSON } from '../../Leeloo/examples';
import { Leeloo } from '../../../../nodes/Leeloo/Leeloo.node';
import { Regpack } from '../../../../nodes/Regpack/Regpack.node';
import { ID, type IdKind } from '../../../../nodes/Leeloo/idKinds';
import {
	accountIdField,
	optionalTunnelIdField,
	personIdField,
	tunnelIdField,
} from '../../../../nodes/Leeloo/input/fields';
import { idIn } from '../../../../nodes/Leeloo/input/ids';
import {
	cloginIdField,
	sampleUserField,
	statusIdField,
} from '../../../../nodes/Regpack/input/fields';
import { inside } from '../../inside';

/** The issues that the editor shows for a choice before the workflow runs. */
function issuesWith(field: INodeProperties, mode: string, value: string | number): string[] {
	const parameters = { [field.name]: { __rl: true, mode, value } };
	const node = { name: 'x', parameters } as unknown as INode;
	const issues = NodeHelpers.getParameterIssues(field, parameters, '', node, null);
	return issues.parameters?.[field.name] ?? [];
}

const TUNNEL = 'https://app.leeloo.ai/tunnels/';
const NO_USER = ['Enter only the digits of a user ID, e.g. 200000001'];
const NO_LEELOO = ['Not a Leeloo ID: enter 24 characters, 0 to 9 and a to f'];
const NO_CHAT = ['Not a chat URL: open the chat in Leeloo and copy its URL'];
const NO_TUNNEL = ['Not a tunnel URL: open the tunnel in Leeloo and copy its URL'];

const ENTERED: Array<[INodeProperties, mode: string, value: string | number, issues: string[]]> = [
	[cloginIdField, 'id', '200000001', []],
	[cloginIdField, 'id', 200000001, []],
	[cloginIdField, 'id', ' 200000001 ', []],
	[cloginIdField, 'id', '={{ $json.user }}', []],
	[cloginIdField, 'id', 'Ada', NO_USER],
	[cloginIdField, 'id', '2.5', NO_USER],
	[cloginIdField, 'id', '', ['Parameter "User" is required.']],
	[cloginIdField, 'list', 'anything', []],
	[sampleUserField, 'id', '', []],
	[statusIdField, 'id', '0', []],
	[statusIdField, 'id', 'vip', ['Enter only the digits of a status ID, e.g. 76867']],
	[personIdField, 'id', PERSON, []],
	[personIdField, 'id', PERSON.toUpperCase(), []],
	[personIdField, 'id', PERSON.slice(1), NO_LEELOO],
	[personIdField, 'id', CHAT, NO_LEELOO],
	[personIdField, 'url', CHAT, []],
	[personIdField, 'url', ` ${CHAT}?tab=info#last `, []],
	[personIdField, 'url', `https://app.leeloo.ai/chats/my/${PERSON}`, []],
	[personIdField, 'url', '', ['Parameter "Person" is required.']],
	[personIdField, 'url', `${TUNNEL}${PERSON}`, NO_CHAT],
	[personIdField, 'url', PERSON, NO_CHAT],
	[accountIdField, 'url', CHAT, []],
	[accountIdField, 'url', `https://app.leeloo.ai/chats/all/${PERSON}`, NO_CHAT],
	[tunnelIdField, 'url', `${TUNNEL}${PERSON}/${ACCOUNT}`, []],
	[tunnelIdField, 'url', CHAT, NO_TUNNEL],
	[optionalTunnelIdField, 'id', '', []],
	[optionalTunnelIdField, 'url', '', []],
];

test.each(
	ENTERED.map(
		(row) => [`${row[0].displayName} by ${row[1]} ${JSON.stringify(row[2])}`, ...row] as const,
	),
)('%s', (_title, field, mode, value, issues) => {
	expect(issuesWith(field, mode, value)).toEqual(issues);
});

test.each<[string, INodeProperties, IdKind, address: string]>([
	['Person', personIdField, ID.person, CHAT],
	['Person', personIdField, ID.person, `https://app.leeloo.ai/chats/my/${PERSON}`],
	['Account', accountIdField, ID.account, CHAT],
	['Account', accountIdField, ID.account, `${CHAT}/?tab=info`],
	['Tunnel', tunnelIdField, ID.tunnel, `${TUNNEL}${PERSON}/${ACCOUNT}`],
])('n8n finds the same ID in an address as the node: %s', (_label, field, kind, address) => {
	const regex = field.modes?.find(({ name }) => name === 'url')?.extractValue?.regex;
	expect(new RegExp(String(regex)).exec(address)?.slice(1)).toEqual([idIn(address, kind)]);
});

describe.each([new Regpack(), new Leeloo()])(
	'$description.displayName',
	({ description: { properties } }) => {
		const modes = properties
			.flatMap((property) => inside(property))
			.flatMap(({ where, field }) => (field.modes ?? []).map((mode) => ({ where, mode })));

		test('every mode in which something is entered is checked', () => {
			const entered = modes.filter(({ mode }) => mode.type === 'string');
			expect(entered).not.toEqual([]);
			const unchecked = entered.filter(({ mode }) => !mode.validation?.length);
			expect(unchecked.map(({ where, mode }) => `${where} ${mode.name}`)).toEqual([]);
		});

		test('every example in a placeholder passes', () => {
			const ids = modes.filter(({ mode }) => mode.name === 'id');
			for (const { where, mode } of ids) {
				const field = {
					displayName: where,
					name: 'x',
					type: 'resourceLocator',
					default: '',
					modes: [mode],
				};
				const example = String(mode.placeholder).replace('e.g. ', '');
				expect(issuesWith(field as INodeProperties, 'id', example)).toEqual([]);
			}
		});
	},
);
