import { UserError, type IDataObject } from 'n8n-workflow';

import { recordsOf } from '../../shared/guards';
import type { NameResolver, Steps } from '../../shared/operation/operation';
import { excerpt } from '../../shared/text';
import { ID } from '../idKinds';
import { idOf } from '../input/ids';
import type { Recipient } from '../input/recipients';
import { getRequest } from '../requests';
import { recordIn } from './data';

/** Finds a person's channel by its type. Each person is read once per run. */
export function channelResolver<Row extends Recipient>(): NameResolver<Row, IDataObject> {
	return {
		keyOf: ({ person }) => person?.person_id,
		ask: ([row]) => readPerson(row?.person?.person_id ?? ''),
		resolve: (row, person) =>
			row.person ? { ...row, account_id: accountOf(person, row.person.channel_type) } : row,
	};
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /people/{person_id}`) */
function* readPerson(personId: string): Steps<IDataObject> {
	const { data } = yield getRequest(`people/${personId}`);
	return recordIn(data);
}

/** The account ID of the person's first working channel of this type. */
function accountOf({ accounts }: IDataObject, type: string): string {
	const channels = recordsOf(accounts);
	const ofType = channels.filter(({ from }) => String(from).trim().toUpperCase() === type);
	const working = ofType.find(isWorking);
	if (working) return idOf({ value: working.account_id, label: 'The ID from Leeloo' }, ID.account);
	const kind = `${ofType.length > 0 ? 'working ' : ''}${excerpt(type)}`;
	const known = channels.map(describe).join(', ') || 'none';
	throw new UserError(`the person has no ${kind} channel`, {
		description: `The person's channels: ${excerpt(known, 300)}. Choose another channel type or another person.`,
	});
}

/** Leeloo documents only `OK`. A channel without a status may work, so it counts as working. */
function isWorking({ connection_status: status }: IDataObject): boolean {
	return ['', 'NOT_DEFINED', 'NO_DATA', 'OK'].includes(String(status ?? '').toUpperCase());
}

function describe({ from, connection_status: status }: IDataObject): string {
	return [String(from), ...(status ? [`(${String(status)})`] : [])].join(' ');
}
