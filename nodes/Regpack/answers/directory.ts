import { UserError, type IDataObject } from 'n8n-workflow';

import { idNumber } from '../../shared/operation/checks';
import type { NameResolver, Steps } from '../../shared/operation/operation';
import { counted, excerpt } from '../../shared/text';
import { EMAIL_FIELD } from '../input/load';
import type { RecordRef } from '../requests';
import { placeAfter, readPage, requestAt, usersOn, type Place } from './userList';
import { emailIn } from './users';

/*
 * Regpack can neither find users by email address nor list statuses, but its list of users contains both. So if a row
 * contains an email address or a status name, the node reads that list once per run and project.
 */

/** The users and statuses of one project, from its list of users. */
interface Directory {
	/** By email address, in lower case. */
	users: Map<string, IDataObject[]>;
	/** By name, in lower case: the IDs of all statuses with this name, each with the name as saved. */
	statuses: Map<string, Map<string, string>>;
	/** The number of users that Regpack counts but did not list. */
	missing: number;
}

/** A row whose IDs may still be email addresses or names. */
interface NamedRow {
	groupId: number;
	cloginId?: RecordRef | undefined;
	connectedTo?: RecordRef | undefined;
	statusId?: RecordRef | undefined;
}

/** Replaces the email addresses of users, and the names of statuses, with their IDs. */
export function namesOfUsers<Row extends NamedRow>(): NameResolver<Row, Directory> {
	return {
		keyOf: (row) => (hasName(row) ? String(row.groupId) : undefined),
		ask: ([row]) => readDirectory(row?.groupId ?? 0),
		resolve: (row, directory) => {
			const { cloginId, connectedTo, statusId } = row;
			return {
				...row,
				...(typeof cloginId === 'string' && { cloginId: idOfUser(cloginId, directory) }),
				...(typeof connectedTo === 'string' && { connectedTo: idOfUser(connectedTo, directory) }),
				...(typeof statusId === 'string' && { statusId: idOfStatus(statusId, directory) }),
			};
		},
	};
}

/** A row that creates a status. */
interface NewStatusRow {
	groupId: number;
	status: { status_name: string };
	ifNameExists: 'create' | 'warn' | 'fail';
	/** The IDs of existing statuses with this name; missing if the node did not search for them. */
	namesakes?: string[];
}

/** Looks for existing statuses with the name of a new one, if the row asks for that. */
export function namesakesOfStatus<Row extends NewStatusRow>(): NameResolver<
	Row,
	{ rows: readonly Row[]; statuses: Directory['statuses'] }
> {
	return {
		keyOf: ({ groupId, ifNameExists }) => (ifNameExists === 'create' ? undefined : String(groupId)),
		*ask(rows) {
			const { statuses } = yield* readDirectory(rows[0]?.groupId ?? 0);
			return { rows, statuses };
		},
		resolve: (row, { rows, statuses }) => {
			const { status_name: name } = row.status;
			const namesakes = [...(statuses.get(lowerCase(name))?.keys() ?? [])];
			if (row.ifNameExists === 'warn') return { ...row, namesakes };
			const first = rows.find(({ status }) => lowerCase(status.status_name) === lowerCase(name));
			if (namesakes.length === 0 && first === row) return row;
			const who = namesakes.length > 0 ? `status ${namesakes.join(', ')}` : 'an earlier item';
			throw new UserError(`the name "${excerpt(name)}" already belongs to ${who}`, {
				description: "Choose another status name, or change 'If Name Exists' under Options.",
			});
		},
	};
}

function hasName({ cloginId, connectedTo, statusId }: NamedRow): boolean {
	return [cloginId, connectedTo, statusId].some((given) => typeof given === 'string');
}

/** Reads all users, including those whose status hides them from the usual list. */
function* readDirectory(groupId: number): Steps<Directory> {
	const known = new Map<string, IDataObject>();
	let place: Place | undefined = { position: 0 };
	let total = 0;
	while (place) {
		const request = requestAt(place, groupId, { with_excluded: true }, [EMAIL_FIELD]);
		const page = readPage(yield request, place.position);
		const knownBefore = known.size;
		for (const user of usersOn(page)) {
			known.set(String(user.clogin_id ?? ''), user);
		}
		total = page.total || total;
		place = placeAfter(page, {
			hasNew: known.size > knownBefore,
			missing: total - known.size,
		});
	}
	return directoryOf([...known.values()], total);
}

function directoryOf(listed: IDataObject[], total: number): Directory {
	const users: Directory['users'] = new Map();
	const statuses: Directory['statuses'] = new Map();
	for (const user of listed) {
		const email = lowerCase(emailIn(user));
		if (email !== '') users.set(email, [...(users.get(email) ?? []), user]);
		const { status_id: id, status_name: name } = user;
		const alike = statuses.get(lowerCase(name)) ?? new Map<string, string>();
		if (lowerCase(name) !== '') statuses.set(lowerCase(name), alike.set(String(id), String(name)));
	}
	return { users, statuses, missing: Math.max(0, total - listed.length) };
}

const lowerCase = (value: unknown) => (typeof value === 'string' ? value.trim().toLowerCase() : '');

function idOfUser(email: string, { users, missing }: Directory): number {
	const [user, ...others] = users.get(email) ?? [];
	if (user && others.length === 0) return idIn(user.clogin_id);
	const address = `the email address "${excerpt(email)}"`;
	if (user) {
		const names = [user, ...others].map(({ u_name, clogin_id }) =>
			`${String(u_name ?? '')} (${String(clogin_id)})`.trim(),
		);
		throw new UserError(`several users have ${address}: ${excerpt(names.join(', '), 300)}`, {
			description: 'Choose the user by ID.',
		});
	}
	if (users.size === 0)
		throw new UserError(`Regpack listed no email addresses, so the node cannot find ${address}`, {
			description: 'Choose the user by ID.',
		});
	throw new UserError(`no user of the project has ${address}`, {
		description: whyNobody(missing),
	});
}

function whyNobody(missing: number): string {
	const advice = "Check the email address and 'Project ID', or choose the user by ID.";
	if (missing === 0) return advice;
	return `${advice} Regpack's list is missing ${counted(missing, 'user')}, so the user may still exist.`;
}

function idOfStatus(wanted: string, { statuses }: Directory): number {
	const alike = [...(statuses.get(lowerCase(wanted)) ?? [])];
	const exact = alike.filter(([, name]) => name === wanted);
	const [status, another] = exact.length > 0 ? exact : alike;
	if (status && !another) return idIn(status[0]);
	const named = `the name "${excerpt(wanted)}"`;
	if (status) {
		const ids = alike.map(([id]) => id).join(', ');
		throw new UserError(`several statuses have ${named}: ${excerpt(ids, 300)}`, {
			description: 'Choose the status by ID.',
		});
	}
	const names = [...statuses.values()].flatMap((byId) => [...byId.values()]).join(', ');
	throw new UserError(`no user of the project has a status with ${named}`, {
		description: `The node finds only statuses that users of the project have${names && `: ${excerpt(names, 300)}`}. To set another status, enter its ID.`,
	});
}

function idIn(value: unknown): number {
	return idNumber({ value, label: 'The ID that Regpack lists' });
}
