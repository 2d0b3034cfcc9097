import { UserError, type IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';

/*
 * Leeloo wraps what it gives in `data`, and not in one way: a list, a list under a name of its own
 * (`data.connections`), a record, or a record in a list. Hence all of them are taken everywhere.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */

/**
 * The records of a list.
 *
 * @throws UserError where there is no list: that is not the same as an empty one
 */
export function listIn(data: unknown): IDataObject[] {
	if (Array.isArray(data)) return recordsOf(data);
	if (!isRecord(data)) {
		throw new UserError('its answer holds no list', { description: 'Run it again later.' });
	}
	const members = Object.values(data);
	const named: unknown = members.find((member) => Array.isArray(member));
	if (named !== undefined) return recordsOf(named);
	// Records by their ids; or one record, where a list of one was to come.
	return members.length === 0 || members.some(isRecord) ? recordsOf(data) : [data];
}

/**
 * The record that was asked for.
 *
 * @throws UserError where there is none
 */
export function recordIn(data: unknown): IDataObject {
	const record = knownOf(data);
	if (Object.keys(record).length > 0) return record;
	throw new UserError('its answer holds none', {
		description: 'Check that the ID is right: Leeloo found nothing under it.',
	});
}

/** What is told of a record that was written; empty where nothing is. */
export function knownOf(data: unknown): IDataObject {
	const record: unknown = Array.isArray(data) ? data[0] : data;
	return isRecord(record) ? record : {};
}
