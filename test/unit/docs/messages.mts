/**
 * Finds in the code all messages that the nodes and credentials can show. `…` stands for the variable parts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import layout from '../../../scripts/layout.cjs';

/** Constructors of errors that n8n shows, each with the index of the argument that contains the message. */
const ERRORS = new Map([
	['UserError', 0],
	['NodeOperationError', 1],
]);
/** Functions that create an error from a text, each with the index of the argument that contains the text. */
const MAKERS = new Map([['triggerError', 1]]);
/** Properties that contain a message: the reason of a failure, or the message of a credential test. */
const MEMBERS = new Set(['reason', 'message']);
/** Constants and functions whose texts are all shown, in addition to the functions that return hints. */
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

/** The messages of all nodes and credentials, each with the files that contain it. */
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
		// An empty text is not a message. The code shows another text instead.
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
	/** Adds the sentences inside a node. Sentences have a space between words; keys, types and codes have none. */
	const collect = (node: ts.Node): void => {
		for (const text of ownText(node)) if (/\w .*\w/.test(text)) found.add(text);
		ts.forEachChild(node, collect);
	};
	visit(file);
	return found;
}

/** Whether the text is a parameter of a function that creates errors. Such texts are collected from the callers. */
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

/** The texts that an expression can evaluate to, e.g. both branches of a conditional. */
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
