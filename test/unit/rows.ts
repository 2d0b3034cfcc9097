/** Runs an operation without a node: from its parameters to rows, and from rows through its requests. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { RequestParts } from '../../nodes/shared/http/vendor';
import type {
	Operation,
	StepRequest,
	Steps,
	StepsOperation,
	StepsResult,
} from '../../nodes/shared/operation/operation';
import { findOperation } from '../../nodes/shared/operation/panel';
import { groupsOf, resolversOf } from '../../nodes/shared/run/resolveNames';
import type { Example, NodeName } from './example';
import { NODES } from './examples';
import { rowsFrom } from './fakes';

/** Finds an operation by its name, e.g. `person.get`. */
export function operationOf(node: NodeName, of: string): Operation {
	const [resource, value] = of.split('.');
	const operation = findOperation(NODES[node].resources, resource, value);
	if (!operation) throw new Error(`${node} has no operation ${of}`);
	return operation;
}

/** Functions that find the operations of a node and their rows by name. */
export const operationsBy = (node: NodeName) => ({
	operationOf: (of: string) => operationOf(node, of),
	stepsOperation(of: string): StepsOperation {
		const operation = operationOf(node, of);
		if (!('steps' in operation)) throw new Error(`${of} has no steps`);
		return operation;
	},
	/** The rows that the operation reads from the parameters and the items. */
	rowsOf: (of: string, parameters: INodeParameters, items: IDataObject[] = [{}]) =>
		rowsFrom(NODES[node].vendor, operationOf(node, of), parameters, items, {
			groupId: ' 100000001 ',
		}),
});

/** A request without the parts that only the delivery engine uses. */
export const asParts = ({ method, path, body, query }: RequestParts): RequestParts => ({
	method,
	path,
	...(body && { body }),
	...(query && { query }),
});

/** Runs all steps with these answers, and collects the requests. */
export function runSteps<Result>(
	steps: Steps<Result>,
	answers: readonly IDataObject[],
	requests: StepRequest[] = [],
): Result {
	const left = [...answers];
	let step = steps.next();
	while (!step.done) {
		requests.push(step.value);
		const answer = left.shift();
		if (!answer) throw new Error(`No answer is left for ${JSON.stringify(asParts(step.value))}`);
		step = steps.next(answer);
	}
	return step.value;
}

/** The output items in the result of the last step. */
export const itemsIn = (result: StepsResult) => (Array.isArray(result) ? result : result.items);

/** Runs an example's operation: the rows as they are sent, the requests, the answers and the output. */
export function play({ node, of, parameters, items, exchange }: Example) {
	const { rowsOf } = operationsBy(node);
	const operation = operationOf(node, of);
	const requests: Array<RequestParts | StepRequest> = [];
	// Copies, because an operation may add data for a later run to an answer.
	const answers = exchange.map(([, answer]) => structuredClone(answer));
	const left = [...answers];
	const follow = <Result>(steps: Steps<Result>) => {
		const own: StepRequest[] = [];
		const result = runSteps(steps, left, own);
		requests.push(...own);
		left.splice(0, own.length);
		return result;
	};

	const read = rowsOf(of, parameters, items);
	const resolved: object[] = [...read];
	for (const names of resolversOf(operation)) {
		for (const { items: group, rows: own } of groupsOf(names, resolved)) {
			const found = follow(names.ask(own));
			for (const item of group) resolved[item] = names.resolve(resolved[item] ?? {}, found);
		}
	}
	const [first, ...others] = resolved;
	const rows: [object, ...object[]] = [first ?? {}, ...others];
	if ('steps' in operation) {
		const output = rows.flatMap((row) => itemsIn(follow(operation.steps(row))));
		return { operation, rows, requests, answers, output };
	}
	requests.push(operation.request(rows));
	const [answer = {}] = left;
	const output = rows.map((row) => operation.output(row, answer));
	return { operation, rows, requests, answers, output };
}
