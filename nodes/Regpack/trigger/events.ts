import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { optionalWholeNumber, wholeNumber } from '../../shared/operation/checks';
import { idempotencyKeyOf } from '../../shared/delivery';
import { isRecord, withoutUndefined } from '../../shared/guards';
import { reasonOf } from '../../shared/delivery/reason';
import type { VendorRequest } from '../../shared/http/vendor';
import { READ_LIMITS, readAll, triggerError } from '../../shared/trigger/readAll';
import { bodyFields, eventPart, receivedIn } from '../../shared/trigger/webhook';
import { unlessRepeated } from '../../shared/trigger/deduplicate';
import { openAccess } from '../../shared/http/access';
import { regpack } from '../regpack';
import { infoRequest } from '../requests';
import { metaIn } from '../answers/simplify';

/** The events whose names are documented, https://api.regpack.com/docs/webhooks; any other is typed. */
export const eventField: INodeProperties = {
	displayName: 'Trigger On',
	name: 'event',
	type: 'options',
	noDataExpression: true,
	default: 'user_registered',
	options: [
		{
			name: 'Credentials Edited',
			value: 'edit_user_credentials',
			description: 'A person changed their username or password',
		},
		{ name: 'Form Submitted', value: 'form_submitted', description: 'A person submitted a form' },
		{
			name: 'Login Success',
			value: 'login_success',
			description: 'A person logged in, other than by "remember me"',
		},
		{ name: 'Other', value: 'other', description: 'An event of another name' },
		{
			name: 'User Registered',
			value: 'user_registered',
			description: 'A person registered for the first time',
		},
	],
};

/** What the panel says of one event. */
export interface Watched {
	event: string;
	formId: string;
	projectId: string;
	verify: boolean;
	simplify: boolean;
}

/** The person and the project an event speaks of; both as text, as far as it names them. */
function whoIn(fields: IDataObject): { clogin_id?: string; group_id?: string } {
	const both = metaIn(fields);
	return withoutUndefined({
		clogin_id: idText(both.clogin_id),
		group_id: idText(both.group_id),
	}) as { clogin_id?: string; group_id?: string };
}

function idText(value: unknown): string | undefined {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : undefined;
}

/** Keys under which the form of an event may give its id: the page that shows `form_info` is not public. */
const FORM_ID_KEYS = ['form_id', 'id', 'f_id'] as const;

function formIdIn(fields: IDataObject): string | undefined {
	const form = eventPart(fields, 'form_info') ?? {};
	return FORM_ID_KEYS.map((key) => idText(form[key])).find((id) => id !== undefined);
}

/** Whether an event is one of those the panel asks for. What it does not say cannot speak against it. */
export function isWatched(fields: IDataObject, { projectId, formId }: Watched): boolean {
	const { group_id: project } = whoIn(fields);
	if (projectId !== '' && project !== undefined && project !== projectId) return false;
	const form = formIdIn(fields);
	return formId === '' || form === undefined || form === formId;
}

/** The documented parts of an event. What else came with it is kept beside them. */
const PARTS = ['user_info', 'meta_info', 'form_info', 'doc'] as const;

/** An event as it came, its parts as fields of one item. */
export function eventItem(fields: IDataObject, event: string, receivedAt: string): IDataObject {
	const others = Object.entries(fields).filter(([name]) => !PARTS.some((part) => part === name));
	return withoutUndefined({
		event,
		received_at: receivedAt,
		...Object.fromEntries(PARTS.map((name) => [name, eventPart(fields, name) ?? fields[name]])),
		other: others.length > 0 ? Object.fromEntries(others) : undefined,
	}) as IDataObject;
}

/**
 * An event whose person was read again: only what Regpack itself answered stands where the event's parts would; what
 * it cannot confirm is set apart.
 */
export function verifiedItem(item: IDataObject, answer: IDataObject): IDataObject {
	const { event, received_at, form_info, other } = item;
	const unverified = withoutUndefined({ form_info, other });
	return withoutUndefined({
		event,
		received_at,
		verified: true,
		user_info: eventPart(answer, 'user_info'),
		meta_info: eventPart(answer, 'meta_info'),
		doc: eventPart(answer, 'doc'),
		unverified: Object.keys(unverified).length > 0 ? unverified : undefined,
	}) as IDataObject;
}

/** What most workflows want of an event; one that holds none of it is kept as it came. */
export function simplified(item: IDataObject): IDataObject {
	const { event, received_at, verified, doc, other, unverified } = item;
	const meta = metaIn(item);
	if (meta.clogin_id === undefined && doc === undefined) return item;
	const either = (name: string) =>
		[doc, other]
			.map((part) => (isRecord(part) ? part[name] : undefined))
			.find((value) => value !== undefined);
	return withoutUndefined({
		event,
		received_at,
		verified,
		clogin_id: meta.clogin_id,
		group_id: meta.group_id,
		name: meta.u_name,
		email: either('main_email'),
		username: either('username'),
		status_name: meta.status_name,
		total_balance: meta.total_balance,
		form_id: formIdIn(item),
		doc,
		unverified,
	}) as IDataObject;
}

/** Most fields of a form that are read again: a forged event could name any number. */
const MOST_FIELDS = 500;

/** Asks for the person of an event, and for the fields it brought. https://api.regpack.com/docs/getinfo */
export function personRequest(groupId: number, cloginId: number, doc: unknown): VendorRequest {
	// Names with a line in front are no fields but carts, payments and families.
	const fields = Object.keys(isRecord(doc) ? doc : {}).filter((name) => !name.startsWith('_'));
	const wanted = ['first_name', 'last_name', 'main_email', ...fields.slice(0, MOST_FIELDS)];
	return {
		...infoRequest(groupId, cloginId, wanted),
		// An answer that names no user confirms nothing.
		answerKeys: ['user_info', 'meta_info'],
	};
}

/** Works on one event that the webhook took: everything about it that takes time. */
export async function executeEvent(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const received = receivedIn(context);
	const { receivedAt } = received;
	const watched = readPanel(context);
	const { event } = watched;
	const fields = bodyFields(received);
	if (!isWatched(fields, watched)) return [[]];

	const repeatable = { key: idempotencyKeyOf([event, received.body]), receivedAt, isOnce: false };
	const json = await unlessRepeated(context, repeatable, async () => {
		const item = eventItem(fields, event, receivedAt);
		const known = watched.verify
			? verifiedItem(item, await personOf(context, fields, watched))
			: item;
		return watched.simplify ? simplified(known) : known;
	});
	return [json ? [{ json, pairedItem: { item: 0 } }] : []];
}

function readPanel(context: IExecuteFunctions): Watched {
	const text = (name: string) => String(context.getNodeParameter(name, 0, '') ?? '').trim();
	const event = text('event');
	return {
		event: event === 'other' ? text('otherEvent') || event : event,
		formId: event === 'form_submitted' ? text('formId') : '',
		projectId: text('options.projectId'),
		verify: context.getNodeParameter('verify', 0, false) === true,
		simplify: context.getNodeParameter('simplify', 0, true) !== false,
	};
}

/** Reads the person of an event again, so that nothing a forged call says about them goes on. */
async function personOf(
	context: IExecuteFunctions,
	fields: IDataObject,
	{ projectId }: Watched,
): Promise<IDataObject> {
	const access = await openAccess(context, regpack);
	const who = whoIn(fields);
	let groupId: number;
	let cloginId: number;
	try {
		const project = projectId || who.group_id || access.fallbacks.groupId;
		groupId = wholeNumber({ value: project, label: "The event's project (group_id)" });
		cloginId = wholeNumber({ value: who.clogin_id, label: "The event's person (clogin_id)" });
	} catch (error) {
		throw triggerError(context, 'The event cannot be verified', reasonOf(error));
	}
	const request = personRequest(groupId, cloginId, fields.doc);
	const signal = context.getExecutionCancelSignal();
	const [answer = {}] = await readAll(
		context,
		access,
		'the person of the event',
		[request],
		READ_LIMITS,
		signal,
	);
	const told = optionalWholeNumber({ value: whoIn(answer).clogin_id, label: 'clogin_id' });
	if (told !== undefined && told !== cloginId) {
		throw triggerError(context, 'The event cannot be verified', {
			reason: 'Regpack answered with another person',
			advice: 'Look in Regpack who the event is about.',
		});
	}
	return answer;
}
