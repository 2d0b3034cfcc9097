import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { idempotencyKeyOf, type Reason } from '../../shared/delivery';
import { withoutUndefined } from '../../shared/guards';
import { openAccess } from '../../shared/http/access';
import type { VendorRequest } from '../../shared/http/vendor';
import { readAll } from '../../shared/trigger/readAll';
import { executeEvents } from '../../shared/trigger/webhook';
import { eventPart } from '../../shared/trigger/webhookBody';
import { isId } from '../idKinds';
import { leeloo } from '../leeloo';
import { channelPersonRequest, getRequest } from '../requests';

type LeelooEvent = 'order' | 'sale' | 'subscription' | 'incomingMessage' | 'other';

/** Leeloo documents four kinds of events, two of them with an example: https://leelooai.atlassian.net/wiki/x/ZYA94Q */
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
			action: 'On any other event',
			description: 'A webhook call with another type or no type, for example from a tunnel',
		},
		{
			name: 'Incoming Message',
			value: 'incomingMessage',
			action: 'On incoming message',
			description: 'A person wrote to a connected bot',
		},
		{
			name: 'Order',
			value: 'order',
			action: 'On order',
			description: 'A person placed an order and entered their data',
		},
		{ name: 'Sale', value: 'sale', action: 'On sale', description: 'An order was paid' },
		{
			name: 'Subscription',
			value: 'subscription',
			action: 'On subscription',
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
 * The key that tells duplicates from new events. Orders and sales are identified by order ID and creation time. Sales
 * are also identified by amount and payment method, because an order may have several payments. Other events are
 * identified by all their fields.
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

/** Handles the events of one call that the webhook accepted. */
export async function executeCall(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const events: unknown = context.getNodeParameter('events', 0, []);
	const loadsPerson = context.getNodeParameter('loadPerson', 0, false) === true;
	return await executeEvents(context, (fields, receivedAt) => {
		const item = eventItem(fields, receivedAt);
		if (!Array.isArray(events) || !events.includes(item.event)) return undefined;
		const work = async () =>
			loadsPerson ? { ...item, ...(await personOf(context, eventPart(fields, 'data'))) } : item;
		// The same order or sale occurs only once, but a person may write the same message again.
		const { key, isOrder } = keyOf(fields);
		return { key, isOnce: isOrder, work };
	});
}

/** Reads the person behind an event; `null` if the event contains neither `account_id` nor `id`. */
async function personOf(
	context: IExecuteFunctions,
	{ account_id: account, id }: IDataObject = {},
): Promise<IDataObject> {
	if (isIdText(account)) return await readPerson(context, channelPersonRequest(account.trim()));
	if (isIdText(id)) return await readPerson(context, getRequest(`people/${id.trim()}`), true);
	return { person: null };
}

function isIdText(value: unknown): value is string {
	return typeof value === 'string' && isId(value.trim());
}

/**
 * Reads a person. A guessed ID, such as `data.id`, may be the ID of something else. If Leeloo rejects it, the item
 * contains the reason.
 */
async function readPerson(
	context: IExecuteFunctions,
	request: VendorRequest,
	isGuess = false,
): Promise<IDataObject> {
	const access = await openAccess(context, leeloo);
	const [answer = {}] = await readAll(context, access, {
		what: 'the person behind the event',
		requests: [request],
		signal: context.getExecutionCancelSignal(),
		...(isGuess && { ifRejected: ({ reason }: Reason) => ({ person_error: reason }) }),
	});
	const { person_error } = answer;
	return withoutUndefined({ person: eventPart(answer, 'data') ?? null, person_error });
}
