/** What the tests of Leeloo's operations share: from the panel to rows, and from rows through their requests. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { resources } from '../../nodes/Leeloo/actions';
import { leeloo } from '../../nodes/Leeloo/leeloo';
import type { RequestParts } from '../../nodes/shared/http/vendor';
import type {
	Notes,
	StepRequest,
	Operation,
	Steps,
	StepsOperation,
} from '../../nodes/shared/operation/operation';
import { findOperation } from '../../nodes/shared/operation/panel';
import { rowsFrom } from './fakes';

/** `person.get`, say. */
export function operationOf(of: string): Operation {
	const [resource, value] = of.split('.');
	const operation = findOperation(resources, resource, value);
	if (!operation) throw new Error(`No operation ${of}`);
	return operation;
}

export function talkOperation(of: string): StepsOperation {
	const operation = operationOf(of);
	if (!('steps' in operation)) throw new Error(`${of} is no talk`);
	return operation;
}

/** The rows that the panel and the items make. */
export function rowsOf(of: string, parameters: INodeParameters, items: IDataObject[] = [{}]) {
	return rowsFrom(leeloo, operationOf(of), parameters, items, {});
}

/** What steps return that make no notes, as is the case for all of Leeloo's. */
type WithoutNotes<Result> = Exclude<Result, { notes: Notes }>;

/** Leads a talk to its end with the answers at hand, and notes what it asked for. */
export function lead<Result>(
	talk: Steps<Result>,
	answers: IDataObject[],
	asked: RequestParts[],
	turns: StepRequest[] = [],
): WithoutNotes<Result> {
	let step = talk.next();
	while (!step.done) {
		turns.push(step.value);
		const { method, path, body, query } = step.value;
		const request: RequestParts = { method, path, ...(body && { body }), ...(query && { query }) };
		asked.push(request);
		const answer = answers.shift();
		if (!answer) throw new Error(`Nothing answers ${JSON.stringify(request)}`);
		step = talk.next(answer);
	}
	return step.value as WithoutNotes<Result>;
}
