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
			`${vendor} received too many requests and refused ${counted(report.throttled, 'request')}. The node retries refused requests. To stay within the limit, lower 'Requests per Minute' in the options.`,
		],
		[
			earlier,
			`${countedWere(earlier, 'item')} accepted in an earlier attempt of this execution and not sent again. The output may not contain the service's full response.`,
		],
		[skipped, `${countedWere(skipped, 'item')} skipped because an identical item was sent before.`],
		[
			stuck,
			`n8n's database did not respond, so n8n could not record that ${countedWere(stuck, 'item')} not saved. Later runs may report ${calledAgain(stuck)} as unknown.`,
		],
		[
			unnoted,
			`n8n's database did not respond after ${countedWere(unnoted, 'item')} accepted. Later runs may report ${calledAgain(unnoted)} as unknown.`,
		],
	];
	return hints.filter(([count]) => count > 0).map(([, hint]) => hint);
}

/** How a sentence refers to items that it has already mentioned. */
function calledAgain(count: number): string {
	return count === 1 ? 'the item' : 'these items';
}

/** Adds a note to the failed item that its claim could not be released: n8n shows no hints of a node that stops. */
export function withStuckNote(failure: Failure): Failure {
	const { reason } = failure;
	const note =
		"n8n's database did not respond, so n8n could not record that the item was not sent. Before you send the item again, run it once with 'Forget Sent' on.";
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
