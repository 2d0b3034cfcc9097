import type { IExecuteFunctions } from 'n8n-workflow';

import type { DeliveryReport, Failure, Outcome } from '../delivery';

/** What a user should know about a delivery although nothing failed. */
export function deliveryHints(
	vendor: string,
	report: Pick<DeliveryReport, 'throttled' | 'merged'>,
	outcomes: readonly Outcome[],
	stuck: number,
	unnoted = 0,
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
			`n8n could not remember that ${stuck} items were not stored, because its database did not answer. Later runs will not know whether they were sent.`,
		],
		[
			unnoted,
			`n8n's database did not answer after ${unnoted} items were accepted. Later runs will report them as unknown.`,
		],
	];
	return hints.filter(([count]) => count > 0).map(([, hint]) => hint);
}

/** Says on the item itself that its claim could not be taken back: n8n shows no hints of a node that stops. */
export function withStuckNote(failure: Failure): Failure {
	const { reason } = failure;
	const note =
		"n8n's database did not answer, so n8n does not know that the item was not sent: run it with 'Forget Sent' before you send it again.";
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
