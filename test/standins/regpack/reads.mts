/** The read actions of users/. */
import { z } from 'zod';
import { json } from '../http.mts';
import { action, usersEnvelope } from './common.mts';
import type { Action } from './common.mts';
import { products } from './fixtures.mts';
import { answersOf, fieldsFor, keyOf, metaInfo, userInfo } from './people.mts';
import type { People, Person } from './people.mts';
import type { RegpackRecords } from './records.mts';
import { fieldIndexFor, personIn } from './users.mts';

/** `doc` of https://api.regpack.com/docs/getuserlist: other members name fields and parts to load. */
const listDoc = z
	.object({
		with_excluded: z.boolean().default(false),
		only_excluded: z.boolean().default(false),
		only_parents: z.boolean().default(false),
		only_children: z.boolean().default(false),
		return_families: z.boolean().default(false),
		starting_position: z.number().int().min(0).default(0),
	})
	.catchall(z.boolean());

/** https://api.regpack.com/docs/getinfo: the page ends before its answers, so their shapes are our choice. */
const parts: Record<string, (person: Person, people: People, records: RegpackRecords) => unknown> =
	{
		_family: (person, people) => {
			const parent = person.parent ?? person.id;
			const head = people.find(parent);
			return {
				parent: head ? metaInfo(head) : [],
				children: people.childrenOf(parent).map(metaInfo),
			};
		},
		_userproducts: (person, _people, { carts }) =>
			products.map((product) => ({
				...product,
				cart_id:
					carts.find(({ clogin_id, p_id }) => clogin_id === person.id && p_id === product.p_id)
						?.cart_id ?? null,
			})),
		_userforms: () => [{ form_id: '251473', form_name: 'Registration', completed: '0' }],
		_usercart: (person, _people, { carts }) =>
			carts.filter(({ clogin_id }) => clogin_id === person.id),
		_userpayments: (person) => [
			{ payment_id: '1', amount: metaInfo(person).total_paid, status: 'Approved' },
		],
		_utm: () => [],
	};

export function readActions(people: People, records: RegpackRecords): Array<[string, Action]> {
	/** Returns the fields and parts of a user that a request asks for. Unknown names are ignored. */
	const loadedOf = (person: Person, wanted: ReadonlySet<string>) => {
		const answers = answersOf(person);
		const doc: Record<string, unknown> = {};
		for (const name of wanted) {
			const part = parts[name];
			const field = fieldsFor(person).find(
				({ id, name: mapped }) => name === id || name === mapped,
			);
			if (part) doc[name] = part(person, people, records);
			else if (field) doc[name] = answers[keyOf(field)] ?? '';
		}
		if (wanted.has('_allfields')) {
			for (const field of fieldsFor(person)) doc[keyOf(field)] = answers[keyOf(field)] ?? '';
			Object.assign(doc, { field_index: fieldIndexFor(person), errors: [] });
		}
		return doc;
	};
	const namesIn = (doc: Record<string, unknown>) =>
		new Set(Object.keys(doc).filter((name) => doc[name] === true));

	const getUserList = action(z.object({ ...usersEnvelope, doc: listDoc }).strict(), ({ doc }) => {
		const wanted = namesIn(doc);
		for (const flag of Object.keys(listDoc.shape)) wanted.delete(flag);
		const told = (person: Person) => ({
			...metaInfo(person),
			...(wanted.size > 0 && { doc: loadedOf(person, wanted) }),
		});
		return json({ success: true, ...people.page(doc, told) });
	});

	const getInfo = action(
		z
			.object({
				...usersEnvelope,
				clogin_id: personIn(people),
				doc: z.record(z.boolean()),
			})
			.strict(),
		({ clogin_id: person, doc }) =>
			json({
				success: true,
				user_info: userInfo(person),
				meta_info: metaInfo(person),
				doc: loadedOf(person, namesIn(doc)),
			}),
	);

	return [
		['get_user_list', getUserList],
		['get_info', getInfo],
	];
}
