import type { IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../guards';
import { countsOf, NO_COUNTS, type Counts } from './counts';
import { isTool } from './messages';
import type { Run, RunResult } from './run';
import { mayRunAgain } from './runLedger';

/**
 * The key of each count in the execution's custom data. n8n keeps ten keys per execution and drops any others, so all
 * nodes of a workflow share these five and add up what they count.
 */
const KEYS: Record<keyof Counts, string> = {
	accepted: 'items_accepted',
	rejected: 'items_rejected',
	notSent: 'items_not_sent',
	unknown: 'items_unknown',
	skipped: 'items_skipped',
};

/**
 * Adds the number of items with each outcome to the execution's custom data, by which users can filter the list of
 * executions. If n8n retries a run, it counts only once. An error here must not fail the run: not every context has
 * custom data.
 */
export function recordCounts(run: Run, { outcomes, sendsNothing }: RunResult): void {
	if (run.wording.effect === 'none' || sendsNothing) return;
	try {
		const counts = countsOf(outcomes);
		const customData = customDataOf(run.context);
		if (!customData) return;
		addUp(customData, counts, forgetEarlier(run));
		if (!isTool(run.context.getNode()) && mayRunAgain(run, outcomes))
			run.context.getContext('node')[earlierKey(run)] = counts;
	} catch {
		// Only the counts are lost. The outcomes of the items stay the same.
	}
}

/** Keys with a count of 0 are left out, so that a filter by a key alone finds only executions with such items. */
function addUp(customData: CustomData['customData'], counts: Counts, earlier: Counts): void {
	for (const name of Object.keys(KEYS) as Array<keyof Counts>) {
		const key = KEYS[name];
		const known = customData.get(key) as string | undefined;
		const sum = (Number(known) || 0) - earlier[name] + counts[name];
		if (sum > 0 || known !== undefined) customData.set(key, String(sum));
	}
}

type CustomData = Pick<IExecuteFunctions, 'customData'>;

/** The custom data of the execution, if available. In n8n 1, only expressions can access it. */
function customDataOf(
	context: Omit<IExecuteFunctions, 'customData'>,
): CustomData['customData'] | undefined {
	if (hasCustomData(context)) return context.customData;
	const execution: unknown = context.getWorkflowDataProxy(0).$execution;
	return hasCustomData(execution) ? execution.customData : undefined;
}

function hasCustomData(value: unknown): value is CustomData {
	return isRecord(value) && isRecord(value.customData);
}

/** Removes and returns the counts of an earlier attempt of this run, so that they can be subtracted. */
function forgetEarlier(run: Run): Counts {
	const kept = run.context.getContext('node');
	const earlier: unknown = kept[earlierKey(run)];
	delete kept[earlierKey(run)];
	return isRecord(earlier) ? { ...NO_COUNTS, ...(earlier as Partial<Counts>) } : NO_COUNTS;
}

function earlierKey({ context }: Run): string {
	return `counted:${String(context.getWorkflowDataProxy(0).$runIndex)}`;
}
