import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../shared/guards';
import { withoutPeople } from '../shared/http/answerShape';
import { wrongCredential } from '../shared/http/wrongCredential';
import type { Interpretation, RequestParts, Vendor, VendorResponse } from '../shared/http/vendor';

/**
 * Regpack's API. Success is documented as `success: true`. Failures are not documented.
 * https://api.regpack.com/docs/user, https://api.regpack.com/docs/basic-authentication
 */
export const regpack: Vendor = {
	name: 'Regpack',
	credential: 'regpackApi',
	headers: ({ apiUser, apiToken, apiId, sendTimestamp }) => ({
		'Api-user': apiUser,
		'Api-token': apiToken,
		'Api-id': apiId,
		...(sendTimestamp !== false && { Timestamp: Math.floor(Date.now() / 1000) }),
	}),
	secrets: ['apiToken'],
	requestsPerMinute: 0,
	credentialAdvice:
		"Check 'API User', 'API Token' and 'API ID' in the credential. The API admin must have access to the project.",
	interpret: ({ json, ok, status }, request) => {
		const said = isRecord(json) ? json : {};
		const words = typeof said.msg === 'string' ? said.msg : '';
		const isRefusal = status === 401 || (said.success === false && CREDENTIAL_WORDS.test(words));
		if (isRefusal) {
			const reason = wrongCredential(words, regpack.credentialAdvice);
			return { reason, cause: 'credential', ...(ok && { kind: 'rejected' }) };
		}
		return isRecord(json) ? interpretJson(json, ok, request) : undefined;
	},
};

/** A message that begins with these words is about the credential. That is our guess: Regpack does not document it. */
const CREDENTIAL_WORDS =
	/^\W*(?:authentication|unauthori[sz]ed|(?:invalid|wrong) (?:api[-_ ]?)?(?:user|token|id|credentials?)\b|api[-_ ]?(?:user|token|id)\b)/i;

function interpretJson(
	json: IDataObject,
	ok: VendorResponse['ok'],
	request: RequestParts,
): Interpretation | undefined {
	const { success } = json;
	if (ok && (success === true || namesUser(json, request)))
		return shortfallIn(json) ?? { kind: 'accepted', answer: json };
	// Other truthy values, such as text, are undocumented. They do not count as a rejection, which would promise that
	// nothing was saved.
	if (success === undefined || success) {
		const reason = wordsIn(json, request, withoutPeople);
		return reason === '' ? undefined : { reason: { reason } };
	}
	const reason = wordsIn(json, request);
	return {
		...(ok && { kind: 'rejected' }),
		reason: { reason, advice: 'Correct the problem that Regpack reports, then try again.' },
	};
}

/**
 * Whether the response to a user write confirms success although it lacks `success: true`. No page shows the complete
 * responses of create, create_child, update and add_product, but all responses of the users endpoint contain the user.
 * https://api.regpack.com/docs/user
 */
function namesUser(json: IDataObject, { path, body, answerKeys }: RequestParts): boolean {
	const isWrite = path === 'users/' && answerKeys === undefined;
	if (!isWrite || saysNo(json)) return false;
	const wanted = body?.clogin_id;
	const id = userIdIn(json);
	return id !== undefined && (typeof wanted !== 'number' || id === String(wanted));
}

/** Whether a response reports a failure. A `success` that is missing, or true in another spelling, does not. */
function saysNo({ success, msg_type: type }: IDataObject): boolean {
	const isYes = /^(?:true|1|)$/i.test(String(success ?? ''));
	return !isYes || /err|fail|danger|warn/i.test(String(type ?? ''));
}

/** The ID of the user in a response. */
function userIdIn({ user_info: user }: IDataObject): string | undefined {
	const id = isRecord(user) ? String(user.clogin_id ?? '').trim() : '';
	return /^[1-9]\d*$/.test(id) ? id : undefined;
}

/**
 * The message of a response that does not confirm success, with the ID of a new user, which must not be lost.
 *
 * @param shown returns the part of the message that may be shown
 */
function wordsIn(
	json: IDataObject,
	{ body }: RequestParts,
	shown = (words: string) => words.trim(),
): string {
	const { msg } = json;
	const isNew = body?.action === 'create' || body?.action === 'create_child';
	const id = isNew ? userIdIn(json) : undefined;
	const words = [
		typeof msg === 'string' ? shown(msg) : '',
		id && `the response contains user ID ${id}`,
	];
	return words.filter(Boolean).join('; ');
}

/** `set_status` returns how many users it changed. https://api.regpack.com/docs/setstatus */
function shortfallIn({ effected_users: changed }: IDataObject): Interpretation | undefined {
	// Regpack writes many numbers as text.
	if (changed !== 0 && changed !== '0') return undefined;
	return {
		kind: 'unknown',
		isFinal: true,
		reason: {
			reason: 'Regpack changed 0 of 1 users (effected_users)',
			advice:
				"Check the user's status in Regpack. The user may already have had the status that you set.",
		},
	};
}
