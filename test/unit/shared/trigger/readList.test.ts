import type { IDataObject } from 'n8n-workflow';

import { type ListReader, MAX_RECORDS, readList } from '../../../../nodes/shared/trigger/readList';

/** A service with a list: the records of the page at a position, and the total that the service reports. */
function serviceWith(
	pageAt: (position: number) => IDataObject[],
	{ total = 0, ...more }: { total?: number } & Partial<ListReader> = {},
) {
	const asked: number[][] = [];
	const page = (position: number) => {
		const records = pageAt(position);
		return { records, length: records.length, total, isList: true };
	};
	const reader: ListReader = {
		pages: async (positions) => {
			asked.push(positions);
			return positions.map(page);
		},
		beyond: async (position) => {
			asked.push([position]);
			return [page(position)];
		},
		keyOf: ({ id }) => String(id),
		mayGoOn: () => true,
		tooMany: (count) => new Error(`too many: ${count}`),
		...more,
	};
	return { reader, asked };
}
const listOf = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));
/** Pages of this length. */
const pagesOf = (list: IDataObject[], length: number) => (position: number) =>
	list.slice(position, position + length);
const idsOf = (records: IDataObject[]) => records.map(({ id }) => id);

test('reads one page, then four at a time, and one behind the end', async () => {
	const { reader, asked } = serviceWith(pagesOf(listOf(12), 2), { total: 12 });
	const read = await readList(reader, 0);
	expect(read).toMatchObject({ position: 0, isToEnd: true, isRepeated: false, total: 12 });
	expect(idsOf(read.records)).toEqual(idsOf(listOf(12)));
	expect(asked).toEqual([[0], [2, 4, 6, 8], [10], [12]]);
});

test.each([0, NaN, 3])('a page without records is the end if the count is %d', async (total) => {
	const { reader } = serviceWith(pagesOf(listOf(7), 2), { total });
	const read = await readList(reader, 0);
	expect(read).toMatchObject({ isToEnd: true, isRepeated: false });
	expect(read.records).toHaveLength(7);
});

test('the list is whole if the service refuses the page behind it', async () => {
	const more = { total: 4, beyond: async () => [] };
	const { reader } = serviceWith(pagesOf(listOf(4), 2), more);
	expect(await readList(reader, 0)).toMatchObject({ position: 0, isToEnd: true });
});

test('stops when it may not go on, and continues there', async () => {
	const { reader } = serviceWith(pagesOf(listOf(20), 2), { total: 20, mayGoOn: () => false });
	const first = await readList(reader, 0);
	expect(first).toMatchObject({ position: 2, isToEnd: false });
	const last = await readList(reader, 18);
	expect(last).toMatchObject({ position: 0, isToEnd: true });
	expect(idsOf(last.records)).toEqual([18, 19]);
});

test('stops behind a count that is too small when it may not go on, and continues there', async () => {
	const { reader, asked } = serviceWith(pagesOf(listOf(20), 2), { total: 2, mayGoOn: () => false });
	expect(await readList(reader, 0)).toMatchObject({ position: 4, isToEnd: false });
	expect(asked).toEqual([[0], [2]]);
	expect(await readList(reader, 4)).toMatchObject({ position: 6, isToEnd: false });
});

test('a full page that came before is told from a short one', async () => {
	const stuck = serviceWith(() => listOf(2));
	expect(await readList(stuck.reader, 0)).toMatchObject({ isToEnd: true, isRepeated: true });
	const shifted = serviceWith((position) => (position === 0 ? listOf(2) : listOf(1)));
	expect(await readList(shifted.reader, 0)).toMatchObject({ isToEnd: true, isRepeated: false });
});

test('an answer without a list is not the end', async () => {
	const none = async () => [{ records: [], length: 0, total: 0, isList: false }];
	const { reader } = serviceWith(() => [], { pages: none });
	const read = { records: [], position: 0, isToEnd: false };
	expect(await readList(reader, 50)).toMatchObject(read);
});

test('fails on the first page that says that there are too many', async () => {
	const counted = serviceWith(pagesOf(listOf(4), 2), { total: MAX_RECORDS + 1 });
	await expect(readList(counted.reader, 0)).rejects.toThrow(`too many: ${MAX_RECORDS + 1}`);
	expect(counted.asked).toEqual([[0]]);
	const seen = serviceWith(pagesOf(listOf(MAX_RECORDS + 1), MAX_RECORDS + 1));
	await expect(readList(seen.reader, 0)).rejects.toThrow(`too many: ${MAX_RECORDS + 1}`);
});
