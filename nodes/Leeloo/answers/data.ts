import { UserError, type IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';

/*
 * Leeloo returns its records in `data`, but not always in the same shape: a list, a list under its own name
 * (`data.connections`), a record, or a record in a list. So all of them are accepted everywhere.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */

/**
 * The records of a list.
 *
 * @throws UserError if there is no list, which is not the same as an empty one
 */
export function listIn(data: unknown): IDataObject[] {
	if (Array.isArray(data)) return recordsOf(data);
	if (!isRecord(data)) {
		throw new UserError('the response contains no list', { description: 'Try again later.' });
	}
	const members = Object.values(data);
	const named: unknown = members.find((member) => Array.isArray(member));
	if (named !== undefined) return recordsOf(named);
	// Records by their IDs, or a single record in place of a list with one.
	return members.length === 0 || members.some(isRecord) ? recordsOf(data) : [data];
}

/**
 * The requested record.
 *
 * @throws UserError if it is missing
 */
export function recordIn(data: unknown): IDataObject {
	const record = knownOf(data);
	if (Object.keys(record).length > 0) return record;
	throw new UserError('this ID does not exist in Leeloo', {
		description: 'Correct the ID, then try again.',
	});
}

/** What the answer says about a record that was written; empty if it says nothing. */
export function knownOf(data: unknown): IDataObject {
	const record: unknown = Array.isArray(data) ? data[0] : data;
	return isRecord(record) ? record : {};
}
