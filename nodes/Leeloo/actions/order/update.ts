import { withoutUndefined } from '../../../shared/guards';
import { someOf } from '../../../shared/operation/changes';
import { defineWrite } from '../../../shared/operation/operation';
import { oneOf, optional, optionalTrimmed } from '../../../shared/operation/values';
import { dataOf } from '../../answers/receipts';
import { ID } from '../../idKinds';
import { optionalMinute } from '../../input/dates';
import { orderIdField, updateFields } from '../../input/fields';
import { idOf } from '../../input/ids';
import { optionalAmount } from '../../input/values';

const STATUSES = ['RESOLVED', 'REJECTED'] as const;

interface Row {
	orderId: string;
	changes: {
		status?: (typeof STATUSES)[number] | undefined;
		paymentDate?: string | undefined;
		currency?: string | undefined;
		price?: string | undefined;
		userComments?: string | undefined;
	};
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`POST /orders/{order_id}`) */
export const update = defineWrite<Row>({
	value: 'update',
	name: 'Update',
	action: 'Update order',
	description:
		'Update a manual order that has no partial payments, for example to mark the order as paid',
	noun: 'the changes',
	agentNote: 'Include only the fields that change. A blank value changes nothing.',
	fields: [
		orderIdField,
		updateFields([
			{
				displayName: 'Comment',
				name: 'userComments',
				type: 'string',
				default: '',
				description: 'Comment to save with the order',
			},
			{
				displayName: 'Currency',
				name: 'currency',
				type: 'string',
				default: '',
				placeholder: 'e.g. USD',
				description: 'Three-letter currency code',
			},
			{
				displayName: 'Payment Date',
				name: 'paymentDate',
				type: 'dateTime',
				default: '',
				description:
					"Date of the payment, in the workflow's time zone unless the value specifies another. The node sends the time without seconds.",
			},
			{
				displayName: 'Price',
				name: 'price',
				type: 'string',
				default: '',
				placeholder: 'e.g. 99.90',
				description: 'Amount that you received',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				default: 'RESOLVED',
				options: [
					{ name: 'Rejected', value: 'REJECTED', description: 'The order will not be paid' },
					{ name: 'Resolved', value: 'RESOLVED', description: 'The order is paid' },
				],
			},
		]),
	],
	read: (item) => {
		const orderId = idOf(item.parameter('orderId'), ID.order);
		const change = (name: string) => item.parameter(`updateFields.${name}`);
		const changes = someOf(
			withoutUndefined({
				status: optional((status) => oneOf(status, STATUSES))(change('status')),
				paymentDate: optionalMinute(change('paymentDate'), item),
				currency: optionalTrimmed(change('currency'))?.toUpperCase(),
				price: optionalAmount(change('price')),
				userComments: optionalTrimmed(change('userComments')),
			}),
		);
		return { orderId, changes };
	},
	request: ([{ orderId, changes }]) => ({
		method: 'POST',
		path: `orders/${orderId}`,
		body: { ...changes },
	}),
	// Leeloo may notify the person each time.
	effect: 'once',
	orderingKey: ({ orderId }) => orderId,
	identity: ({ orderId }) => ({ id: orderId }),
	output: ({ orderId, changes }, answer) => {
		const { status } = dataOf(answer);
		return {
			id: orderId,
			updated: true,
			...changes,
			...(typeof status === 'string' && { status }),
		};
	},
});
