/** 'Auto-Map Input Data' takes each field that the panel promises to take. */
import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { panelFields } from '../../../../nodes/shared/operation/panel';
import { createItemReaders } from '../../../../nodes/shared/operation/itemReader';
import { readingContext } from '../../fakes';
import { NODES } from '../../examples';

const ID = '65d000000000000000000001';
/** A value that each field takes. */
const VALUES: IDataObject = {
	account_id: ID,
	admin_id: '3',
	bcc: 'bcc@example.com',
	body: 'Hello',
	cc: 'cc@example.com',
	clogin_id: '7',
	connected_to: '8',
	connected_users_ids: ID,
	email: 'ann@example.com',
	first_name: 'Ann',
	from: 'from@example.com',
	group_id: '1',
	last_name: 'Lee',
	leadgentool_id: ID,
	main_email: 'ann@example.com',
	name: 'Ann',
	p_id: '5',
	phone: '+380960000000',
	private_product_name: '',
	product_remark: 'blue',
	q: '1',
	recurring_start_date: '2026-12-01',
	status_id: '5',
	subject: 'Hi',
	template_id: ID,
	text: 'Hello',
	to: 'to@example.com',
	variables: '{}',
};

const mapping = Object.values(NODES).flatMap(({ vendor, resources }) =>
	resources.flatMap(({ value, operations }) =>
		operations.flatMap((operation) => {
			const mode = operation.fields.find(({ name }) => name === 'inputMode');
			const [autoMap] = (mode?.options ?? []) as INodePropertyOptions[];
			const promised = /^Take (.*) from the input fields/.exec(autoMap?.description ?? '')?.[1];
			if (promised === undefined) return [];
			const names: string[] =
				promised.replace('and fields of the project', '').match(/\b(?!and\b|or\b)\w+/g) ?? [];
			return [{ of: `${vendor.name} ${value}.${operation.value}`, vendor, operation, names }];
		}),
	),
);

test.each(mapping)('$of takes $names', ({ vendor, operation, names }) => {
	const item = Object.fromEntries(names.map((name) => [name, VALUES[name] ?? `no ${name}`]));
	const { context } = readingContext({ inputMode: 'autoMap', connectionId: ID }, [item]);
	const reader = createItemReaders(context, panelFields(vendor, operation), {})(0);
	const taken = new Set<string>();
	operation.read({
		...reader,
		column: (name) => {
			taken.add(name);
			return reader.column(name);
		},
	});
	expect([...taken]).toEqual(expect.arrayContaining(names));
	// Whom a row is about is never taken from a field that nobody was told of.
	const whom = [...taken].filter((name) => WHOM.has(name));
	expect(names).toEqual(expect.arrayContaining(whom));
});

const WHOM = new Set(['clogin_id', 'connected_to', 'group_id', 'account_id']);
