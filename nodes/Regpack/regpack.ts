import type { IDataObject } from 'n8n-workflow';

import type { Vendor } from '../shared/http/vendor';

/**
 * Regpack's API. Yes is `success: true`; a failure is documented nowhere, so anything else is none.
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
	words: ({ msg }) => msg,
	read: ({ success, msg }: IDataObject) => {
		if (success === true) return { yes: true };
		// Text or a number, say: to call it a no would promise that nothing was stored.
		if (success === undefined || success) return undefined;
		return {
			yes: false,
			reason: {
				reason: typeof msg === 'string' ? msg : '',
				advice: 'Correct what Regpack names and run the item again.',
			},
		};
	},
};
