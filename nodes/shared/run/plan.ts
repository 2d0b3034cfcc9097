import type { IDataObject } from 'n8n-workflow';

import { deliver } from '../delivery';
import type { Delivery, DeliveryReport, Next, Outcome, Verdict } from '../delivery';
import { reasonOf } from './messages';
import type {
	Operation,
	Talk,
	TalkOperation,
	TalkRequest,
	VendorRequest,
	WriteOperation,
} from '../operation/operation';

/** What a run gives to every plan: limits, time, memory, and the way to send one request. */
export type Means = Pick<
	Delivery<never>,
	'limits' | 'maxRows' | 'closed' | 'stopOnFailure' | 'clock' | 'signal' | 'memory' | 'claims'
> & {
	send(request: VendorRequest): Promise<Verdict>;
	/** Ends each talk after its first request: nothing is sent, so there are no answers to go on with. */
	isPreview?: true;
};

/** An operation with its rows, ready to be delivered, whichever kind of operation it is. */
export interface Plan {
	deliver(means: Means): Promise<DeliveryReport>;
	/** Output of an accepted item: usually one object, many for a list. */
	output(item: number, accepted: Extract<Outcome, { outcome: 'accepted' }>): IDataObject[];
}

type Rows = ReadonlyArray<object | undefined>;

export function planOf(operation: Operation, rows: Rows): Plan {
	return 'talk' in operation ? talkPlan(operation, rows) : writePlan(operation, rows);
}

function writePlan(operation: WriteOperation, rows: Rows): Plan {
	const { batching, queueBy, dependsOnEarlier = false } = operation;
	return {
		deliver: async (means) =>
			await deliver({
				...means,
				rows,
				groupBy: (row) => batching?.groupBy(row) ?? '',
				...(batching?.sameAs && { sameAs: batching.sameAs }),
				...(queueBy && { queueBy: (row: object) => queueBy(row) }),
				dependsOnEarlier,
				repeatIsHarmless: () => operation.repeatIsHarmless,
				send: async (several) => await means.send(operation.request(several)),
			}),
		output: (item, { answer }) => [operation.output(rows[item] ?? {}, answer)],
	};
}

function talkPlan(operation: TalkOperation, rows: Rows): Plan {
	const outputs = new Map<number, IDataObject[]>();
	const talks = rows.map((row) => row && operation.talk(row));
	return {
		deliver: async (means) =>
			await converse(talks, means, (item, output) => outputs.set(item, output), {
				isWrite: !operation.isRead,
				...(operation.queueBy && {
					queueOf: (item) => operation.queueBy?.(rows[item] ?? {}) ?? '',
				}),
				dependsOnEarlier: operation.dependsOnEarlier === true,
			}),
		output: (item, { answer, earlier }) => (!earlier && outputs.get(item)) || [answer],
	};
}

/** A talk that waits for the answer to its request. */
interface Turn<Result> {
	item: number;
	talk: Talk<Result>;
	request: TalkRequest;
}

/** Leads talks to their ends, each by itself, one request after the other. */
export async function converse<Result>(
	talks: ReadonlyArray<Talk<Result> | undefined>,
	means: Means,
	whenDone: (item: number, result: Result) => void,
	{
		isWrite = false,
		queueOf,
		dependsOnEarlier = false,
	}: { isWrite?: boolean; queueOf?: (item: number) => string; dependsOnEarlier?: boolean } = {},
): Promise<DeliveryReport> {
	const advance = (item: number, talk: Talk<Result>, answer?: IDataObject): Next<Turn<Result>> => {
		try {
			const step = answer === undefined ? talk.next() : talk.next(answer);
			if (!step.done) return { kind: 'request', row: { item, talk, request: step.value } };
			whenDone(item, step.value);
			return { kind: 'done' };
		} catch (error) {
			return { kind: 'impossible', reason: reasonOf(error) };
		}
	};
	// A talk may end before its first request: there was nothing to ask.
	const endedAtOnce = new Map<number, Outcome>();
	const turns = talks.map((talk, item) => {
		const first = talk && advance(item, talk);
		if (first?.kind === 'request') return first.row;
		if (first?.kind === 'done') endedAtOnce.set(item, { outcome: 'accepted', answer: {} });
		if (first?.kind === 'impossible') {
			endedAtOnce.set(item, { outcome: 'rejected', by: 'check', reason: first.reason });
		}
		return undefined;
	});
	const report = await deliver({
		...means,
		maxRows: 1,
		rows: turns,
		groupBy: () => '',
		...(queueOf && { queueBy: ({ item }: Turn<Result>) => queueOf(item) }),
		dependsOnEarlier,
		repeatIsHarmless: ({ request }) => request.repeatIsHarmless,
		...(isWrite
			? { storesNothing: ({ request }: Turn<Result>) => request.method === 'GET' }
			: { isRead: true }),
		next: ({ item, talk }, answer) =>
			means.isPreview ? { kind: 'done' } : advance(item, talk, answer),
		send: async ([{ request }]) => await means.send(request),
	});
	for (const [item, outcome] of endedAtOnce) report.outcomes[item] = outcome;
	return report;
}
