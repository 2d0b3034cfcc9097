import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { sleep, UserError } from 'n8n-workflow';

import { excerpt, optionalText } from '../operation/checks';
import { digestOf, isFailure, Ledger, SentStore } from '../delivery';
import type { Clock, DeliveryReport, Failure, Outcome, Reason } from '../delivery';
import { errorJson, isTool, reasonOf, SENT_BEFORE, stopError, type Wording } from './messages';
import type { Operation, Resource } from '../operation/operation';
import { readDeliveryOptions } from '../operation/deliveryOptions';
import { fieldsOf, findOperation } from '../operation/panel';
import { planOf, runSteps, type RunContext } from './plan';
import { createItemReaders, type ItemReader } from '../operation/itemReader';
import {
	addressOf,
	openAccess,
	send,
	type Access,
	type Vendor,
	type VendorRequest,
} from '../http/vendor';

const CLOCK: Clock = { now: () => performance.now(), sleep, random: Math.random };
/** Reading 10,000 items takes seconds: n8n gets a turn this often, for Stop and for everybody else. */
const READ_SLICE_MS = 50;
const NOT_BEGUN: Failure = {
	outcome: 'notSent',
	reason: { reason: 'the node stopped before it was its turn' },
};

/** One run of a node over its items. */
interface Run {
	context: IExecuteFunctions;
	vendor: Vendor;
	items: INodeExecutionData[];
	/** Whether failed items come out as error items instead of ending the workflow. */
	continues: boolean;
	wording: Wording;
}

/** What the items ask for, all by item index. */
interface Rows {
	rows: Array<object | undefined>;
	/** Why there is no row. */
	refused: Map<number, Failure>;
	/** Tells the rows apart within this execution. */
	digests: string[];
	/** Tells the rows apart for 'Skip Already Sent'. */
	sentKeys: string[];
}

/** How a run ended: each item's outcome, and the output made of them. */
interface Ended {
	outcomes: Outcome[];
	/** It ended before it was known what an earlier try of this execution had sent, although there was one. */
	isBlind?: boolean;
	output(): INodeExecutionData[];
}

/**
 * Runs the chosen operation over all input items: reads them into rows, delivers the rows, and turns each
 * item's outcome into one output item, in input order and paired.
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
	const operation = findOperation(resources, resource, context.getNodeParameter('operation', 0));
	const wording = {
		vendor: vendor.name,
		noun: operation?.noun ?? 'the item',
		effect: operation?.effect ?? 'once',
	};
	const run: Run = { context, vendor, items, continues: context.continueOnFail(), wording };

	let ended: Ended;
	try {
		if (!operation)
			throw new UserError(`This version has no such operation of "${String(resource)}"`);
		ended = await runOperation(run, operation);
	} catch (error) {
		ended = failAll(run, { outcome: 'rejected', by: 'check', reason: reasonOf(error) });
	}
	const error = run.continues
		? undefined
		: stopError(context.getNode(), ended.outcomes, { ...wording, isRetry: ended.isBlind === true });
	if (error) throw error;
	return [ended.output()];
}

/** What concerns all items alike, such as the credential. Thrown, it would leave by the success output. */
function failAll(run: Run, failure: Failure): Ended {
	const isBlind = isAfterOther(run);
	const { reason } = failure;
	const told = isBlind
		? { ...failure, reason: { ...reason, advice: `${reason.advice ?? ''} ${SENT_BEFORE}`.trim() } }
		: failure;
	return {
		isBlind,
		outcomes: run.items.map(() => failure),
		output: () => run.items.map((_, item) => errorItem(run, item, told)),
	};
}

/** Whether an earlier try of this execution left something that this one may not have looked at. */
function isAfterOther({ context }: Run): boolean {
	return typeof context.getContext('node')[journalOf(context)] === 'string';
}

async function runOperation(run: Run, operation: Operation): Promise<Ended> {
	const { context, vendor, items } = run;
	const access = await openAccess(context, vendor);
	const readers = createItemReaders(context, fieldsOf(vendor, operation), access.fallbacks);
	const options = readDeliveryOptions(readers(0), vendor, operation);
	const fingerprint = (row: object) =>
		digestOf([
			access.baseUrl,
			operation.value,
			operation.noun,
			operation.idempotencyKey?.(row) ?? row,
		]);
	const read = await readRows(run, operation, readers, fingerprint, options.skipAlreadySent);
	const { rows } = read;
	const outcomesOf = (report?: DeliveryReport) =>
		items.map((_, item) => report?.outcomes[item] ?? read.refused.get(item) ?? NOT_BEGUN);
	// The workflow is about to stop, and nothing was sent yet: better no work than half of it.
	const isOver = () => !run.continues && read.refused.size > 0;
	const isBlind = isAfterOther(run);
	const nothingSent = (): Ended => ({ isBlind, outcomes: outcomesOf(), output: () => [] });
	if (isOver()) return nothingSent();

	const ledger = operation.effect === 'none' ? undefined : openLedger(run, operation, read);
	const claims = options.skipAlreadySent
		? new SentStore(context.helpers, read.sentKeys)
		: undefined;
	const runContext: RunContext = {
		limits: options,
		maxRows: options.maxRows,
		stopOnFailure: !run.continues,
		clock: CLOCK,
		signal: context.getExecutionCancelSignal(),
		send: async (request) => await send(context, access, request, options.timeoutMs),
	};
	if (options.previewOnly) {
		return await preview(run, operation, runContext, access, read);
	}

	const closed = await lookUp(operation, read, runContext);
	if (isOver()) return nothingSent();
	const plan = planOf(operation, rows);
	const report = await plan.deliver({
		...runContext,
		closed,
		...(ledger && { memory: ledger }),
		claims,
	});
	const outcomes = outcomesOf(report).map((outcome, item) =>
		isFailure(outcome) && claims?.stuck.includes(item) ? stuck(outcome) : outcome,
	);
	if (!mayRunAgain(run, outcomes)) ledger?.clear();
	const results = outcomes.map((outcome, item) =>
		outcome.outcome === 'accepted'
			? orElse(() => plan.output(item, outcome), [outcome.answer])
			: [],
	);
	const known = rows.filter((row) => row !== undefined);
	addHints(run, [
		...deliveryHints(run, report, outcomes, claims),
		...orElse(() => operation.hints?.(known, results.flat(), plan.notes()) ?? [], []),
	]);
	return {
		outcomes,
		output: () =>
			outcomes.flatMap((outcome, item) => outputItems(run, outcome, item, results[item] ?? [])),
	};
}

/** What comes after the vendor's yes must not make a failure of it: an answer that cannot be shaped comes out as it is. */
function orElse<Result>(make: () => Result, otherwise: Result): Result {
	try {
		return make();
	} catch {
		return otherwise;
	}
}

/**
 * Finds out what the rows need to know, before the first of them is sent, and puts it into them.
 *
 * @returns why that was not possible, so that nothing may be sent
 */
async function lookUp(
	operation: Operation,
	{ rows, refused }: Rows,
	runContext: RunContext,
): Promise<Reason | undefined> {
	if (!operation.lookUp) return undefined;
	let found: unknown;
	const steps = operation.lookUp.ask(rows.filter((row) => row !== undefined));
	const { outcomes } = await runSteps([steps], runContext, (_, result) => (found = result), {
		effect: 'none',
	});
	const [outcome = NOT_BEGUN] = outcomes;
	if (isFailure(outcome)) {
		const { reason } = outcome;
		return {
			...reason,
			reason: `the names in it could not be looked up: ${excerpt(reason.reason, 200)}`,
		};
	}
	for (const [item, row] of rows.entries()) {
		if (row === undefined) continue;
		try {
			rows[item] = operation.lookUp.resolve(row, found);
		} catch (error) {
			rows[item] = undefined;
			refused.set(item, { outcome: 'rejected', by: 'check', reason: reasonOf(error) });
		}
	}
	return undefined;
}

/** Reads all items before anything is sent. Where the node stops on an error, the first bad item ends it. */
async function readRows(
	run: Run,
	operation: Operation,
	readers: (item: number) => ItemReader,
	fingerprint: (row: object) => string,
	withSentKeys: boolean,
): Promise<Rows> {
	const { items } = run;
	const rows = new Array<object | undefined>(items.length).fill(undefined);
	const read: Rows = { rows, refused: new Map(), digests: [], sentKeys: [] };
	const signal = run.context.getExecutionCancelSignal();
	let turn = CLOCK.now();

	for (let item = 0; item < items.length; item++) {
		if (CLOCK.now() - turn > READ_SLICE_MS) {
			await sleep(0);
			turn = CLOCK.now();
		}
		if (signal?.aborted) break;
		try {
			const reader = readers(item);
			const row = operation.read(reader);
			const digest = fingerprint(row);
			read.digests[item] = digest;
			if (withSentKeys) {
				read.sentKeys[item] = optionalText(reader.parameter('options.sentKey'))?.trim() || digest;
			}
			rows[item] = row;
		} catch (error) {
			read.refused.set(item, { outcome: 'rejected', by: 'check', reason: reasonOf(error) });
			if (!run.continues) break;
		}
	}
	return read;
}

/** The requests that would be sent, one item each, paired with all the items that travel in it. */
async function preview(
	run: Run,
	operation: Operation,
	runContext: RunContext,
	access: Access,
	{ rows, refused }: Rows,
): Promise<Ended> {
	const requests: Array<{ request: VendorRequest; items: number[] }> = [];
	const needsLookUp =
		operation.lookUp?.ask(rows.filter((row) => row !== undefined)).next().done === false;
	addHints(run, [
		...('steps' in operation
			? [
					`A preview asks ${run.vendor.name} for nothing, so it shows the first request of each item only: what follows depends on the answer.`,
				]
			: []),
		...(needsLookUp ? ['Names stand where IDs will be: they are looked up before sending.'] : []),
	]);
	const { outcomes } = await planOf(operation, rows).deliver({
		...runContext,
		isPreview: true,
		limits: { ...runContext.limits, requestsPerMinute: 0 },
		send: async (request) => {
			const index = requests.push({ request, items: [] }) - 1;
			return { kind: 'accepted', answer: { index } };
		},
	});
	outcomes.forEach((outcome, item) => {
		if (outcome?.outcome === 'accepted') requests[Number(outcome.answer.index)]?.items.push(item);
	});
	return {
		outcomes: outcomes.map((outcome, item) => outcome ?? refused.get(item) ?? NOT_BEGUN),
		output: () => [
			...requests.map(({ request, items }) => {
				const { method, query } = request;
				const body = masked(request.body ?? null);
				return {
					json: { method, url: addressOf(access, request), ...(query && { query }), body, items },
					pairedItem: items.map((item) => ({ item })),
				};
			}),
			...[...refused].map(([item, failure]) => errorItem(run, item, failure)),
		],
	};
}

/** A body as it may be shown: a password in it stays hidden. */
function masked(body: IDataObject | null): IDataObject | null {
	const hide = (key: string, value: unknown) => (key === 'password' && value ? '[hidden]' : value);
	return JSON.parse(JSON.stringify(body, hide)) as IDataObject | null;
}

/** Where the ledger of this run stands in the node's context. */
function journalOf(context: IExecuteFunctions): string {
	// An agent's tool counts its tries as runs, so all calls of a tool share one journal.
	if (isTool(context.getNode())) return 'sent:tool';
	// Loops run a node several times in one execution; each run has a journal of its own.
	return `sent:${String(context.getWorkflowDataProxy(0).$runIndex)}`;
}

function openLedger({ context }: Run, operation: Operation, { rows, digests }: Rows): Ledger {
	const { receipt } = operation;
	return new Ledger(context.getContext('node'), journalOf(context), digests, {
		keep: (answer) => receipt?.keep?.(answer),
		answer: (item, kept) => {
			const row = rows[item];
			return row && receipt ? receipt.answer(row, kept) : kept;
		},
	});
}

/** Whether n8n, or a person, may run this node again over the same items within this execution. */
function mayRunAgain({ context, continues }: Run, outcomes: readonly Outcome[]): boolean {
	if (!outcomes.some(isFailure)) return false;
	// A node that continues is repeated only for the failure of its first item.
	return !continues || (context.getNode().retryOnFail === true && isFailure(outcomes[0]!));
}

function outputItems(
	run: Run,
	outcome: Outcome,
	item: number,
	results: IDataObject[],
): INodeExecutionData[] {
	if (isFailure(outcome)) return [errorItem(run, item, outcome)];
	if (outcome.outcome === 'skipped') {
		return [{ json: { skipped: 'already sent' }, pairedItem: { item } }];
	}
	return results.map((json) => {
		// n8n takes an item with this key for a failed one, whatever its value.
		if ('error' in json) delete json.error;
		return { json, pairedItem: { item } };
	});
}

function errorItem(run: Run, item: number, failure: Failure): INodeExecutionData {
	const json = errorJson(item, failure, run.wording);
	const made: INodeExecutionData = { json, pairedItem: { item } };
	if (run.context.getNode().onError === 'continueErrorOutput') {
		// n8n 1 knows such an item by its error alone, not by its JSON, and would then write over the JSON if it found
		// the error once more: it is there to be read, and is not copied.
		Object.defineProperty(made, 'error', { value: { message: json.error }, enumerable: false });
	}
	return made;
}

/** n8n does not show the hints of a node that stops, so that the item says it, too. */
function stuck(failure: Failure): Failure {
	const { reason } = failure;
	const note =
		"n8n's database did not answer, and the item stays noted as sent: switch 'Skip Already Sent' off for the run that sends it again.";
	const optionAdvice = [reason.optionAdvice, note].filter(Boolean).join(' ');
	return { ...failure, reason: { ...reason, optionAdvice } };
}

function deliveryHints(
	{ vendor }: Run,
	report: DeliveryReport,
	outcomes: readonly Outcome[],
	claims: SentStore | undefined,
): string[] {
	const earlier = outcomes.filter((outcome) => 'earlier' in outcome).length;
	const skipped = outcomes.filter(({ outcome }) => outcome === 'skipped').length;
	const hints: Array<[number, string]> = [
		[
			report.throttled,
			`${vendor.name} asked to slow down ${report.throttled} times. Those requests were repeated. A lower 'Requests per Minute' in the options avoids it.`,
		],
		[
			report.merged,
			`${report.merged} items repeated another item of their request and were sent together with it, once.`,
		],
		[
			earlier,
			`${earlier} items were accepted in an earlier try of this execution and were not sent again. Their output holds what is known without asking ${vendor.name} again.`,
		],
		[skipped, `${skipped} items were skipped because the same row was sent before.`],
		[
			claims?.stuck.length ?? 0,
			`${claims?.stuck.length ?? 0} items that were not stored stay noted as sent, because n8n's database did not answer. Later runs will skip them.`,
		],
	];
	return hints.filter(([count]) => count > 0).map(([, message]) => message);
}

function addHints({ context }: Run, hints: string[]) {
	if (hints.length === 0) return;
	context.addExecutionHints(
		...hints.map((message) => ({ message, location: 'outputPane' as const })),
	);
}
