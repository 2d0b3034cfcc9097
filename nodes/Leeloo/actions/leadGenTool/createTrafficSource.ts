import { flag, text } from '../../../shared/operation/checks';
import { withoutUndefined } from '../../../shared/guards';
import { defineWrite } from '../../../shared/operation/operation';
import { additionalFields, leadGenToolIdField, simplifyField } from '../../input/fields';
import { ID, idOf } from '../../input/ids';
import { dataOf, receiptOf } from '../../answers/receipts';
import { trafficSource } from '../../answers/records';
import { optionalTrimmed } from '../../input/values';

interface Row {
	leadGenToolId: string;
	source: { name: string; description?: string | undefined };
	isSimple: boolean;
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`POST /leadgentools/{leadgentool_id}/create-traffic-source`) */
export const createTrafficSource = defineWrite<Row>({
	value: 'createTrafficSource',
	name: 'Create Traffic Source',
	action: 'Create traffic source of a lead generation tool',
	description: 'Create a traffic source, which tells where subscribers of a tool come from',
	noun: 'the traffic source',
	fields: [
		{ ...leadGenToolIdField, required: true },
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Spring newsletter',
		},
		additionalFields([
			{
				displayName: 'Description',
				name: 'description',
				type: 'string',
				default: '',
			},
		]),
		simplifyField,
	],
	read: (item) => ({
		leadGenToolId: idOf(item.parameter('leadGenToolId'), ID.leadGenTool),
		source: withoutUndefined({
			name: text(item.parameter('name')).trim(),
			description: optionalTrimmed(item.parameter('additionalFields.description')),
		}),
		isSimple: flag(item.parameter('simplify')),
	}),
	// How the answer is shown is no part of it.
	idempotencyKey: ({ leadGenToolId, source }) => ({ leadGenToolId, source }),
	request: ([{ leadGenToolId, source }]) => ({
		method: 'POST',
		path: `leadgentools/${leadGenToolId}/create-traffic-source`,
		body: { ...source },
	}),
	effect: 'once',
	receipt: receiptOf('id', 'hash', 'tunnel_id'),
	output: ({ isSimple, source: { name } }, answer) => ({
		name,
		...dataOf(answer, isSimple && trafficSource),
	}),
});
