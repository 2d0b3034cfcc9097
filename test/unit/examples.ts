import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { resources as leelooResources } from '../../nodes/Leeloo/actions';
import { leeloo } from '../../nodes/Leeloo/leeloo';
import { resources as regpackResources } from '../../nodes/Regpack/actions';
import { regpack } from '../../nodes/Regpack/regpack';
import type { RequestParts } from '../../nodes/shared/http/vendor';
import { leelooExamples } from './leelooOperations';
import { operationExamples } from './operations';
import { regpackExamples } from './regpackOperations';

/** What makes up each node. */
export const NODES = {
	regpack: { vendor: regpack, resources: regpackResources },
	leeloo: { vendor: leeloo, resources: leelooResources },
};

export type NodeName = keyof typeof NODES;

/** Every operation of a node, under its name `resource.operation`. */
export const operationsOf = (node: NodeName) =>
	NODES[node].resources.flatMap((resource) =>
		resource.operations.map((operation) => ({
			of: `${resource.value}.${operation.value}`,
			resource,
			operation,
		})),
	);

/** A row of one of the tables of examples, seen alike. */
export interface Example {
	node: NodeName;
	/** Resource and operation, as `user.get`. */
	of: string;
	name: string;
	/** With resource and operation, as a saved workflow holds them. */
	parameters: INodeParameters;
	items: IDataObject[];
	requests: RequestParts[];
	/** Whether n8n's engine lets the parameters through. */
	runsOnEngine: boolean;
}

/** All rows of all tables. */
export const examples: Example[] = [
	...operationExamples.map(({ node, name, parameters, items, request }) => ({
		node,
		of: `${String(parameters.resource)}.${String(parameters.operation)}`,
		name,
		parameters,
		items,
		requests: [request],
		runsOnEngine: true,
	})),
	...regpackExamples.map(({ name, parameters, items = [{}], endpoint = 'users/', requests }) => ({
		node: 'regpack' as const,
		of: `${String(parameters.resource)}.${String(parameters.operation)}`,
		name,
		parameters,
		items,
		requests: requests.map((body) => ({ method: 'POST' as const, path: endpoint, body })),
		runsOnEngine: true,
	})),
	...leelooExamples.map(({ of, name, parameters, items = [{}], exchange, engineDropsIt }) => {
		const [resource = '', operation = ''] = of.split('.');
		return {
			node: 'leeloo' as const,
			of,
			name,
			parameters: { resource, operation, ...parameters },
			items,
			requests: exchange.map(([request]) => request),
			runsOnEngine: !engineDropsIt,
		};
	}),
];
