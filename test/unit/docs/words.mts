/**
 * The words that this project's texts must not use, and the texts to check: those of the nodes and the pages, the
 * notes in the example workflows, and the output of the commands.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import layout from '../../../scripts/layout.cjs';
import { allPages, plainText } from './pages.mts';

interface Rule {
	/** The replacement that a failing test suggests. */
	write: string;
	never: RegExp;
	/** The texts that the rule applies to; all texts by default. */
	only?: (text: Text) => boolean;
}

/** A text that a person reads. */
interface Text {
	/** The file that contains the text. */
	path: string;
	text: string;
	/** The heading of the section that contains the text, if it is on a page. */
	heading?: string;
}

/** Pages for maintainers, which may use the terms of the code. */
const MAINTAINERS =
	/^(?:CONTRIBUTING|docs\/(?:architecture|benchmarks|change-things|operations|testing))/;
const isForUsers = ({ path }: Text) => !MAINTAINERS.test(path);
const isAboutRegpack = ({ path, heading }: Text) =>
	/^nodes\/Regpack\/|^docs\/regpack\.md$/.test(path) || /^Regpack\b/.test(heading ?? '');

/** In the order of the style guide: words first, then word order. */
export const RULES: Rule[] = [
	{ write: 'email', never: /\be-mails?\b/i },
	{
		write: 'color, license, behavior, canceled',
		never: /\b(?:colour|licence|behaviour|cancelled)/i,
	},
	{ write: 'timeout', never: /\btime-out/i },
	{ write: 'log in (Regpack), sign in (n8n)', never: /\blog-in\b/i },
	{ write: 'someone, or the word of the service', never: /\b(?:somebody|whoever|anybody)\b/i },
	{ write: 'the name of the service, or "the service"', never: /\bvendors?\b/i, only: isForUsers },
	{ write: 'retry, attempt', never: /\b(?:tries|another try|each try|every try)\b/i },
	{
		write: 'duplicate (noun), retry (verb)',
		never: /\b(?:(?:is|are|a|an|the|ignore) repeats?|repeat window)\b/i,
	},
	{ write: 'in progress', never: /\bunder way\b/i },
	{ write: 'return', never: /\b(?:put out|puts out|comes? out|leaves? by)\b/i },
	{ write: 'automatically', never: /\bby (?:itself|themselves)\b/i },
	{ write: 'check', never: /\blook whether\b/i },
	{ write: 'contains', never: /\bholds?\b(?! (?:for|together))/i },
	{ write: 'attached to, in one request', never: /\b(?:hangs? on|travels?)\b/i },
	{ write: 'again', never: /\banew\b/i },
	{ write: 'otherwise', never: /\bor else\b/i },
	{ write: 'so', never: /\bhence\b/i },
	{ write: 'in addition to, next to', never: /\bbeside\b/i },
	{ write: 'silently, or name what is missing', never: /\bwithout a word\b/i },
	{ write: 'still', never: /\ball the same\b/i },
	{ write: 'permanently', never: /\bfor ever\b/i },
	{
		write: 'per',
		never:
			/\b(?:contacts?|emails?|events?|items?|one|people|requests?|rows?|users?|\d+) an? (?:request|minute|second|person|user|run|day)\b/i,
	},
	{
		write: "user, as in Regpack's screens",
		never: /\b(?:persons?|people)\b/i,
		only: isAboutRegpack,
	},
	// "There is no" is plain English.
	{
		write: 'is not a',
		never: /(?<!\bthere )\b(?:is|are) (?:no (?!longer|more\b|such\b)[a-z]|none\b|not one that)/i,
	},
];

/** Every text of the project that people read outside the code. */
export function allTexts(): Text[] {
	return [...codeTexts(), ...pageTexts(), ...workflowTexts()];
}

/** For each rule that a text breaks, the sentences that contain a forbidden word. */
export function brokenRules(
	text: Text,
): Array<{ number: number; write: string; sentence: string }> {
	return RULES.flatMap(({ write, never, only }, index) =>
		only?.(text) === false
			? []
			: sentencesOf(text.text)
					.filter((sentence) => never.test(sentence))
					.map((sentence) => ({ number: index + 1, write, sentence })),
	);
}

function sentencesOf(text: string): string[] {
	return text.split(/(?<=[.!?:])\s+|\n+/);
}

/** Sentences have a space between words; keys, types and paths have none. */
const isSentence = (text: string) => /\p{L}.* .*\p{L}/u.test(text);

/** The texts of the nodes and credentials, the output of the commands, and the texts of the benchmark page. */
function codeTexts(): Text[] {
	return ['nodes', 'credentials', 'scripts', 'lab', 'test/bench'].flatMap((folder) =>
		sourcesIn(folder).flatMap((path) => {
			const source = readFileSync(join(layout.root, path), 'utf8');
			const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
			return literalsIn(file)
				.filter(isSentence)
				.map((text) => ({ path, text }));
		}),
	);
}

function sourcesIn(folder: string): string[] {
	return readdirSync(join(layout.root, folder), { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return folder === 'lab' ? [] : sourcesIn(path);
		return /\.[cm]?[jt]s$/.test(entry.name) ? [path] : [];
	});
}

function literalsIn(node: ts.Node): string[] {
	const own = ts.isStringLiteralLike(node)
		? [node.text]
		: ts.isTemplateExpression(node)
			? [[node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…')]
			: [];
	const inner: string[] = [];
	ts.forEachChild(node, (child) => void inner.push(...literalsIn(child)));
	return [...own, ...inner];
}

/** Not checked as a page: `npm run bench` writes it, and {@link codeTexts} includes the texts that it uses. */
const BENCHMARKS = 'docs/benchmarks.md';

/** The texts of the pages, without code. A line break within a paragraph becomes a space. */
function pageTexts(): Text[] {
	return allPages()
		.filter(({ path }) => path !== BENCHMARKS)
		.flatMap(({ path, tokens }) => {
			let heading = '';
			return tokens.flatMap((token, index) => {
				if (token.type !== 'inline') return [];
				const text = plainText(withoutCode(token));
				const { type, tag } = tokens[index - 1]!;
				if (type === 'heading_open' && tag === 'h2') heading = text;
				return [{ path, text, heading }];
			});
		});
}

type Inline = Parameters<typeof plainText>[0];

function withoutCode(token: Inline): Inline {
	const children = (token.children ?? [])
		.filter(({ type }) => type !== 'code_inline')
		.map((child) => (child.type === 'softbreak' ? { ...child, content: ' ' } : child));
	return Object.assign(Object.create(token) as Inline, { children });
}

/** The names, descriptions and notes of the example workflows. */
function workflowTexts(): Text[] {
	const folder = 'examples';
	return readdirSync(join(layout.root, folder))
		.filter((name) => name.endsWith('.json'))
		.flatMap((name) => {
			const path = join(folder, name);
			const { nodes, ...workflow } = layout.readJson(path) as {
				name: string;
				description?: string;
				nodes: Array<{ name: string; parameters: { content?: string } }>;
			};
			const own = [workflow.name, workflow.description ?? ''];
			const notes = nodes.flatMap(({ name: title, parameters }) => [
				title,
				parameters.content ?? '',
			]);
			return [...own, ...notes].map((text) => ({ path, text }));
		});
}
