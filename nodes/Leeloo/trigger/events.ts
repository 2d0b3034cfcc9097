import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { idempotencyKeyOf } from '../../shared/delivery';
import { withoutUndefined } from '../../shared/guards';
import { unlessRepeated } from '../../shared/trigger/deduplicate';
import { readAll } from '../../shared/trigger/readAll';
import { bodyFields, eventPart, receivedIn } from '../../shared/trigger/webhook';
import { openAccess } from '../../shared/http/access';
import { isId } from '../idKinds';
import { leeloo } from '../leeloo';
import { channelPersonRequest } from '../requests';

type LeelooEvent = 'order' | 'sale' | 'subscription' | 'incomingMessage' | 'other';

/** Leeloo documents four kinds, two of them with an example: https://leelooai.atlassian.net/wiki/x/ZYA94Q */
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
 * The kind of event that a `type` stands for. ORDER and SALE are documented. The spelling of the other two is not, so
 * any type that contains the word is accepted. A call may have no type at all.
 */
export function kindOf(type: unknown): LeelooEvent {
	const word = typeof type === 'string' ? type.trim().toUpperCase() : '';
	if (word === 'ORDER') return 'order';
	if (word === 'SALE') return 'sale';
	if (word.includes('SUBSCRI') && !word.includes('UNSUBSCRI')) return 'subscription';
	if (word.includes('MESSAGE') && !/OUTGOING|OUTBOUND/.test(word)) return 'incomingMessage';
	return 'other';
}

/** An event as an item. If its fields are not documented, the item also contains the whole body. */
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
 * Tells duplicates from new events. Orders and sales are identified by their order and its time; a sale also by its
 * amount and payment method, because an order may have several payments. Other events are identified by all they contain.
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

/** Handles one event that the webhook accepted. Everything that takes time is done here, in the execution. */
export async function executeEvent(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const received = receivedIn(context);
	const { receivedAt } = received;
	const fields = bodyFields(received);
	const item = eventItem(fields, receivedAt);
	const events: unknown = context.getNodeParameter('events', 0, []);
	if (!Array.isArray(events) || !events.includes(item.event)) return [[]];

	// An order comes only once, but the same message may be written again.
	const { key, isOrder } = keyOf(fields);
	const repeatable = { key, receivedAt, isOnce: isOrder };
	const json = await unlessRepeated(context, repeatable, async () =>
		context.getNodeParameter('loadPerson', 0, false) === true
			? { ...item, person: await readPersonOf(context, item) }
			: item,
	);
	return [json ? [{ json, pairedItem: { item: 0 } }] : []];
}

/** Reads the person of the event's channel; `null` if the event names no channel. */
async function readPersonOf(
	context: IExecuteFunctions,
	item: IDataObject,
): Promise<IDataObject | null> {
	const id = eventPart(item, 'data')?.account_id;
	if (typeof id !== 'string' || !isId(id.trim())) return null;
	const access = await openAccess(context, leeloo);
	const [answer = {}] = await readAll(context, access, {
		what: 'the person of the event',
		requests: [channelPersonRequest(id.trim())],
		signal: context.getExecutionCancelSignal(),
	});
	return eventPart(answer, 'data') ?? null;
}
