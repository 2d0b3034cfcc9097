import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { regpack } from '../nodes/Regpack/regpack';
import { secureRequest } from '../nodes/shared/http/url';

/** Credential for the Regpack API, sent in headers. https://api.regpack.com/docs/basic-authentication */
export class RegpackApi implements ICredentialType {
	name = 'regpackApi';

	displayName = 'Regpack API';

	icon = { light: 'file:../icons/regpack.svg', dark: 'file:../icons/regpack.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-regpack-leeloo/n8n-nodes-regpack-leeloo/blob/main/docs/credentials.md#regpack-api';

	properties: INodeProperties[] = [
		{
			displayName:
				"To find the first three values, log in to Regpack as an API admin and open Settings → Admin management. If you have no API admin, ask Regpack's support for one.",
			name: 'whereNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'API User',
			name: 'apiUser',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. nathan@example.com',
			description: 'Email address that the API admin logs in with',
		},
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Token from the profile tab of the API admin',
		},
		{
			displayName: 'API ID',
			name: 'apiId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 4711',
			description: "Number at the top right of the API admin's page",
		},
		{
			displayName: 'Default Project ID',
			name: 'groupId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 100000001',
			description:
				'Number (group_id) of a project that the API admin can access. The connection test and nodes without a Project ID use this project.',
		},
		{
			displayName: 'Send Timestamp',
			name: 'sendTimestamp',
			type: 'boolean',
			default: true,
			description:
				"Whether to send the current time with each request, as Regpack's documentation requires. Turn this off only if Regpack rejects requests because of their timestamp.",
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://www.regpack.com/reg/api2',
			description: 'URL of the Regpack API. It must start with https://.',
		},
	];

	/** A property, because n8n's copies lose methods. The HTTP Request node offers only credential types that have it. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => secureRequest(options, regpack.headers(credentials));

	/** Reads the first page of users, the cheapest request. Regpack may send HTTP status 200 when it refuses. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/users/',
			method: 'POST',
			body: {
				action: 'get_user_list',
				group_id: '={{ Number($credentials.groupId) }}',
				doc: {},
			},
			json: true,
			disableFollowRedirect: true,
			timeout: 15_000,
		},
		rules: [
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'success',
					value: false,
					message:
						'Regpack refused the connection. Check API User, API Token and API ID. The API admin must have access to the default project.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'total_users',
					value: undefined,
					message:
						"The response does not contain Regpack's list of users. Check Base URL and the other values.",
				},
			},
		],
	};
}
