import type { INodeProperties } from 'n8n-workflow';

import { flag, optionalText } from './checks';
import type { Limits } from '../delivery';
import type { NumberOption, Operation } from './operation';
import type { ItemReader } from './itemReader';
import { HIDDEN_IN_TOOLS } from './toolVariant';
import type { Vendor } from '../http/vendor';

/** How the user wants the requests of one run to be delivered. */
export interface DeliveryOptions extends Limits {
	/** The most rows that one request may contain. */
	maxRows: number;
	previewOnly: boolean;
	skipAlreadySent: boolean;
	forgetSent: boolean;
	includeResultColumns: boolean;
}

/** These options have one value per run. `runOptions.ts` refuses an expression that differs between items. */
const forAllItems = (description: string) => `${description} One value applies to all items.`;

/** The options that only write operations have. All of them except 'Sent Key' apply to the whole run. */
const SWITCHES: INodeProperties[] = [
	{
		displayName: 'Forget Sent',
		name: 'forgetSent',
		type: 'boolean',
		default: false,
		description: forAllItems(
			"Whether to send nothing and only forget that these items were sent, so that 'Skip Already Sent' does not skip them in the next run.",
		),
	},
	{
		displayName: 'Include Result Columns',
		name: 'includeResultColumns',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description:
			'Whether to return one flat item per input item, e.g. for a spreadsheet. Each output item contains the input columns, the outcome, the reason and the advice.',
	},
	{
		displayName: 'Preview Only',
		name: 'previewOnly',
		type: 'boolean',
		default: false,
		description:
			"Whether to return the requests instead of sending them. If 'Preview Only' is on for one item, it applies to all items.",
	},
	{
		displayName: 'Sent Key',
		name: 'sentKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.invoiceId }}',
		description:
			"Value that identifies an item for 'Skip Already Sent', e.g. an invoice number. Without a key, the node compares everything it sends for the item.",
	},
	{
		displayName: 'Skip Already Sent',
		name: 'skipAlreadySent',
		type: 'boolean',
		default: false,
		description: forAllItems(
			'Whether to remember sent items and skip them later, even in other executions and after n8n crashes.',
		),
	},
];

/** The options that are useful in an AI agent's call, which has one item. The others are about many items. */
const OF_ONE_CALL = new Set(['maxAttempts', 'timeout']);

function numberOptions(vendor: Vendor, operation: Operation): NumberOption[] {
	const batching = 'batching' in operation ? operation.batching : undefined;
	return [
		...(batching ? [batching.option] : []),
		{
			displayName: 'Max Concurrency',
			name: 'maxConcurrency',
			description: 'How many requests may be in progress at the same time',
			default: 5,
			min: 1,
			max: 50,
		},
		{
			displayName: 'Max Attempts',
			name: 'maxAttempts',
			description:
				'How many times the node may send each request. The node retries only if a retry cannot create duplicates.',
			default: 5,
			min: 1,
			max: 20,
		},
		{
			displayName: 'Requests per Minute',
			name: 'requestsPerMinute',
			description:
				'How many requests this execution may start per minute, including retries (0 means no limit)',
			default: vendor.requestsPerMinute,
			min: 0,
			max: 100_000,
		},
		{
			displayName: 'Stop After Failures',
			name: 'stopAfterFailures',
			description:
				'After how many failed requests in a row the node stops, not counting rejected items (0 means never)',
			default: 5,
			min: 0,
			max: 10_000,
		},
		{
			displayName: 'Timeout',
			name: 'timeout',
			description: 'How many seconds to wait for the response to each request',
			default: 30,
			min: 1,
			max: 3_600,
		},
	];
}

/** The Options collection of an operation. */
export function deliveryOptions(vendor: Vendor, operation: Operation): INodeProperties {
	const numbers = numberOptions(vendor, operation).map(
		({ min, max, ...option }): INodeProperties => ({
			...option,
			description: forAllItems(`${option.description.replace(/\.$/, '')}.`),
			type: 'number',
			typeOptions: { minValue: min, maxValue: max },
			...(!OF_ONE_CALL.has(option.name) && { displayOptions: HIDDEN_IN_TOOLS }),
		}),
	);
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			...numbers,
			...(operation.effect === 'none' ? [] : SWITCHES),
			...(operation.options ?? []),
		].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/** The delivery options of one run. They apply to all items. */
export function readDeliveryOptions(
	reader: Pick<ItemReader, 'parameter'>,
	vendor: Vendor,
	operation: Operation,
): DeliveryOptions {
	const numbers = new Map(
		numberOptions(vendor, operation).map(({ name, min, max, default: byDefault }) => {
			const value = Number(optionalText(reader.parameter(`options.${name}`)) ?? byDefault);
			const whole = Number.isFinite(value) ? Math.floor(value) : byDefault;
			return [name, Math.min(Math.max(whole, min), max)];
		}),
	);
	const number = (name: string) => numbers.get(name) ?? 1;
	return {
		maxConcurrency: number('maxConcurrency'),
		maxAttempts: number('maxAttempts'),
		requestsPerMinute: number('requestsPerMinute'),
		timeoutMs: number('timeout') * 1000,
		maxFailures: number('stopAfterFailures'),
		maxRows: number(('batching' in operation && operation.batching.option.name) || ''),
		previewOnly: flag(reader.parameter('options.previewOnly')),
		skipAlreadySent: flag(reader.parameter('options.skipAlreadySent')),
		forgetSent: flag(reader.parameter('options.forgetSent')),
		includeResultColumns:
			operation.effect !== 'none' && flag(reader.parameter('options.includeResultColumns')),
	};
}
