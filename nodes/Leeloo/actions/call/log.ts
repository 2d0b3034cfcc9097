import { text } from '../../../shared/operation/checks';
import { readSimplify, simplifyField } from '../../../shared/operation/commonFields';
import { defineWrite } from '../../../shared/operation/operation';
import { oneOf, optionalTrimmed, zeroOrMore } from '../../../shared/operation/values';
import { dataOf, receiptOf } from '../../answers/receipts';
import { simpleCall } from '../../answers/records';
import { ID } from '../../idKinds';
import { optionalMoment } from '../../input/dates';
import { accountIdField, additionalFields, userIdField } from '../../input/fields';
import { accountIdOf, idOf } from '../../input/ids';

const STATUSES = ['CLOSED_BY_SYSTEM', 'NO_ANSWER', 'SUCCESS', 'TALKING'] as const;
const TYPES = ['INBOUND', 'OUTBOUND'] as const;

interface Row {
	body: {
		user_id: string;
		account_id: string;
		from: string;
		to: string;
		/** Empty means the current time, which is not part of the row: a row must be the same in a retry. */
		date: string;
		record_link: string;
		status: (typeof STATUSES)[number];
		duration: number;
		type: (typeof TYPES)[number];
	};
	isSimple: boolean;
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`POST /calls`) */
export const log = defineWrite({
	value: 'log',
	name: 'Log',
	action: 'Log call',
	description: 'Log a phone call in the history of an account (channel)',
	noun: 'the call',
	agentNote: 'The tool logs the call but does not make it.',
	fields: [
		accountIdField,
		{ ...userIdField, description: 'The Leeloo user (manager) who made or received the call' },
		{
			displayName: 'From',
			name: 'from',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. +380960000000',
			description: 'Phone number of the caller',
		},
		{
			displayName: 'To',
			name: 'to',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 606',
			description: 'Phone number that was called',
		},
		{
			displayName: 'Type',
			name: 'callType',
			type: 'options',
			default: 'INBOUND',
			options: [
				{ name: 'Inbound', value: 'INBOUND', description: 'The person called your company' },
				{ name: 'Outbound', value: 'OUTBOUND', description: 'Your company called the person' },
			],
		},
		{
			displayName: 'Date',
			name: 'date',
			type: 'dateTime',
			default: '',
			description:
				"Start time of the call, in the workflow's time zone unless the value specifies another. Leave empty to use the current time.",
		},
		{
			displayName: 'Duration',
			name: 'duration',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'Length of the call in seconds',
		},
		{
			displayName: 'Status',
			name: 'status',
			type: 'options',
			default: 'SUCCESS',
			description: 'Outcome of the call',
			options: [
				{ name: 'Closed by System', value: 'CLOSED_BY_SYSTEM' },
				{ name: 'No Answer', value: 'NO_ANSWER' },
				{ name: 'Success', value: 'SUCCESS' },
				{ name: 'Talking', value: 'TALKING' },
			],
		},
		additionalFields([
			{
				displayName: 'Recording URL',
				name: 'recordLink',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://example.com/call.mp3',
				description: 'Link to the call recording',
			},
		]),
		simplifyField,
	],
	read: (item): Row => ({
		body: {
			user_id: idOf(item.parameter('userId'), ID.user),
			account_id: accountIdOf(item),
			from: text(item.parameter('from')).trim(),
			to: text(item.parameter('to')).trim(),
			date: optionalMoment(item.parameter('date'), item) ?? '',
			// Leeloo requires all fields; this is its placeholder for a missing value.
			record_link: optionalTrimmed(item.parameter('additionalFields.recordLink')) ?? 'NOT_DEFINED',
			status: oneOf(item.parameter('status'), STATUSES),
			duration: zeroOrMore(item.parameter('duration')),
			type: oneOf(item.parameter('callType'), TYPES),
		},
		isSimple: readSimplify(item),
	}),
	// Without isSimple, which changes only the output.
	idempotencyKey: ({ body }) => body,
	request: ([{ body }]) => ({
		method: 'POST',
		path: 'calls',
		body: { ...body, date: body.date || new Date().toISOString() },
	}),
	effect: 'once',
	receipt: receiptOf('id', 'call_id'),
	identity: ({ body: { account_id, from, to } }) => ({ account_id, from, to }),
	output: ({ body, isSimple }, answer) => ({
		account_id: body.account_id,
		...dataOf(answer, isSimple && simpleCall),
	}),
});
