/*
 * Decides which JavaScript in an expression may be evaluated together with other code. Joined code shares one
 * evaluation, so it must not change anything that other code reads, and must not run on into the code after it. These
 * lists contain what is known to be safe, not everything that is safe.
 */

/** Strings, templates, regular expressions and comments. They may contain brackets and names that are not code. */
const LITERAL = new RegExp(
	[
		String.raw`'(?:[^'\\\n]|\\.)*'`,
		String.raw`"(?:[^"\\\n]|\\.)*"`,
		'`(?:[^`\\\\$]|\\\\.|\\$(?!\\{)|\\$\\{[^`{}]*\\})*`',
		String.raw`\/\/[^\n]*|\/\*[^]*?\*\/`,
		// A slash begins a regular expression if no value can end before it; otherwise it means division.
		String.raw`(?<=(?:^|[([{,=:!&|?+\-*%<>~^])\s*)\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*`,
	].join('|'),
	'g',
);

/** Assignments, and calls of something other than a name. Either may change anything. */
const CHANGES = /(?<![=!<>])=(?![=>])|\+\+|--|<<|>>|[)\]]\s*\(|\?\.\s*\(/;

/** Statements, and words whose meaning depends on the surroundings. */
const STATEMENT =
	/(?<![.\w$])(?:arguments|async|await|break|case|catch|class|const|continue|debugger|delete|do|else|eval|export|finally|for|function|if|import|let|return|static|super|switch|this|throw|try|var|void|while|with|yield)\b|\b(?:constructor|prototype|__\w+)\b/;

/** Comments, syntax that this module does not understand, and the current time. */
const UNCERTAIN = /['"`\\;@#]|\/\/|\/\*|\bDate\s*\(\s*\)|\bnew\s+(?!Date\s*\()/;

/** JavaScript and n8n functions that only return a value. */
const PURE = wordsIn(`
	abs at Boolean capitalize ceil charAt charCodeAt codePointAt concat Date decodeURI decodeURIComponent encodeURI
	encodeURIComponent endsWith entries every extractDomain extractEmail extractUrl filter find findIndex first flat flatMap
	floor format fromEntries getDate getDay getFullYear getHours getMinutes getMonth getSeconds getTime hasOwn includes
	indexOf isArray isBlank isDomain isEmail isEmpty isFinite isInteger isNaN isNotEmpty isNumeric isUrl join keys last
	lastIndexOf localeCompare map match max min normalize Number padEnd padStart parse parseFloat parseInt quote reduce
	removeTags repeat replace replaceAll replaceSpecialChars round search sign slice some split sqrt startsWith String
	stringify substr substring sum test toBoolean toCamelCase toDateString toDateTime toFixed toFloat toInt toISOString
	toJsonString toLocaleDateString toLocaleLowerCase toLocaleString toLocaleUpperCase toLowerCase toNumber toPrecision
	toSentenceCase toSnakeCase toString toTitleCase toUpperCase trim trimEnd trimStart trunc unique urlDecode urlEncode
	valueOf values`);

/** More such functions, which need the context of a single item: access to other nodes, and n8n's date functions. */
const PURE_FOR_AN_ITEM = wordsIn(`
	$ $if $ifEmpty $max $min $not all day diff diffNow diffTo endOf endOfMonth fromFormat fromISO hour isWeekend item
	itemMatching minus month plus setLocale setZone startOf toFormat toISO toISODate toISOTime toMillis toSeconds toUTC
	weekday year`);

/**
 * How code may be evaluated. `fields`: with the same code of other items, because it needs only the fields of its item.
 * `item`: with other code of its item. `alone`: separately. `changes`: it may change what other code reads.
 */
export type Scope = 'fields' | 'item' | 'alone' | 'changes';

/** @param code the text between `{{` and `}}` */
export function scopeOf(code: string): Scope {
	const bare = withoutLiterals(code);
	const called = [...bare.matchAll(/([\w$]+)\s*\(/g)].map(([, name = '']) => name);
	const needsFieldsOnly =
		called.every((name) => PURE.has(name)) && variablesIn(bare).every(isField);
	const isPure = called.every((name) => PURE.has(name) || PURE_FOR_AN_ITEM.has(name));
	if (!isPure || CHANGES.test(bare) || STATEMENT.test(bare) || !isBalanced(bare)) return 'changes';
	if (UNCERTAIN.test(bare) || bare.trim() === '') return 'alone';
	return needsFieldsOnly ? 'fields' : 'item';
}

/** The code with a number for each literal. It keeps the code inside templates, and shows where a comment was. */
function withoutLiterals(code: string): string {
	return code.replace(LITERAL, (literal) => {
		if (literal.startsWith('//') || literal.startsWith('/*')) return ' // ';
		if (!literal.startsWith('`')) return ' 0 ';
		const inner = [...literal.matchAll(/\$\{([^`{}]*)\}/g)].map(([, part = '']) => part);
		return ` [0, ${inner.map((part) => `[${withoutLiterals(part)}]`).join(', ')}] `;
	});
}

function variablesIn(bare: string): string[] {
	return [...bare.matchAll(/(?<![\w$])\$[\w$]*/g)].map(([name]) => name);
}

const isField = (name: string) => name === '$json' || name === '$itemIndex';

const CLOSES: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Whether every bracket is closed, in order. */
function isBalanced(bare: string): boolean {
	const open: string[] = [];
	for (const [bracket] of bare.matchAll(/[()[\]{}]/g)) {
		const opening = CLOSES[bracket];
		if (opening === undefined) open.push(bracket);
		else if (open.pop() !== opening) return false;
	}
	return open.length === 0;
}

function wordsIn(text: string): ReadonlySet<string> {
	return new Set(text.trim().split(/\s+/));
}
