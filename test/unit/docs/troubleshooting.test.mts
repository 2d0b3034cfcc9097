/** docs/troubleshooting.md knows each message of the code, and no others. */
import { messagesInCode } from './messages.mts';
import { codeIn, readPage, tablesOf } from './pages.mts';

const tables = tablesOf(readPage('docs/troubleshooting.md'));
const rows = tables
	.filter(({ columns }) => columns[0] === 'it says')
	.flatMap((table) => table.rows);
const explained = rows.flatMap(([cell]) => codeIn(cell));
const inCode = messagesInCode();

test('every message of the code is explained', () => {
	expect([...inCode.keys()].filter((message) => !explained.includes(message))).toEqual([]);
});

test('every explained message is in the code, and is explained once', () => {
	expect(explained.filter((message) => !inCode.has(message))).toEqual([]);
	expect(explained.filter((message, index) => explained.indexOf(message) !== index)).toEqual([]);
});

test('every row says what to do', () => {
	const silent = rows.filter((cells) => !cells.at(-1)?.content);
	expect(silent.map(([cell]) => cell?.content)).toEqual([]);
});
