/** 'Auto-Map Input Data' accepts every column that the node parameters describe. */
import type { IDataObject } from 'n8n-workflow';

import { columnKey } from '../../../../nodes/shared/operation/columns';
import { panelFields } from '../../../../nodes/shared/operation/panel';
import { createItemReaders } from '../../../../nodes/shared/operation/itemReader';
import { readerWith, readingContext } from '../../fakes';
import { NODES } from '../../examples';

const ID = '65d000000000000000000001';
/** A valid value for each field. */
const VALUES: IDataObject = {
	_application_date: '2026-12-01',
	org_name: 'Org',
	password: 'secret phrase',
	username: 'ann',
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
	// Empty, because a name would make first_name and last_name unnecessary.
	name: '',
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
			const names = operation.columns?.known.map(({ name }) => name);
			return names
				? [{ of: `${vendor.name} ${value}.${operation.value}`, vendor, operation, names }]
				: [];
		}),
	),
);

test.each(mapping)('$of takes $names', ({ vendor, operation, names }) => {
	const item = Object.fromEntries(names.map((name) => [name, VALUES[name] ?? `no ${name}`]));
	const { context } = readingContext({ inputMode: 'autoMap', connectionId: ID }, [item]);
	const fields = panelFields(vendor, operation);
	const reader = createItemReaders(context, fields, {}, operation.columns)(0);
	const taken = new Set<string>();
	const mapped = (name: string) => {
		taken.add(name);
		return reader.mapped(name);
	};
	operation.read(readerWith(reader, { mapped }));
	expect([...taken].sort()).toEqual([...names].sort());
	expect(fields.find(({ name }) => name === 'inputMode')).toBeDefined();
});

test.each(mapping)('the panel of $of lists its columns', ({ operation, names }) => {
	const notice = operation.fields.find(({ name }) => name === 'columnsNotice');
	for (const name of names) expect(notice?.displayName).toMatch(new RegExp(`\\b${name}\\b`));
});

test('an ID has no other name, so that no ID of another system is taken for it', () => {
	const columns = mapping.flatMap(({ operation }) => operation.columns?.known ?? []);
	const ids = columns.filter(({ name }) => /_ids?$|^connected_to$/.test(name));
	expect(ids.length).toBeGreaterThan(5);
	expect(ids.filter(({ otherNames = [] }) => otherNames.length > 0)).toEqual([]);
});

test('no two columns of an operation have one name', () => {
	for (const { operation } of mapping) {
		const keys = (operation.columns?.known ?? []).flatMap(({ name, otherNames = [] }) =>
			[name, ...otherNames].map((each) => columnKey(each)),
		);
		expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
	}
});
