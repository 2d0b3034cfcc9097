import { UserError, type IDataObject } from 'n8n-workflow';

import { deliver } from '../delivery';
import type {
	Delivery,
	DeliveryReport,
	Next,
	Outcome,
	Reason,
	Several,
	Verdict,
} from '../delivery';
import type { RequestParts, VendorRequest } from '../http/vendor';
import { reasonOf } from '../delivery/reason';
import { mergeDuplicates } from './mergeDuplicates';
import type {
	Created,
	Notes,
	Operation,
	StepRequest,
	Steps,
	StepsOperation,
	StepsResult,
	WriteOperation,
} from '../operation/operation';

/** What a run gives to every plan: its limits, the clock, the ledger, and the way to send one request. */
export type RunContext = Pick<
	Delivery<never>,
	| 'limits'
	| 'maxRows'
	| 'stopped'
	| 'withheld'
	| 'stopOnFailure'
	| 'clock'
	| 'pace'
	| 'signal'
	| 'ledger'
	| 'onSettled'
	| 'sentRows'
> & {
	send(request: VendorRequest, signal: AbortSignal): Promise<Verdict>;
	/** Ends each row after its first request: a preview sends nothing, so there is no answer to continue with. */
	isPreview?: true;
};

/** An operation with its rows, ready to be delivered. Both kinds of operations become a plan. */
export interface Plan {
	deliver(context: RunContext): Promise<DeliveryReport>;
	/** What the node returns for an accepted item: usually one object, but many for a list. */
	output(item: number, accepted: Extract<Outcome, { outcome: 'accepted' }>): IDataObject[];
	/** What the rows counted for the hints, in no particular order. */
	notes(): Notes[];
	/** The groups of items that are sent with the same values, because their rows are duplicates. */
	merged: number[][];
}

type Rows = ReadonlyArray<object | undefined>;

/** The plan of an operation of either kind. */
export function planOf(operation: Operation, rows: Rows): Plan {
	return 'steps' in operation ? stepsPlan(operation, rows) : writePlan(operation, rows);
}

function writePlan(operation: WriteOperation, ownRows: Rows): Plan {
	const { batching, effect, orderingKey, dependsOnEarlier = false } = operation;
	const { rows, merged } = mergeDuplicates(ownRows, batching);
	return {
		merged,
		deliver: async (context) =>
			await deliver({
				...context,
				rows,
				groupBy: (row) => batching?.groupBy(row) ?? '',
				...(batching?.duplicateKey && { duplicateKey: batching.duplicateKey }),
				...(orderingKey && { orderingKey: (row: object) => orderingKey(row) }),
				dependsOnEarlier,
				effect,
				requestEffect: () => effect,
				send: async (several, signal) => {
					const built = builtFor(several, operation);
					return 'kind' in built ? built : await context.send({ ...built, effect }, signal);
				},
			}),
		output: (item, { answer }) => [operation.output(rows[item] ?? {}, answer)],
		notes: () => [],
	};
}

/**
 * Builds the request for several rows. If that fails, nothing is sent. The rows for which no request can be built even
 * alone are refused; if there are none, all rows are refused.
 */
function builtFor(
	rows: Several<object>,
	operation: WriteOperation,
): RequestParts | Extract<Verdict, { kind: 'rejected' }> {
	try {
		return operation.request(rows);
	} catch (error) {
		const named = rows.flatMap((row, index) => {
			const reason = unbuildable(operation, row);
			return reason ? [[index, reason] as const] : [];
		});
		return { kind: 'rejected', by: 'check', reason: notBuilt(error), rows: new Map(named) };
	}
}

/** Why no request can be built for a row alone; `undefined` if one can. */
function unbuildable({ request }: WriteOperation, row: object): Reason | undefined {
	try {
		request([row]);
		return undefined;
	} catch (error) {
		return notBuilt(error);
	}
}

function notBuilt(error: unknown): Reason {
	const reason = reasonOf(error);
	if (error instanceof UserError) return reason;
	return {
		reason: `the node could not build its request: ${reason.reason}`,
		advice:
			"Nothing was sent. Check the item's values. If the values are correct, report this message.",
	};
}

function stepsPlan(operation: StepsOperation, rows: Rows): Plan {
	const results = new Map<number, StepsResult>();
	const { effect, orderingKey, dependsOnEarlier = false } = operation;
	const created: Created = new Map();
	const started = rows.map((row) => row && operation.steps(row, created));
	return {
		deliver: async (context) => {
			const onSettled = (outcome: Outcome, item: number) => {
				const row = rows[item];
				if (row && 'earlier' in outcome) operation.recall?.(row, outcome.answer, created);
				context.onSettled?.(outcome, item);
			};
			const whenDone = (item: number, result: StepsResult) => results.set(item, result);
			return await runSteps(started, { ...context, onSettled }, whenDone, {
				effect,
				...(orderingKey && { orderingKey: (item) => orderingKey(rows[item] ?? {}) }),
				dependsOnEarlier,
			});
		},
		output: (item, { answer, earlier }) => {
			const result = earlier ? undefined : results.get(item);
			if (!result) return [answer];
			return Array.isArray(result) ? result : result.items;
		},
		merged: [],
		notes: () =>
			[...results.values()].flatMap((result) => (Array.isArray(result) ? [] : [result.notes])),
	};
}

/** One step of a row: its next request, and the generator that is waiting for the answer. */
interface Step<Result> {
	item: number;
	steps: Steps<Result>;
	request: StepRequest;
}

/** What the delivery engine needs to know about rows with several requests. */
type StepsTraits = Pick<Delivery<never>, 'effect' | 'dependsOnEarlier'> & {
	orderingKey?: (item: number) => string;
};

/** Runs the steps of each row to the end, one request after the other. */
export async function runSteps<Result>(
	started: ReadonlyArray<Steps<Result> | undefined>,
	context: RunContext,
	whenDone: (item: number, result: Result) => void,
	{ effect, orderingKey, dependsOnEarlier = false }: StepsTraits,
): Promise<DeliveryReport> {
	const advance = (
		item: number,
		steps: Steps<Result>,
		answer?: IDataObject,
	): Next<Step<Result>> => {
		try {
			const step = answer === undefined ? steps.next() : steps.next(answer);
			if (!step.done) return { kind: 'request', row: { item, steps, request: step.value } };
			whenDone(item, step.value);
			return { kind: 'done' };
		} catch (error) {
			return { kind: 'impossible', reason: answer ? reasonOf(error) : notBuilt(error) };
		}
	};
	// Steps may end without any request, for example because there are no names to look up.
	const endedAtOnce = new Map<number, Outcome>();
	const rows = started.map((steps, item) => {
		const first = steps && advance(item, steps);
		if (first?.kind === 'request') return first.row;
		if (first?.kind === 'done') endedAtOnce.set(item, { outcome: 'accepted', answer: {} });
		if (first?.kind === 'impossible') {
			endedAtOnce.set(item, { outcome: 'rejected', by: 'check', reason: first.reason });
		}
		return undefined;
	});
	const report = await deliver({
		...context,
		maxRows: 1,
		rows,
		groupBy: () => '',
		...(orderingKey && { orderingKey: ({ item }: Step<Result>) => orderingKey(item) }),
		dependsOnEarlier,
		effect,
		requestEffect: ({ request }) => request.effect,
		next: ({ item, steps, request: { receipt } }, answer) =>
			context.isPreview
				? { kind: 'done' }
				: { ...advance(item, steps, answer), ...(receipt && { receipt }) },
		send: async ([{ request }], signal) => await context.send(request, signal),
	});
	for (const [item, outcome] of endedAtOnce) report.outcomes[item] = outcome;
	return report;
}
