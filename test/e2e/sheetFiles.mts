/** CSV and Excel files as spreadsheet programs save them. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import layout from '../../scripts/layout.cjs';

export type Format = 'csv' | 'xlsx';

/** A cell that a spreadsheet program saves as a number (`v`) but shows as other text (`w`), e.g. a date. */
interface FormattedCell {
	t: 'n';
	v: number;
	z: string;
	w: string;
}

/** A value of a sheet; `null` is an empty cell. */
export type Cell = string | number | FormattedCell | null;

/** The used part of the library with which n8n reads and writes Excel files. The library is installed with n8n. */
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
