/** The write actions of users/. https://api.regpack.com/docs/user */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { json } from '../http.mts';
import { regpack as credential } from '../values.mts';
import { action, filled, no, usersEnvelope } from './common.mts';
import type { Action } from './common.mts';
import { projectFields, statuses } from './fixtures.mts';
import { fieldsFor, keyOf, metaInfo, userInfo } from './people.mts';
import type { FieldValue, People, Person } from './people.mts';
import type { RegpackRecords, Side, StoredStatus } from './records.mts';

/** One email of https://api.regpack.com/docs/addemail */
const email = z
	.object({
		from: filled,
		to: filled,
		subject: filled,
		body: filled,
		cc: z.string().optional(),
		bcc: z.string().optional(),
		admin_id: z.number().int().optional(),
	})
	.strict();

/** The page's text says array, but both samples send one object. The stand-in accepts either. */
const emailList = z.preprocess(
	(sent): unknown[] => (Array.isArray(sent) ? sent : [sent]),
	z.array(email).min(1),
);

const fieldValue = z.union([z.string(), z.number().int(), z.array(z.string())]);

/** Fields by name. The stand-in checks those that every project has: https://api.regpack.com/docs/fields */
const personDoc = z
	.object({
		username: z
			.string()
			.regex(/^\S+@\S+$/, 'must be an email address')
			.optional(),
		password: z.string().min(6).optional(),
		main_email: z
			.string()
			.regex(/^\S+@\S+$/, 'must be an email address')
			.optional(),
		first_name: z.string().optional(),
		last_name: z.string().optional(),
		org_name: z.string().optional(),
		_application_date: z.string().optional(),
	})
	.catchall(fieldValue);

const emptyDoc = z.object({}).strict();

const sideOf = ({ submit_forms, disable_email_sending }: Side): Side => ({
	...(submit_forms !== undefined && { submit_forms }),
	...(disable_email_sending !== undefined && { disable_email_sending }),
});

/** A user of the project, by ID. */
export const personIn = (people: People) =>
	z.number().transform((id, context): Person => {
		const found = people.find(id);
		if (found) return found;
		context.addIssue({ code: 'custom', message: 'no such person in this project' });
		return z.NEVER;
	});

const yes = (msg: string, person: Person, more: object = {}) =>
	json({ msg, ...more, success: true, user_info: userInfo(person), meta_info: metaInfo(person) });

/** Returns the sent fields that Regpack accepts: fields on the user's forms, with values that exist there. */
function takenFrom(person: Person, doc: Record<string, FieldValue>) {
	const taken: Record<string, FieldValue> = {};
	const ignored: string[] = [];
	for (const [name, value] of Object.entries(doc)) {
		const field = fieldsFor(person).find(({ id, name: mapped }) => name === id || name === mapped);
		const answers = field?.options;
		const isKnown =
			answers === undefined
				? !Array.isArray(value)
				: Array.isArray(value) && value.every((answer) => answers.includes(answer));
		if (field && isKnown) taken[keyOf(field)] = value;
		else ignored.push(name);
	}
	return { taken, ignored };
}

export function userActions(people: People, records: RegpackRecords): Array<[string, Action]> {
	const person = personIn(people);
	const onPerson = { ...usersEnvelope, clogin_id: person };

	const addEmail = action(
		z.object({ ...onPerson, doc: z.object({ email_list: emailList }).strict() }).strict(),
		({ group_id, clogin_id: owner, doc }) => {
			for (const sent of doc.email_list) {
				records.emails.push({
					id: records.emails.length + 1,
					group_id,
					clogin_id: owner.id,
					...sent,
				});
			}
			return yes('Emails added successfully', owner);
		},
	);

	/** Returns why a registration is refused, or undefined. */
	function refusalOf(id: number | undefined, wanted: string | undefined): string | undefined {
		if (id !== undefined && people.find(id)) return 'clogin_id: is in this project already';
		if (id !== undefined && people.nameElsewhere(id) === undefined)
			return 'clogin_id: no such person';
		return wanted === undefined || people.isFree(wanted) ? undefined : 'username: is taken';
	}

	/** The username. Regpack invents one if the email address is already in use. */
	function usernameOf({ username, main_email: address }: z.infer<typeof personDoc>): string {
		const free = address && people.isFree(address) ? address : undefined;
		return username ?? free ?? `user${records.people.length + 1}@regpack.example.com`;
	}

	/** Registers a user and responds as https://api.regpack.com/docs/TC8r-create says. */
	function register(
		known: number | false | undefined,
		parent: number | undefined,
		doc: z.infer<typeof personDoc>,
		side: Side,
	) {
		const id = known || undefined;
		const refusal = refusalOf(id, doc.username);
		if (refusal !== undefined) return no(refusal);
		const username = usernameOf(doc);
		const shown = [doc.first_name, doc.last_name].filter(Boolean).join(' ');
		const elsewhere = id === undefined ? undefined : people.nameElsewhere(id);
		const created = people.add({
			id,
			name: elsewhere ?? (shown || doc.org_name || username),
			username,
			...(parent !== undefined && { parent }),
		});
		const { username: _username, password: _password, _application_date: _date, ...fields } = doc;
		created.changed = takenFrom(created, fields).taken;
		records.people.push({
			clogin_id: created.id,
			connected_to: parent ?? created.id,
			username,
			doc,
			...side,
		});
		return yes('User created successfully', created);
	}

	const newcomer = z.union([z.literal(false), z.number()]).optional();

	const create = action(
		z.object({ ...usersEnvelope, clogin_id: newcomer, doc: personDoc.default({}) }).strict(),
		(sent) => register(sent.clogin_id, undefined, sent.doc, sideOf(sent)),
	);

	/** https://api.regpack.com/docs/createchild. `doc` is required, even if empty. */
	const createChild = action(
		z
			.object({ ...usersEnvelope, clogin_id: newcomer, connected_to: person, doc: personDoc })
			.strict(),
		(sent) =>
			sent.connected_to.parent === undefined
				? register(sent.clogin_id, sent.connected_to.id, sent.doc, sideOf(sent))
				: no('connected_to: is a child'),
	);

	/** https://api.regpack.com/docs/update: it ignores unknown fields and reports success. */
	const update = action(
		z.object({ ...onPerson, connected_to: z.number().optional(), doc: personDoc }).strict(),
		(sent) => {
			const { clogin_id: owner, connected_to: parent } = sent;
			if (parent !== undefined && parent !== (owner.parent ?? owner.id)) {
				return no('connected_to: is not the parent');
			}
			const { taken, ignored } = takenFrom(owner, sent.doc);
			owner.changed = { ...owner.changed, ...taken };
			const { first_name, last_name } = taken;
			if (first_name !== undefined || last_name !== undefined) {
				const [first = '', ...rest] = owner.name.split(' ');
				owner.name = [first_name ?? first, last_name ?? rest.join(' ')].join(' ').trim();
			}
			records.updates.push({
				clogin_id: owner.id,
				taken: Object.keys(taken),
				ignored: ignored.filter((name) => name !== 'username' && name !== 'password'),
				...sideOf(sent),
			});
			return yes('User updated successfully', owner);
		},
	);

	const statusOf = (id: number): StoredStatus | undefined =>
		[
			...statuses.map((status) => ({ ...status, group_id: Number(credential.groupId) })),
			...records.statuses,
		].find(({ status_id }) => status_id === id);

	/** https://api.regpack.com/docs/setstatus: its response contains IDs as numbers. */
	const setStatus = action(
		z.object({ ...onPerson, status_id: z.number().int().min(0), doc: emptyDoc }).strict(),
		(sent) => {
			const { clogin_id: owner, status_id } = sent;
			const status = statusOf(status_id);
			if (status_id !== 0 && status === undefined) return no('status_id: no such status');
			people.setStatus(owner, status);
			records.assignments.push({ clogin_id: owner.id, status_id, ...sideOf(sent) });
			return yes('Status updated successfully', owner, {
				msg_type: 'success',
				users: [owner.id],
				effected_users: 1,
			});
		},
	);

	/** https://api.regpack.com/docs/login */
	const login = action(
		z.object({ ...onPerson, doc: emptyDoc }).strict(),
		({ clogin_id: owner }) => {
			const user_token = randomUUID();
			records.tokens.push({ clogin_id: owner.id, user_token });
			return yes('Login successful', owner, { system_action: ['login_success'], user_token });
		},
	);

	return [
		['add_email', addEmail],
		['create', create],
		['create_child', createChild],
		['update', update],
		['set_status', setStatus],
		['login', login],
	];
}

/** The description of a user's fields. Regpack does not document its shape, so it is our choice. */
export const fieldIndexFor = (person: Person) =>
	Object.fromEntries(
		projectFields
			.filter((field) => fieldsFor(person).includes(field))
			.map(({ id, name, label, type, options }) => [
				name ?? id,
				{ field_id: id, mapped_name: name ?? null, label, type, ...(options && { options }) },
			]),
	);
