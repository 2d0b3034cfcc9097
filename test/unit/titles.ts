import { excerpt } from '../../nodes/shared/text';

/** Puts a short title in front of each row of a test table. The title shows the first column. */
export function withTitles<Row extends readonly [unknown, ...unknown[]]>(
	rows: readonly Row[],
): Array<[title: string, ...Row]> {
	return rows.map((row) => [excerpt(JSON.stringify(row[0])), ...row]);
}
