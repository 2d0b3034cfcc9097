import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { idempotencyKeyOf } from '../../shared/delivery';
import { withoutUndefined } from '../../shared/guards';
import type { VendorRequest } from '../../shared/http/vendor';
import { READ_LIMITS, readAll } from '../../shared/trigger/readAll';
import { bodyFields, eventPart, receivedIn } from '../../shared/trigger/webhook';
import { unlessRepeated } from '../../shared/trigger/deduplicate';
import { openAccess } from '../../shared/http/access';
import { isId } from '../input/ids';
import { leeloo } from '../leeloo';

export type LeelooEvent = 'order' | 'sale' | 'subscription' | 'incomingMessage' | 'other';

/** Four kinds, two of them with an example: https://leelooai.atlassian.net/wiki/x/ZYA94Q */
export const eventsField: INodeProperties = {
	displayName: 'Trigger On',
	name: 'events',
	type: 'multiOptions',
	noDataExpression: true,
	required: true,
	default: ['order', 'sale'],
	options: [
		{
			name: 'Any Other',
			value: 'other',
			description: 'A call of any other type, or of none, such as from a tunnel',
		},
		{
			name: 'Incoming Message',
			value: 'incomingMessage',
			description: 'A person wrote to a connected bot',
		},
		{ name: 'Order', value: 'order', description: 'A person ordered and gave their data' },
		{ name: 'Sale', value: 'sale', description: 'An order was paid' },
		{
			name: 'Subscription',
			value: 'subscription',
			description: 'A person subscribed to a tunnel',
		},
	],
};

/**
 * What kind of event a `type` means. ORDER and SALE are documented; how Leeloo spells the other two is not, so any
 * type with the word in it is taken. A call may have no type at all.
 */
export function kindOf(type: unknown): LeelooEvent {
	const word = typeof type === 'string' ? type.trim().toUpperCase() : '';
	if (word === 'ORDER') return 'order';
	if (word === 'SALE') return 'sale';
	if (/SUBSCRI/.test(word) && !/UNSUBSCRI/.test(word)) return 'subscription';
	if (/MESSAGE/.test(word) && !/OUTGOING|OUTBOUND/.test(word)) return 'incomingMessage';
	return 'other';
}

/** An event as an item. Where its fields are not documented, the whole body is kept beside what was read from it. */
export function eventItem(fields: IDataObject, receivedAt: string): IDataObject {
	const event = kindOf(fields.type);
	const data = eventPart(fields, 'data');
	const isDocumented = (event === 'order' || event === 'sale') && data !== undefined;
	return withoutUndefined({
		event,
		type: fields.type,
		received_at: receivedAt,
		data,
		body: isDocumented ? undefined : fields,
	}) as IDataObject;
}

/**
 * What makes two events the same: of orders and sales, the order they speak of and its time; of all others, all that
 * they hold. A sale may be one of several payments of its order, which amount and way of payment tell apart.
 */
export function keyOf(fields: IDataObject): { key: string; isOrder: boolean } {
	const event = kindOf(fields.type);
	const data = eventPart(fields, 'data') ?? {};
	const { order_id: order, created_at: time, price, payment_method: method } = data;
	const isOrder =
		(event === 'order' || event === 'sale') && typeof order === 'string' && order.trim() !== '';
	const payment = event === 'sale' ? [price, method] : [];
	return { key: idempotencyKeyOf(isOrder ? [event, order, time, ...payment] : fields), isOrder };
}

/** The person behind a channel. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
export function personRequest(accountId: string): VendorRequest {
	return {
		method: 'GET',
		path: `communication-channels/${accountId}/person`,
		effect: 'none',
	};
}

/** Works on one event that the webhook took: everything about it that takes time. */
export async function executeEvent(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const received = receivedIn(context);
	const { receivedAt } = received;
	const fields = bodyFields(received);
	const item = eventItem(fields, receivedAt);
	const events: unknown = context.getNodeParameter('events', 0, []);
	if (!Array.isArray(events) || !events.includes(item.event)) return [[]];

	// An order is the same for ever; the same message may well be written again.
	const { key, isOrder } = keyOf(fields);
	const repeatable = { key, receivedAt, isOnce: isOrder };
	const json = await unlessRepeated(context, repeatable, async () =>
		context.getNodeParameter('loadPerson', 0, false) === true
			? { ...item, person: await personOf(context, item) }
			: item,
	);
	return [json ? [{ json, pairedItem: { item: 0 } }] : []];
}

/** The person behind the event's channel; `null` when it names none. */
async function personOf(
	context: IExecuteFunctions,
	item: IDataObject,
): Promise<IDataObject | null> {
	const id = eventPart(item, 'data')?.account_id;
	if (typeof id !== 'string' || !isId(id.trim())) return null;
	const access = await openAccess(context, leeloo);
	const [answer = {}] = await readAll(
		context,
		access,
		'the person of the event',
		[personRequest(id.trim())],
		READ_LIMITS,
		context.getExecutionCancelSignal(),
	);
	return eventPart(answer, 'data') ?? null;
}
