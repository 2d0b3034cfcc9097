import type { IDataObject } from 'n8n-workflow';

import { withoutUndefined } from '../shared/guards';
import type { RequestParts, VendorRequest } from '../shared/http/vendor';

/** A request that reads. */
export function getRequest(path: string, query?: IDataObject): VendorRequest {
	return { method: 'GET', path, ...(query && { query }), effect: 'none' };
}

/** Requests the person who owns an account (channel). https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
export function channelPersonRequest(accountId: string): VendorRequest {
	return getRequest(`communication-channels/${accountId}/person`);
}

/**
 * A new person's card, with Leeloo's field names. Leeloo does not document which fields are required.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`POST /people`)
 */
export interface Card {
	name?: string | undefined;
	email?: string | undefined;
	phone?: string | undefined;
	leadgentool_id?: string | undefined;
	connected_users_ids?: string[] | undefined;
}

/** Creates a person. A second request may create a second one, because Leeloo does not document duplicates. */
export function personCreation(card: Card): RequestParts {
	return { method: 'POST', path: 'people', body: { ...card } };
}

/** The filters for a list. */
export interface Filters {
	last_message?: { from?: string | undefined; to?: string | undefined };
	/** Names of tags, not IDs. */
	tags?: string[];
	phone?: string | undefined;
	email?: string | undefined;
}

/**
 * Filters as query parameters: `filter[last_message][from]`, and `filter[tags]` once for each tag.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */
export function filterQuery(filters: Filters): IDataObject {
	const filter = withoutUndefined({ ...filters });
	return Object.keys(filter).length > 0 ? { filter } : {};
}
