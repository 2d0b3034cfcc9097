import { UserError, type IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';

/*
 * Leeloo returns its records in `data`, but not always in the same shape: a list, a list in a named property
 * (`data.connections`), one record, or one record in a list. So all of these shapes are accepted everywhere.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */

/**
 * The records of a list.
 *
 * @throws UserError if there is no list. An empty list is accepted
 */
export function listIn(data: unknown): IDataObject[] {
	if (Array.isArray(data)) return recordsOf(data);
	if (!isRecord(data)) {
		throw new UserError('the response contains no list', { description: 'Try again later.' });
	}
	const members = Object.values(data);
	const named: unknown = members.find((member) => Array.isArray(member));
	if (named !== undefined) return recordsOf(named);
	// An object with one property per record, or a single record instead of a list.
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

/** The record in the `data` of a response; an empty object if there is no record. */
export function knownOf(data: unknown): IDataObject {
	const record: unknown = Array.isArray(data) ? data[0] : data;
	return isRecord(record) ? record : {};
}
