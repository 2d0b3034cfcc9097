/** docs/troubleshooting.md lists every message in the code, and no others. */
import { forgotten } from '../examples.ts';
import { messagesInCode } from './messages.mts';
import { codeIn, readPage, tablesOf } from './pages.mts';

const tables = tablesOf(readPage('docs/troubleshooting.md'));
const rows = tables
	.filter(({ columns }) => columns[0] === 'it says')
	.flatMap((table) => table.rows);
const explained = rows.flatMap(([cell]) => codeIn(cell));
const inCode = messagesInCode();

test('every message of the code is explained', () => {
	for (const message of inCode.keys()) {
		if (!explained.includes(message))
			throw forgotten(`Nothing explains "${message}"`, 'add a row to docs/troubleshooting.md');
	}
});

test('every explained message is in the code, and is explained once', () => {
	expect(explained.filter((message) => !inCode.has(message))).toEqual([]);
	expect(explained.filter((message, index) => explained.indexOf(message) !== index)).toEqual([]);
});

test('every row says what to do', () => {
	const silent = rows.filter((cells) => !cells.at(-1)?.content);
	expect(silent.map(([cell]) => cell?.content)).toEqual([]);
});
