import { withoutUndefined } from '../../../shared/guards';
import { text } from '../../../shared/operation/checks';
import { readSimplify, simplifyField } from '../../../shared/operation/commonFields';
import { defineWrite } from '../../../shared/operation/operation';
import { optionalTrimmed } from '../../../shared/operation/values';
import { dataOf, receiptOf } from '../../answers/receipts';
import { simpleTrafficSource } from '../../answers/records';
import { ID } from '../../idKinds';
import { additionalFields, leadGenToolIdField } from '../../input/fields';
import { idOf } from '../../input/ids';

interface Row {
	leadGenToolId: string;
	source: { name: string; description?: string | undefined };
	isSimple: boolean;
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`POST /leadgentools/{leadgentool_id}/create-traffic-source`) */
export const createTrafficSource = defineWrite<Row>({
	value: 'createTrafficSource',
	name: 'Create Traffic Source',
	action: 'Create traffic source of lead generation tool',
	description:
		"Create a traffic source, which shows where a lead generation tool's subscribers come from",
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
		isSimple: readSimplify(item),
	}),
	// Without isSimple, which changes only the output.
	idempotencyKey: ({ leadGenToolId, source }) => ({ leadGenToolId, source }),
	request: ([{ leadGenToolId, source }]) => ({
		method: 'POST',
		path: `leadgentools/${leadGenToolId}/create-traffic-source`,
		body: { ...source },
	}),
	effect: 'once',
	receipt: receiptOf('id', 'hash', 'tunnel_id'),
	identity: ({ source: { name }, leadGenToolId }) => ({ name, leadgentool_id: leadGenToolId }),
	output: ({ isSimple, source: { name } }, answer) => ({
		name,
		...dataOf(answer, isSimple && simpleTrafficSource),
	}),
});
