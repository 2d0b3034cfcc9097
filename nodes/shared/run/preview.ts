import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isFailure, type DeliveryReport } from '../delivery';
import { addressOf, type Access } from '../http/access';
import type { VendorRequest } from '../http/vendor';
import type { DeliveryOptions } from '../operation/deliveryOptions';
import type { Operation } from '../operation/operation';
import { addHints } from './hints';
import { mergedHints } from './inputHints';
import { groupsByItem } from './mergeDuplicates';
import { errorItem, filesOf, identityOf } from './output';
import { planOf, type RunContext } from './plan';
import { outcomesOf, type ReadRows } from './readRows';
import { hasNames } from './resolveNames';
import { resultRow } from './resultColumns';
import type { Run, RunResult } from './run';

/** A request that would be sent, and the items that it would contain. */
interface PreviewedRequest {
	request: VendorRequest;
	items: number[];
}

/** What a preview needs. */
interface Previewed {
	runContext: RunContext;
	access: Access;
	read: ReadRows;
	options: Pick<DeliveryOptions, 'skipAlreadySent' | 'forgetSent'>;
}

/**
 * Returns one output item per request that would be sent, and then one per input item, which says which request would
 * contain it. Nothing is sent.
 */
export async function preview(
	run: Run,
	operation: Operation,
	{ runContext, access, read, options }: Previewed,
): Promise<RunResult> {
	const plan = planOf(operation, read.rows);
	addHints(run.context, [
		...previewHints(run, operation, read, options),
		...mergedHints(plan.merged),
	]);
	const requests: PreviewedRequest[] = [];
	const report = await plan.deliver({
		...runContext,
		isPreview: true,
		limits: { ...runContext.limits, requestsPerMinute: 0 },
		send: async (request) => {
			const index = requests.push({ request, items: [] }) - 1;
			return { kind: 'accepted', answer: { index } };
		},
	});
	const requestOf = requestsByItem(report);
	requestOf.forEach((index, item) => requests[index]?.items.push(item));
	const outcomes = outcomesOf(read, report);
	const groups = groupsByItem(plan.merged);
	return {
		outcomes,
		rows: read.rows,
		sendsNothing: true,
		output: () => [
			...(run.hasResultColumns
				? []
				: requests.map((previewed, index) => requestItem(access, index, previewed))),
			...outcomes.map((outcome, item) => {
				const identity = identityOf(operation, read.rows[item]);
				if (isFailure(outcome)) return errorItem(run, { item, failure: outcome, identity });
				const json = run.hasResultColumns
					? resultRow(run, {
							...{ item, outcome, identity, merged: groups.get(item) },
							instead: readiness(requestOf.get(item)),
						})
					: { item, ...accountOf(requestOf.get(item)) };
				return { json, pairedItem: { item }, ...filesOf(run, item) };
			}),
		],
	};
}

/** The request that each item would be sent in. Some items need none. */
function requestsByItem({ outcomes }: DeliveryReport): Map<number, number> {
	const found = new Map<number, number>();
	outcomes.forEach((outcome, item) => {
		if (outcome?.outcome === 'accepted' && typeof outcome.answer.index === 'number')
			found.set(item, outcome.answer.index);
	});
	return found;
}

function previewHints(
	run: Run,
	operation: Operation,
	read: ReadRows,
	{ skipAlreadySent, forgetSent }: Previewed['options'],
): string[] {
	const vendor = run.vendor.name;
	const hints = [
		`Nothing was sent to ${vendor}, because 'Preview Only' is on for all items. The output lists the requests, then each item with the number of its request.`,
	];
	if ('steps' in operation) {
		hints.push(
			`The preview shows only the first request for each item. Later requests depend on the response from ${vendor}.`,
		);
	}
	if (hasNames(operation, read)) {
		hints.push('The preview does not look up names, so it shows them as they are in the items.');
	}
	if (forgetSent) {
		hints.push(
			"Nothing was forgotten, because 'Preview Only' is on. To forget these items, turn off 'Preview Only'.",
		);
	} else if (skipAlreadySent) {
		hints.push(
			"The preview does not check what was sent before. In a real run, 'Skip Already Sent' may skip some of these items.",
		);
	}
	return hints;
}

function requestItem(
	access: Access,
	index: number,
	{ request, items }: PreviewedRequest,
): INodeExecutionData {
	const { method, query } = request;
	const body = masked(request.body ?? null);
	return {
		json: {
			request: index,
			method,
			url: addressOf(access, request),
			...(query && { query }),
			body,
			items,
		},
		pairedItem: items.map((item) => ({ item })),
	};
}

/** Says which request would contain an input item. */
function accountOf(request: number | undefined): IDataObject {
	return request === undefined ? { request: null, ...NOTHING_TO_SEND } : { request };
}

/** What the result sheet says about an item in which the checks found no mistake. */
function readiness(request: number | undefined) {
	const word = 'ready' as const;
	return request === undefined ? { word, ...NOTHING_TO_SEND } : { word };
}

const NOTHING_TO_SEND = { reason: 'there is nothing to send for this item' };

/** A copy of the body in which passwords are hidden. */
function masked(body: IDataObject | null): IDataObject | null {
	const hide = (key: string, value: unknown) => (key === 'password' && value ? '[hidden]' : value);
	return JSON.parse(JSON.stringify(body, hide)) as IDataObject | null;
}
