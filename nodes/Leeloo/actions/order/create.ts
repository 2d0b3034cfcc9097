import { withoutUndefined } from '../../../shared/guards';
import { flag } from '../../../shared/operation/checks';
import { compatibilityOption, readCompatibility } from '../../../shared/operation/compatibility';
import { defineWrite } from '../../../shared/operation/operation';
import { dataOf, receiptOf } from '../../answers/receipts';
import { simpleOrder } from '../../answers/records';
import { ID } from '../../idKinds';
import { optionalMoment } from '../../input/dates';
import {
	additionalFields,
	emailField,
	optionalUserIdField,
	personIdField,
	phoneField,
} from '../../input/fields';
import { idOf, optionalId, personIdOf } from '../../input/ids';
import { countryCodeOption, optionalPhone, readCountryCode } from '../../input/phones';
import { optionalEmail } from '../../input/values';

interface Row {
	paymentCreditsId: string;
	offerId: string;
	personId: string;
	email?: string | undefined;
	phone?: string | undefined;
	transactionDate?: string | undefined;
	isNotifyAccount: string;
	managerId?: string | undefined;
	compatibility?: 'boolean' | 'text' | undefined;
}

/** Leeloo's page says true or false, but its example sends text. */
const notifyOption = compatibilityOption("Format of 'Notify Account' in the request", [
	{ name: 'As Text', value: 'text' },
	{ name: 'As True or False', value: 'boolean' },
]);

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`POST /orders`) */
export const create = defineWrite<Row>({
	value: 'create',
	name: 'Create',
	action: 'Create order',
	description: 'Create a manual order for a person',
	noun: 'the order',
	fields: [
		personIdField,
		{
			displayName: 'Offer ID',
			name: 'offerId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 5f8d0d55b54764421b7156c9',
			description:
				"The offer that the person orders. Open the offer on Leeloo's Offers page, then paste the URL or the ID at its end.",
		},
		{
			displayName: 'Payment Credits ID',
			name: 'paymentCreditsId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 5f8d0d55b54764421b7156c9',
			description:
				'Payment details for the order. In Leeloo, open Payments → Details, then paste the URL or the ID here.',
		},
		{
			displayName: 'Transaction Date',
			name: 'transactionDate',
			type: 'dateTime',
			default: '',
			description:
				"Date of the order, in the workflow's time zone unless the value specifies another. Leave empty to use the current time.",
		},
		{
			displayName: 'Notify Account',
			name: 'isNotifyAccount',
			type: 'boolean',
			default: false,
			description: 'Whether Leeloo should notify the person about the order',
		},
		additionalFields([
			{ ...emailField, description: 'Email address to save with the order' },
			{
				...phoneField,
				description: 'Phone number to save with the order, starting with + and the country code',
			},
			{
				...optionalUserIdField,
				description:
					'The Leeloo user (manager) who made the sale. If empty, Leeloo assigns the sale to "System".',
			},
		]),
	],
	options: [countryCodeOption, notifyOption],
	read: (item) =>
		withoutUndefined({
			paymentCreditsId: idOf(item.parameter('paymentCreditsId'), ID.paymentCredits),
			offerId: idOf(item.parameter('offerId'), ID.offer),
			personId: personIdOf(item),
			email: optionalEmail(item.parameter('additionalFields.email')),
			phone: optionalPhone(item.parameter('additionalFields.phone'), readCountryCode(item)),
			transactionDate: optionalMoment(item.parameter('transactionDate'), item),
			isNotifyAccount: String(flag(item.parameter('isNotifyAccount'))),
			managerId: optionalId(item.parameter('additionalFields.userId'), ID.user),
			compatibility: readCompatibility(item, notifyOption),
		}),
	idempotencyKey: (row) => ({ ...row, compatibility: undefined }),
	// The current time is added here and not to the row, because the row must be the same in a retry.
	request: ([{ compatibility, ...row }]) => ({
		method: 'POST',
		path: 'orders',
		body: {
			transactionDate: new Date().toISOString(),
			...row,
			...(compatibility === 'boolean' && { isNotifyAccount: row.isNotifyAccount === 'true' }),
		},
	}),
	effect: 'once',
	receipt: receiptOf('id'),
	identity: ({ personId, email }) => ({ person_id: personId, email }),
	output: ({ personId }, answer) => ({ ...dataOf(answer, simpleOrder), person_id: personId }),
});
