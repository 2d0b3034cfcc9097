import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import {
	DedupeStore,
	idempotencyKeyOf,
	isFailure,
	newPace,
	SentRows,
	SYSTEM_CLOCK,
} from '../delivery';
import type { Failure, Outcome } from '../delivery';
import { isRecord } from '../guards';
import { excerpt } from '../text';
import { openAccess, refuseVaryingCredential, type Access } from '../http/access';
import { send } from '../http/send';
import type { Vendor } from '../http/vendor';
import {
	deliveryOptions,
	readDeliveryOptions,
	type DeliveryOptions,
} from '../operation/deliveryOptions';
import { createItemReaders } from '../operation/itemReader';
import type { Operation, Resource } from '../operation/operation';
import { findOperation, panelFields } from '../operation/panel';
import { recordCounts } from './customData';
import { forgetSent } from './forget';
import { addHints, deliveryHints, withStuckNote } from './hints';
import { mergedHints } from './inputHints';
import { keyOf } from './itemKey';
import { groupsByItem } from './mergeDuplicates';
import { SENT_BEFORE, stopError, type ItemKey } from './messages';
import { errorItem, identityOf, orElse, outputItems } from './output';
import { planOf, type Plan, type RunContext } from './plan';
import { preview } from './preview';
import { progressOf, type Progress } from './progress';
import { outcomesOf, presentRows, readRows, refusedBecause, type ReadRows } from './readRows';
import { resolveNames, type ResolvedRows } from './resolveNames';
import type { Run, RunResult } from './run';
import { hasLedger, mayRunAgain, openLedger } from './runLedger';
import { runOptionsReader } from './runOptions';
import { sentBefore } from './sentBefore';

/** How long another execution may take for a row that it has claimed, in addition to the timeout of one request. */
const OWN_TIME_MS = 5_000;

/**
 * Runs the chosen operation over all input items: reads them into rows, delivers the rows, and turns each item's
 * outcome into output items. They are in input order, and each is paired with its input item.
 *
 * @throws NodeApiError or NodeOperationError for the first failed item, unless the node continues on fail
 */
export async function executeOperation(
	context: IExecuteFunctions,
	vendor: Vendor,
	resources: readonly Resource[],
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	if (items.length === 0) return [[]];
	const resource = context.getNodeParameter('resource', 0);
	// While Resource is set to Custom API Call, n8n hides Operation, which then has no value.
	const chosen = context.getNodeParameter('operation', 0, '');
	const operation = findOperation(resources, resource, chosen);
	const wording = {
		vendor: vendor.name,
		noun: operation?.noun ?? 'the item',
		effect: operation?.effect ?? 'once',
	};
	const run: Run = {
		context,
		vendor,
		resource: String(resource),
		items,
		continues: context.continueOnFail(),
		wording,
		hasResultColumns: wantsResultColumns(context, operation),
	};

	const result = await resultOf(run, async () => {
		if (operation) return await runOperation(run, operation);
		throw noOperation(resources, resource, chosen);
	});
	recordCounts(run, result);
	const error = run.continues
		? undefined
		: stopError(
				context.getNode(),
				result.outcomes,
				{ ...wording, isRetry: result.hasUnreadLedger === true },
				keysIn(run, operation, result),
			);
	if (error) throw error;
	return [result.output()];
}

/** What a person recognizes each item by. */
function keysIn(
	run: Run,
	operation: Operation | undefined,
	{ rows }: RunResult,
): (item: number) => ItemKey | undefined {
	if (!operation || !rows) return () => undefined;
	return (item) => keyOf(run, item, identityOf(operation, rows[item]));
}

/**
 * Whether every item becomes a row of a result sheet. The option accepts no expression, so it is known even if
 * everything else fails.
 */
function wantsResultColumns(context: IExecuteFunctions, operation: Operation | undefined): boolean {
	const options: unknown = context.getNode().parameters.options;
	if (!isRecord(options) || operation?.effect === 'none') return false;
	return String(options.includeResultColumns) === 'true';
}

/** A choice that n8n adds to Resource and Operation. It points users to the HTTP Request node. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

function noOperation(
	resources: readonly Resource[],
	resource: unknown,
	operation: unknown,
): UserError {
	if (resource === CUSTOM_API_CALL || operation === CUSTOM_API_CALL) {
		return new UserError('This node does not support custom API calls', {
			description:
				"Add an HTTP Request node. In this node, set 'Authentication' to 'Predefined Credential Type', and choose your credential.",
		});
	}
	const isResourceKnown = resources.some(({ value }) => value === resource);
	const label = isResourceKnown ? "'Operation'" : "'Resource'";
	const value = excerpt(String(isResourceKnown ? operation : resource));
	return new UserError(`${label} has an unknown value: "${value}"`, {
		description: `Select ${label} again. If a newer version of the package saved the workflow, update the package.`,
	});
}

/** The result of a run. An error that concerns all items, e.g. in the credential, fails each of them. */
async function resultOf(run: Run, start: () => Promise<RunResult>): Promise<RunResult> {
	try {
		return await start();
	} catch (error) {
		// If it were thrown here, the error would reach the success output of a node that continues.
		return failAll(run, refusedBecause(error));
	}
}

/** Fails every item with one error. */
function failAll(run: Run, failure: Failure): RunResult {
	const hasUnreadLedger = hasLedger(run);
	const { reason } = failure;
	const advice = `${reason.advice ?? ''} ${SENT_BEFORE}`.trim();
	const told = hasUnreadLedger ? { ...failure, reason: { ...reason, advice } } : failure;
	return {
		hasUnreadLedger,
		outcomes: run.items.map(() => failure),
		output: () =>
			run.items.map((_, item) => errorItem(run, { item, failure: told, isOfAll: true })),
	};
}

/** One run: turns items into rows and requests, and their outcomes into output items. */
async function runOperation(run: Run, operation: Operation): Promise<RunResult> {
	const { context, vendor } = run;
	const access = await openAccess(context, vendor);
	const readers = createItemReaders(
		context,
		panelFields(vendor, operation),
		access.fallbacks,
		operation.columns,
	);
	const optionsReader = runOptionsReader(context, deliveryOptions(vendor, operation));
	const options = readDeliveryOptions(optionsReader, vendor, operation);
	run.hasResultColumns = options.includeResultColumns;
	await refuseVaryingCredential(context, access, run.items.length);
	const read = await readRows(run, operation, {
		readers,
		idempotencyKeyOf: (row) => keyOfRow(access, run.resource, operation, row),
		...((options.skipAlreadySent || options.forgetSent) && {
			dedupeKeyOf: (sentKey) => idempotencyKeyOf([run.resource, operation.value, { sentKey }]),
		}),
	});
	const { previewOnly, forgetSent: forgets } = options;
	// A run that sends items stops later, after it looked up names, so that its error also lists the unknown names.
	if (stopsBeforeSending(run, read) && (previewOnly || forgets)) return nothingSent(run, read);
	addHints(context, readers.hints());

	const progress = progressOf(run, SYSTEM_CLOCK);
	const runContext = contextOf(run, access, options, progress);
	try {
		if (previewOnly) return await preview(run, operation, { runContext, access, read, options });
		if (forgets) return await forgetSent(run, operation, read);
		const resolved = await resolveNames(
			operation,
			read,
			runContext,
			sentBefore(run, operation, read, options),
		);
		if (stopsBeforeSending(run, resolved.read))
			return { ...nothingSent(run, resolved.read), rows: resolved.asked };
		return await deliverRows(run, operation, resolved, runContext, options);
	} finally {
		progress.end();
	}
}

/** Whether to stop because an item was refused. Sending nothing is better than sending only some of the items. */
function stopsBeforeSending({ continues }: Run, { refused }: ReadRows): boolean {
	return !continues && refused.size > 0;
}

function nothingSent(run: Run, read: ReadRows): RunResult {
	return {
		hasUnreadLedger: hasLedger(run),
		outcomes: outcomesOf(read),
		rows: read.rows,
		output: () => [],
	};
}

/** The key that identifies a row. It covers everything that is sent for the row, and where it is sent. */
function keyOfRow({ baseUrl }: Access, resource: string, operation: Operation, row: object) {
	const sent = operation.idempotencyKey?.(row) ?? row;
	// Use only values that never change: if an update of the package changed the key, the row would be sent again.
	return idempotencyKeyOf([baseUrl, resource, operation.value, sent]);
}

function contextOf(
	{ context, continues }: Run,
	access: Access,
	options: DeliveryOptions,
	{ clock, onRequest, onSettled }: Progress,
): RunContext {
	return {
		limits: options,
		maxRows: options.maxRows,
		stopOnFailure: !continues,
		clock,
		pace: newPace(),
		signal: context.getExecutionCancelSignal(),
		onSettled,
		send: async (request, signal) => {
			onRequest();
			return await send(context, access, request, { timeoutMs: options.timeoutMs, signal });
		},
	};
}

/** Delivers the rows and turns their outcomes into output items. */
async function deliverRows(
	run: Run,
	operation: Operation,
	{ read, withheld, asked }: ResolvedRows,
	runContext: RunContext,
	{ skipAlreadySent, timeoutMs }: DeliveryOptions,
): Promise<RunResult> {
	const { context, vendor } = run;
	const ledger = operation.effect === 'none' ? undefined : openLedger(run, operation, read);
	const sentRows = skipAlreadySent
		? new SentRows(new DedupeStore(context, SYSTEM_CLOCK), read.dedupeKeys, {
				clock: SYSTEM_CLOCK,
				patienceMs: timeoutMs + OWN_TIME_MS,
				effect: operation.effect,
			})
		: undefined;
	const plan = planOf(operation, read.rows);
	const report = await plan.deliver({
		...runContext,
		stopped: await sentRows?.open(),
		withheld,
		...(ledger && { ledger }),
		sentRows,
	});
	const stuck = sentRows?.stuck ?? [];
	const outcomes = outcomesOf(read, report).map((outcome, item) =>
		isFailure(outcome) && stuck.includes(item) ? withStuckNote(outcome) : outcome,
	);
	if (!mayRunAgain(run, outcomes)) ledger?.clear();
	const results = outcomes.map((outcome, item) => resultsOf(plan, outcome, item));
	const groups = groupsByItem(plan.merged);
	addHints(context, [
		...mergedHints(plan.merged, outcomes),
		...deliveryHints(vendor.name, report, outcomes, stuck.length, sentRows?.unnoted.length),
		...orElse(
			() =>
				operation.hints?.(
					presentRows(read),
					results.flat(),
					plan.notes(),
					presentRows({ rows: read.rows.filter((_, item) => wasSent(outcomes[item])) }),
				) ?? [],
			[],
		),
	]);
	return {
		outcomes,
		rows: asked,
		output: () =>
			outcomes.flatMap((outcome, item) =>
				outputItems(run, operation, {
					item,
					outcome,
					results: results[item] ?? [],
					row: asked[item],
					merged: groups.get(item),
				}),
			),
	};
}

/** Whether this run sent an item's row, and the service may have saved it. */
function wasSent(outcome: Outcome | undefined): boolean {
	if (outcome?.outcome === 'accepted') return outcome.earlier !== true;
	return outcome?.outcome === 'unknown';
}

/** What the operation returns for one item: nothing unless the item was accepted. */
function resultsOf(plan: Plan, outcome: Outcome, item: number): IDataObject[] {
	if (outcome.outcome !== 'accepted') return [];
	return orElse(() => plan.output(item, outcome), [outcome.answer]);
}
