import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../shared/guards';
import { wrongCredential } from '../shared/http/wrongCredential';
import type { Interpretation, Vendor, VendorResponse } from '../shared/http/vendor';

/**
 * Regpack's API. Success is documented as `success: true`. No page documents a failure.
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
		"Check 'API User', 'API Token' and 'API ID' in the credential, and that this API admin may use the project.",
	interpret: ({ json, ok, status }) => {
		const said = isRecord(json) ? json : {};
		const words = typeof said.msg === 'string' ? said.msg : '';
		const isRefusal = status === 401 || (said.success === false && CREDENTIAL_WORDS.test(words));
		if (isRefusal) {
			const reason = wrongCredential(words, regpack.credentialAdvice);
			return { reason, cause: 'credential', ...(ok && { kind: 'rejected' }) };
		}
		return isRecord(json) ? interpretJson(json, ok, words) : undefined;
	},
};

/** A message that begins with these words is about the credential. That is our guess: no page documents a refusal. */
const CREDENTIAL_WORDS =
	/^\W*(?:authentication|unauthori[sz]ed|(?:invalid|wrong) (?:api[-_ ]?)?(?:user|token|id|credentials?)\b|api[-_ ]?(?:user|token|id)\b)/i;

function interpretJson(
	json: IDataObject,
	ok: VendorResponse['ok'],
	text: string,
): Interpretation | undefined {
	const { success } = json;
	if (success === true && ok) return shortfallIn(json) ?? { kind: 'accepted', answer: json };
	// Other truthy values, such as text, are undocumented: a rejection would promise that nothing was saved.
	if (success === undefined || success) {
		return text.trim() === '' ? undefined : { reason: { reason: text } };
	}
	return {
		...(ok && { kind: 'rejected' }),
		reason: { reason: text, advice: 'Correct what Regpack names, then try again.' },
	};
}

/** `set_status` says how many users it changed. https://api.regpack.com/docs/setstatus */
function shortfallIn({ effected_users: changed }: IDataObject): Interpretation | undefined {
	if (changed !== 0) return undefined;
	return {
		kind: 'unknown',
		isFinal: true,
		reason: {
			reason: 'Regpack changed 0 of 1 users (effected_users)',
			advice: 'The user may have had this status before.',
		},
	};
}
