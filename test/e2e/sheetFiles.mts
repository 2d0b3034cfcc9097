/** CSV and Excel files as spreadsheet programs save them. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import layout from '../../scripts/layout.cjs';

export type Format = 'csv' | 'xlsx';

/** A cell that a spreadsheet program shows in another way than it saves it, e.g. a date: `w` is what it shows. */
interface FormattedCell {
	t: 'n';
	v: number;
	z: string;
	w: string;
}

/** A value of a sheet; `null` is an empty cell. */
export type Cell = string | number | FormattedCell | null;

/** The part of the library that is used here. It comes with n8n, which reads and writes Excel files with it. */
interface Xlsx {
	utils: {
		aoa_to_sheet(rows: readonly Cell[][]): object;
		book_new(sheet: object): object;
	};
	write(book: object, options: { type: 'buffer'; bookType: 'xlsx' }): Uint8Array<ArrayBuffer>;
}

/** A file of these rows; the first contains the headers. */
export function fileOf(format: Format, rows: readonly Cell[][]): Blob {
	return format === 'csv'
		? new Blob([csvOf(rows)], { type: 'text/csv' })
		: new Blob([xlsxOf(rows)]);
}

function csvOf(rows: readonly Cell[][]): string {
	const width = rows[0]?.length ?? 0;
	const shown = (cell: Cell) => String((typeof cell === 'object' ? cell?.w : cell) ?? '');
	const quoted = (text: string) => (/["\n,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
	return rows
		.map((row) =>
			Array.from({ length: width }, (_, at) => quoted(shown(row[at] ?? null))).join(','),
		)
		.join('\r\n');
}

function xlsxOf(rows: readonly Cell[][]): Uint8Array<ArrayBuffer> {
	const nodes = join(layout.lab, 'node_modules', 'n8n-nodes-base', 'package.json');
	const { utils, write } = createRequire(nodes)('@e965/xlsx') as Xlsx;
	const book = utils.book_new(utils.aoa_to_sheet(rows));
	return write(book, { type: 'buffer', bookType: 'xlsx' });
}
