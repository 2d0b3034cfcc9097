import { resources as leelooResources } from '../../nodes/Leeloo/actions';
import { leeloo } from '../../nodes/Leeloo/leeloo';
import { resources as regpackResources } from '../../nodes/Regpack/actions';
import { regpack } from '../../nodes/Regpack/regpack';
import type { Example, NodeName } from './example';
import { leelooExamples } from './Leeloo/examples';
import { regpackExamples } from './Regpack/examples';

export type { Example, NodeName } from './example';

/** The service and the resources of each node. */
export const NODES = {
	regpack: { vendor: regpack, resources: regpackResources },
	leeloo: { vendor: leeloo, resources: leelooResources },
};

const NODE_NAMES: NodeName[] = ['regpack', 'leeloo'];

/** Every operation of a node, with its name `resource.operation`. */
export const operationsOf = (node: NodeName) =>
	NODES[node].resources.flatMap((resource) =>
		resource.operations.map((operation) => ({
			node,
			of: `${resource.value}.${operation.value}`,
			resource,
			operation,
		})),
	);

/** Every operation of both nodes. */
export const allOperations = NODE_NAMES.flatMap(operationsOf);

/** Every example of both services. */
export const examples: Example[] = [...regpackExamples, ...leelooExamples];

/** An error for a test that finds a forgotten step, e.g. a missing example. */
export const forgotten = (what: string, step: string) =>
	new Error(`${what}: ${step}; see docs/change-things.md`);

/** The file that contains the example rows of a node. */
export const exampleFileOf = (node: NodeName) => `test/unit/${NODES[node].vendor.name}/examples.ts`;

/** The examples of one operation. If there are none, throws an error that says what to do. */
export function examplesFor(node: NodeName, of: string): Example[] {
	const own = examples.filter((example) => example.node === node && example.of === of);
	if (own.length > 0) return own;
	throw forgotten(`${of} has no example row`, `add one to ${exampleFileOf(node)}`);
}
