import { Workflow, type INode, type INodeType } from 'n8n-workflow';

import { resources as leelooResources } from '../../../../nodes/Leeloo/actions';
import { Leeloo } from '../../../../nodes/Leeloo/Leeloo.node';
import { LeelooPollingTrigger } from '../../../../nodes/Leeloo/LeelooPollingTrigger.node';
import { LeelooTrigger } from '../../../../nodes/Leeloo/LeelooTrigger.node';
import { resources as regpackResources } from '../../../../nodes/Regpack/actions';
import { Regpack } from '../../../../nodes/Regpack/Regpack.node';
import { RegpackPollingTrigger } from '../../../../nodes/Regpack/RegpackPollingTrigger.node';
import { RegpackTrigger } from '../../../../nodes/Regpack/RegpackTrigger.node';

/** The subtitle below the node's name on the canvas, evaluated by n8n's own expression engine. */
function subtitleOnCanvas(type: INodeType, parameters: INode['parameters']): unknown {
	const node: INode = {
		id: '1',
		name: 'Node',
		type: 'node',
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	const nodeTypes = {
		getByName: () => type,
		getByNameAndVersion: () => type,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes,
	});
	return workflow.expression.getSimpleParameterValue(
		node,
		type.description.subtitle,
		'internal',
		{},
	);
}

test.each([
	['Regpack', new Regpack(), regpackResources],
	['Leeloo', new Leeloo(), leelooResources],
] as const)('%s shows each operation under its names', (_name, type, resources) => {
	for (const { value: resource, name, operations } of resources)
		for (const { value: operation, name: operationName } of operations)
			expect(subtitleOnCanvas(type, { resource, operation })).toBe(`${operationName}: ${name}`);
});

test('Get Many is shown as words', () => {
	expect(subtitleOnCanvas(new Regpack(), { resource: 'user', operation: 'getAll' })).toBe(
		'Get Many: User',
	);
});

test.each<[string, INodeType, INode['parameters'], string]>([
	['one event', new RegpackTrigger(), { event: 'edit_user_credentials' }, 'Credentials Edited'],
	[
		'several events',
		new LeelooTrigger(),
		{ events: ['order', 'incomingMessage'] },
		'Order, Incoming Message',
	],
	[
		'changes',
		new RegpackPollingTrigger(),
		{ events: ['newUser', 'paymentReceived'] },
		'New User, Payment Received',
	],
	[
		'changes in Leeloo',
		new LeelooPollingTrigger(),
		{ events: ['newOrder', 'tagAdded'] },
		'New Order, Tag Added',
	],
	['no event', new LeelooTrigger(), { events: [] }, ''],
])('a trigger shows %s as words', (_name, type, parameters, shown) => {
	expect(subtitleOnCanvas(type, parameters)).toBe(shown);
});
