import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { leeloo } from '../nodes/Leeloo/leeloo';
import { secureRequest } from '../nodes/shared/http/url';

/** Credential for the Leeloo API, sent in a header. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094047 */
export class LeelooApi implements ICredentialType {
	name = 'leelooApi';

	displayName = 'Leeloo API';

	icon = { light: 'file:../icons/leeloo.svg', dark: 'file:../icons/leeloo.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-regpack-leeloo/n8n-nodes-regpack-leeloo/blob/main/docs/credentials.md#leeloo-api';

	properties: INodeProperties[] = [
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'In Leeloo, open Settings → Integrations → Leeloo API → Tokens and copy the token. Your pricing plan must include the API.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.leeloo.ai/api/v2',
			description: 'URL of the Leeloo API. It must start with https://.',
		},
	];

	/** A property, because n8n's copies lose methods. The HTTP Request node offers only credential types that have it. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => secureRequest(options, leeloo.headers(credentials));

	/** Reads the tags: a small request that changes nothing. Leeloo may send HTTP status 200 when it refuses. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/tags',
			json: true,
			disableFollowRedirect: true,
			timeout: 15_000,
		},
		rules: [
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'status',
					value: 0,
					message:
						'Leeloo refused the token. Copy the token again, without spaces before or after it.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'status',
					value: undefined,
					message: 'The response did not come from Leeloo. Check Base URL.',
				},
			},
		],
	};
}
