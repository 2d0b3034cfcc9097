import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { addressOf, type Access } from '../http/access';
import type { VendorRequest } from '../http/vendor';
import type { Operation } from '../operation/operation';
import { addHints } from './hints';
import { errorItem } from './output';
import { planOf, type RunContext } from './plan';
import { outcomesOf, type ReadRows } from './readRows';
import { hasNames } from './resolveNames';
import type { Run, RunResult } from './run';

/** A request that would be sent, and the items that it would carry. */
interface PreviewedRequest {
	request: VendorRequest;
	items: number[];
}

/** Makes one output item of each request that would be sent, paired with all the items in it. Nothing is sent. */
export async function preview(
	run: Run,
	operation: Operation,
	runContext: RunContext,
	access: Access,
	read: ReadRows,
): Promise<RunResult> {
	addHints(run.context, previewHints(run, operation, read));
	const requests: PreviewedRequest[] = [];
	const report = await planOf(operation, read.rows).deliver({
		...runContext,
		isPreview: true,
		limits: { ...runContext.limits, requestsPerMinute: 0 },
		send: async (request) => {
			const index = requests.push({ request, items: [] }) - 1;
			return { kind: 'accepted', answer: { index } };
		},
	});
	report.outcomes.forEach((outcome, item) => {
		if (outcome?.outcome === 'accepted') requests[Number(outcome.answer.index)]?.items.push(item);
	});
	return {
		outcomes: outcomesOf(read, report),
		output: () => [
			...requests.map((previewed) => previewItem(access, previewed)),
			...[...read.refused].map(([item, failure]) => errorItem(run, item, failure)),
		],
	};
}

function previewHints({ vendor }: Run, operation: Operation, read: ReadRows): string[] {
	const hints: string[] = [];
	if ('steps' in operation) {
		hints.push(
			`A preview asks ${vendor.name} for nothing, so it shows the first request of each item only: what follows depends on the answer.`,
		);
	}
	if (hasNames(operation, read)) {
		hints.push('Names stand where IDs will be: they are looked up before sending.');
	}
	return hints;
}

function previewItem(access: Access, { request, items }: PreviewedRequest): INodeExecutionData {
	const { method, query } = request;
	const body = masked(request.body ?? null);
	return {
		json: { method, url: addressOf(access, request), ...(query && { query }), body, items },
		pairedItem: items.map((item) => ({ item })),
	};
}

/** A copy of the body in which passwords are hidden. */
function masked(body: IDataObject | null): IDataObject | null {
	const hide = (key: string, value: unknown) => (key === 'password' && value ? '[hidden]' : value);
	return JSON.parse(JSON.stringify(body, hide)) as IDataObject | null;
}
