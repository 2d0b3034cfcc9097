import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { idempotencyKeyOf } from '../../shared/delivery';
import { reasonOf } from '../../shared/delivery/reason';
import { isRecord, withoutUndefined } from '../../shared/guards';
import { openAccess } from '../../shared/http/access';
import type { VendorRequest } from '../../shared/http/vendor';
import { idNumber, optionalIdNumber } from '../../shared/operation/checks';
import { readAll, triggerError } from '../../shared/trigger/readAll';
import { executeEvents } from '../../shared/trigger/webhook';
import { eventPart } from '../../shared/trigger/webhookBody';
import { amountOf, metaIn } from '../answers/users';
import { regpack } from '../regpack';
import { infoRequest } from '../requests';

/** The events with a documented name. Users enter the names of other events. https://api.regpack.com/docs/webhooks */
export const eventField: INodeProperties = {
	displayName: 'Trigger On',
	name: 'event',
	type: 'options',
	noDataExpression: true,
	default: 'user_registered',
	description: 'Regpack accepts one event per URL, so use one trigger per event',
	options: [
		{
			name: 'Credentials Edited',
			value: 'edit_user_credentials',
			action: 'On user credentials edited',
			description: 'A user changed their username or password',
		},
		{
			name: 'Form Submitted',
			value: 'form_submitted',
			action: 'On form submitted',
			description: 'A user submitted a form',
		},
		{
			name: 'Login Success',
			value: 'login_success',
			action: 'On user login',
			description: 'A user logged in. Automatic logins through "remember me" do not count.',
		},
		{
			name: 'Other',
			value: 'other',
			action: 'On any other event',
			description: 'A Regpack event that is not in this list',
		},
		{
			name: 'User Registered',
			value: 'user_registered',
			action: 'On user registered',
			description: 'A user registered for the first time',
		},
	],
};

/** The node parameters of the trigger. */
export interface Watched {
	event: string;
	formId: string;
	projectId: string;
	verify: boolean;
	simplify: boolean;
}

/** The IDs of the user and the project that an event is about, as text, if it names them. */
function idsIn(fields: IDataObject): { clogin_id?: string; group_id?: string } {
	const { clogin_id, group_id } = metaIn(fields);
	return withoutUndefined({
		clogin_id: idText(clogin_id),
		group_id: idText(group_id),
	}) as { clogin_id?: string; group_id?: string };
}

function idText(value: unknown): string | undefined {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : undefined;
}

/** Possible keys of the form ID. They are guesses, because Regpack's page about `form_info` is not public. */
const FORM_ID_KEYS = ['form_id', 'id', 'f_id'] as const;

function formIdIn(fields: IDataObject): string | undefined {
	const form = eventPart(fields, 'form_info') ?? {};
	return FORM_ID_KEYS.map((key) => idText(form[key])).find((id) => id !== undefined);
}

/** Whether an event matches the node parameters. An event that does not name its project or form matches, too. */
export function isWatched(fields: IDataObject, { projectId, formId }: Watched): boolean {
	const { group_id: project } = idsIn(fields);
	if (projectId !== '' && project !== undefined && project !== projectId) return false;
	const form = formIdIn(fields);
	return formId === '' || form === undefined || form === formId;
}

/** The documented parts of an event. Anything else goes to `other`. */
const PARTS = ['user_info', 'meta_info', 'form_info', 'doc'] as const;

/** An event as an item, with its parts as fields. */
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
 * The item for an event whose user was read from Regpack. Regpack's answer replaces the parts of the event. The parts
 * that Regpack cannot confirm go to `unverified`.
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

/** The fields that most workflows need, without nesting. An item without data about a user is returned unchanged. */
export function simplified(item: IDataObject): IDataObject {
	const { event, received_at, verified, doc, other, unverified } = item;
	const meta = metaIn(item);
	const either = (name: string) =>
		[doc, other, meta]
			.map((part) => (isRecord(part) ? part[name] : undefined))
			.find((value) => value !== undefined);
	const user = withoutUndefined({
		clogin_id: meta.clogin_id,
		group_id: meta.group_id,
		name: meta.u_name,
		email: either('main_email'),
		username: either('username'),
		status_name: meta.status_name,
		total_balance: amountOf(meta.total_balance),
	});
	if (doc === undefined && Object.keys(user).length === 0) return item;
	return withoutUndefined({
		event,
		received_at,
		verified,
		...user,
		form_id: formIdIn(item),
		doc,
		unverified,
	}) as IDataObject;
}

/** The most fields that are read from Regpack: a forged event could name any number of them. */
const MOST_FIELDS = 500;

/** The request for the user of an event and for the fields in the event. https://api.regpack.com/docs/getinfo */
export function verificationRequest(
	groupId: number,
	cloginId: number,
	doc: unknown,
): VendorRequest {
	// Names that begin with _ are not fields but carts, payments and families.
	const fields = Object.keys(isRecord(doc) ? doc : {}).filter((name) => !name.startsWith('_'));
	const wanted = ['first_name', 'last_name', 'main_email', ...fields.slice(0, MOST_FIELDS)];
	return {
		...infoRequest(groupId, cloginId, wanted),
		// An answer without a user confirms nothing.
		answerKeys: ['user_info', 'meta_info'],
	};
}

/** Handles the events of one call that the webhook accepted. */
export async function executeCall(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const watched = readPanel(context);
	const { event } = watched;
	return await executeEvents(context, (fields, receivedAt) => {
		if (!isWatched(fields, watched)) return undefined;
		const work = async () => {
			const item = eventItem(fields, event, receivedAt);
			const known = watched.verify
				? verifiedItem(item, await readUserOf(context, fields, watched))
				: item;
			return watched.simplify ? simplified(known) : known;
		};
		return { key: idempotencyKeyOf([event, fields]), isOnce: false, work };
	});
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

/** Reads the user of an event from Regpack, so that a forged call cannot invent anything about them. */
async function readUserOf(
	context: IExecuteFunctions,
	fields: IDataObject,
	{ projectId }: Watched,
): Promise<IDataObject> {
	const access = await openAccess(context, regpack);
	const ids = idsIn(fields);
	let groupId: number;
	let cloginId: number;
	try {
		const project = projectId || ids.group_id || access.fallbacks.groupId;
		groupId = idNumber({ value: project, label: "The event's project (group_id)" });
		cloginId = idNumber({ value: ids.clogin_id, label: "The event's user (clogin_id)" });
	} catch (error) {
		throw triggerError(context, 'The event cannot be verified', reasonOf(error));
	}
	const request = verificationRequest(groupId, cloginId, fields.doc);
	const [answer = {}] = await readAll(context, access, {
		what: 'the user behind the event',
		requests: [request],
		signal: context.getExecutionCancelSignal(),
	});
	const told = optionalIdNumber({ value: idsIn(answer).clogin_id, label: 'clogin_id' });
	if (told !== undefined && told !== cloginId) {
		throw triggerError(context, 'The event cannot be verified', {
			reason: 'Regpack returned another user',
			advice: 'Check in Regpack which user the event is about.',
		});
	}
	return answer;
}
