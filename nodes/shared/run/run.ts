import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Failure, Outcome } from '../delivery';
import type { Vendor } from '../http/vendor';
import type { Wording } from './messages';

/** One run of a node over its items. */
export interface Run {
	context: IExecuteFunctions;
	vendor: Vendor;
	/** The value of the Resource selector. */
	resource: string;
	items: readonly INodeExecutionData[];
	/** Whether failed items are returned as error items, so that the workflow goes on. */
	continues: boolean;
	wording: Wording;
	/** Whether every item becomes one row of a result sheet, because of 'Include Result Columns'. */
	hasResultColumns: boolean;
}

/** How a run ended: the outcome of each item, and the output items made of them. */
export interface RunResult {
	outcomes: Outcome[];
	/** What the items ask for. Messages use it to name an item. Missing if all items failed for the same reason. */
	rows?: ReadonlyArray<object | undefined>;
	/** The run ended before it could read what an earlier attempt of this execution had sent. */
	hasUnreadLedger?: boolean;
	/** Nothing was sent, because 'Preview Only' or 'Forget Sent' is on. The outcomes are not those of sent items. */
	sendsNothing?: true;
	output(): INodeExecutionData[];
}

/** The outcome of an item that the run never reached. */
export const NOT_BEGUN: Failure = {
	outcome: 'notSent',
	reason: { reason: 'the node stopped before it reached this item' },
};
