import type { IExecuteFunctions } from 'n8n-workflow';

import type { DeliveryReport, Failure, Outcome } from '../delivery';

/** What a user should know about a delivery although nothing failed. */
export function deliveryHints(
	vendor: string,
	report: Pick<DeliveryReport, 'throttled' | 'merged'>,
	outcomes: readonly Outcome[],
	stuck: number,
): string[] {
	const earlier = outcomes.filter((outcome) => 'earlier' in outcome).length;
	const skipped = outcomes.filter(({ outcome }) => outcome === 'skipped').length;
	const hints: Array<[count: number, hint: string]> = [
		[
			report.throttled,
			`${vendor} asked to slow down ${report.throttled} times. Those requests were repeated. A lower 'Requests per Minute' in the options avoids it.`,
		],
		[
			report.merged,
			`${report.merged} items repeated another item of their request and were sent together with it, once.`,
		],
		[
			earlier,
			`${earlier} items were accepted in an earlier try of this execution and were not sent again. Their output holds what is known without asking ${vendor} again.`,
		],
		[skipped, `${skipped} items were skipped because the same row was sent before.`],
		[
			stuck,
			`${stuck} items that were not stored stay noted as sent, because n8n's database did not answer. Later runs will skip them.`,
		],
	];
	return hints.filter(([count]) => count > 0).map(([, hint]) => hint);
}

/** Says on the item itself that it stays noted as sent: n8n shows no hints of a node that stops. */
export function withStuckNote(failure: Failure): Failure {
	const { reason } = failure;
	const note =
		"n8n's database did not answer, and the item stays noted as sent: switch 'Skip Already Sent' off for the run that sends it again.";
	const optionAdvice = [reason.optionAdvice, note].filter(Boolean).join(' ');
	return { ...failure, reason: { ...reason, optionAdvice } };
}

/** Shows hints above the node's output. */
export function addHints(context: IExecuteFunctions, hints: readonly string[]): void {
	if (hints.length === 0) return;
	context.addExecutionHints(
		...hints.map((message) => ({ message, location: 'outputPane' as const })),
	);
}
