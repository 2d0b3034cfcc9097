import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';

import { isRecord, recordsOf } from '../shared/guards';
import { lookUp, openAccess } from '../shared/vendor';
import { leeloo } from './leeloo';

/**
 * Kinds of connection that are certainly no e-mail. Leeloo documents only some kinds and not how it spells them, so
 * that an unknown kind is shown, with its name, rather than missed.
 */
const NO_EMAIL =
	/telegram|viber|whats|facebook|instagram|vk|messenger|sms|twilio|ok\b|tiktok|widget/i;

/** E-mail connections of the company. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
export async function searchEmailConnections(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const { data } = await lookUp(this, await openAccess(this, leeloo), {
		method: 'GET',
		path: 'connections',
	});
	const results = recordsOf(isRecord(data) ? data.connections : undefined)
		.filter(({ type }) => !NO_EMAIL.test(String(type)))
		.map(({ id, name, type }) => ({ name: `${String(name)} (${String(type)})`, value: String(id) }))
		.filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()));
	return { results };
}

/** Tags of the company. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
export async function getTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { data } = await lookUp(this, await openAccess(this, leeloo), {
		method: 'GET',
		path: 'tags',
	});
	return recordsOf(data).map(({ id, name }) => ({ name: String(name), value: String(id) }));
}
