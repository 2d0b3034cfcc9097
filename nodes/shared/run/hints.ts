import type { IExecuteFunctions } from 'n8n-workflow';

import type { DeliveryReport, Failure, Outcome } from '../delivery';
import { counted, countedWere } from '../text';
import { countsOf } from './counts';

/** What a user should know about a delivery although nothing failed. */
export function deliveryHints(
	vendor: string,
	report: Pick<DeliveryReport, 'throttled'>,
	outcomes: readonly Outcome[],
	stuck: number,
	unnoted = 0,
): string[] {
	const earlier = outcomes.filter((outcome) => 'earlier' in outcome).length;
	const { skipped } = countsOf(outcomes);
	const hints: Array<[count: number, hint: string]> = [
		[
			report.throttled,
			`${vendor} asked to slow down: it refused ${counted(report.throttled, 'request')}, which the node retries. To avoid this, lower 'Requests per Minute' in the options.`,
		],
		[
			earlier,
			`${countedWere(earlier, 'item')} accepted in an earlier attempt of this execution and not sent again. The output contains what is known without asking ${vendor} again.`,
		],
		[skipped, `${countedWere(skipped, 'item')} skipped because the same row was sent before.`],
		[
			stuck,
			`n8n could not remember that ${countedWere(stuck, 'item')} not saved, because its database did not respond. Later runs will not know whether they were sent.`,
		],
		[
			unnoted,
			`n8n's database did not respond after ${countedWere(unnoted, 'item')} accepted. Later runs will report them as unknown.`,
		],
	];
	return hints.filter(([count]) => count > 0).map(([, hint]) => hint);
}

/** Says on the item itself that its claim could not be taken back: n8n shows no hints of a node that stops. */
export function withStuckNote(failure: Failure): Failure {
	const { reason } = failure;
	const note =
		"n8n's database did not respond, so n8n does not know that the item was not sent: run it with 'Forget Sent' before you send it again.";
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
