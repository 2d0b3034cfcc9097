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
 * Adds how the items ended to the execution's custom data, where the list of executions can be filtered by it. A run
 * that n8n repeats counts once. Nothing here may fail a run: not every context has custom data.
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
		// The counts are lost, and the outcomes of the items are not.
	}
}

/** Keys without a count are left out, so that a filter by a key alone finds the executions that count something. */
function addUp(customData: CustomData['customData'], counts: Counts, earlier: Counts): void {
	for (const name of Object.keys(KEYS) as Array<keyof Counts>) {
		const key = KEYS[name];
		const known = customData.get(key) as string | undefined;
		const sum = (Number(known) || 0) - earlier[name] + counts[name];
		if (sum > 0 || known !== undefined) customData.set(key, String(sum));
	}
}

type CustomData = Pick<IExecuteFunctions, 'customData'>;

/** The custom data of the execution, if there are any. n8n 1 gives them to expressions only. */
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

/** What an earlier attempt of this run counted: it no longer counts. */
function forgetEarlier(run: Run): Counts {
	const kept = run.context.getContext('node');
	const earlier: unknown = kept[earlierKey(run)];
	delete kept[earlierKey(run)];
	return isRecord(earlier) ? { ...NO_COUNTS, ...(earlier as Partial<Counts>) } : NO_COUNTS;
}

function earlierKey({ context }: Run): string {
	return `counted:${String(context.getWorkflowDataProxy(0).$runIndex)}`;
}
