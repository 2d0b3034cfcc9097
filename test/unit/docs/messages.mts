/**
 * What the shipped code can say to a person, read from the code itself: `…` stands for what differs from case to case.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import layout from '../../../scripts/layout.cjs';

/** Constructors whose text is shown: the argument it is. */
const ERRORS = new Map([
	['UserError', 0],
	['NodeOperationError', 1],
]);
/** Functions that make an error or a reason of a text: the argument it is. */
const MAKERS = new Map([['triggerError', 1]]);
/** Members that hold a text which is shown: the reason of a failure, and what a connection test says. */
const MEMBERS = new Set(['reason', 'message']);
/** Constants and functions whose texts are all shown. So are those of functions that return hints. */
const COLLECTIONS = new Set([
	'sentenceFor',
	'NEVER_SENT',
	'whyNeverSent',
	'CODES',
	'TOO_LONG',
	'pageWords',
	'textWords',
	'whereTo',
	'whyUnclear',
]);

const isCollection = (name: string) =>
	COLLECTIONS.has(name) || /^(?:hints|hintOf|unusedHint)$|Hints$/.test(name);

/** The messages of all nodes and credentials, each with the files that say it. */
export function messagesInCode(): Map<string, string[]> {
	const messages = new Map<string, string[]>();
	for (const folder of ['nodes', 'credentials']) {
		for (const name of readdirSync(join(layout.root, folder), {
			recursive: true,
			encoding: 'utf8',
		})) {
			if (!name.endsWith('.ts')) continue;
			const path = join(folder, name);
			const source = readFileSync(join(layout.root, path), 'utf8');
			const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
			for (const message of messagesOf(file)) {
				messages.set(message, [...(messages.get(message) ?? []), path]);
			}
		}
	}
	return messages;
}

function messagesOf(file: ts.SourceFile): Set<string> {
	const found = new Set<string>();
	const constants = new Map<string, ts.Node>();
	const add = (node: ts.Node | undefined) => {
		// An empty one is nothing that is said: other words take its place.
		for (const text of textsOf(node)) if (text !== '') found.add(text);
		const constant = node && ts.isIdentifier(node) ? constants.get(node.text) : undefined;
		if (constant) collect(constant);
	};
	const visit = (node: ts.Node): void => {
		if (ts.isVariableDeclaration(node) && node.initializer) {
			constants.set(node.name.getText(), node.initializer);
		}
		if (ts.isNewExpression(node)) {
			const text = argumentOf(node, ERRORS);
			if (text && textsOf(text).length === 0 && !isComposed(text)) {
				throw new Error(
					`${file.fileName} makes an error of ${text.getText()}, which cannot be read here`,
				);
			}
			add(text);
		}
		if (ts.isCallExpression(node)) add(argumentOf(node, MAKERS));
		if (ts.isPropertyAssignment(node) && MEMBERS.has(node.name.getText())) add(node.initializer);
		if (isNamed(node) && isCollection(node.name.text)) collect(node);
		ts.forEachChild(node, visit);
	};
	/** A sentence has words with a blank between; keys, types and codes have none. */
	const collect = (node: ts.Node): void => {
		for (const text of ownText(node)) if (/\w .*\w/.test(text)) found.add(text);
		ts.forEachChild(node, collect);
	};
	visit(file);
	return found;
}

/** Whether it stands in a function that makes an error of texts it was given; they are found where they are given. */
function isComposed(text: ts.Node): boolean {
	const maker = ts.findAncestor(text, ts.isFunctionDeclaration)?.name?.text ?? '';
	return ['nodeError', 'triggerError'].includes(maker);
}

function argumentOf(
	{ expression, arguments: given }: ts.NewExpression | ts.CallExpression,
	places: ReadonlyMap<string, number>,
): ts.Node | undefined {
	const place = places.get(expression.getText());
	return place === undefined ? undefined : given?.[place];
}

function isNamed(node: ts.Node): node is ts.Node & { name: ts.Identifier } {
	const isNameable =
		ts.isFunctionDeclaration(node) ||
		ts.isVariableDeclaration(node) ||
		ts.isPropertyAssignment(node);
	return isNameable && node.name !== undefined && ts.isIdentifier(node.name);
}

/** The texts an expression can be: both sides of a choice. */
function textsOf(node: ts.Node | undefined): string[] {
	if (!node) return [];
	if (ts.isConditionalExpression(node)) {
		return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
	}
	if (ts.isBinaryExpression(node)) return [...textsOf(node.left), ...textsOf(node.right)];
	return ownText(node);
}

function ownText(node: ts.Node): string[] {
	if (ts.isStringLiteralLike(node)) return [node.text];
	if (!ts.isTemplateExpression(node)) return [];
	return [[node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…')];
}
