import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/*
 * Stryker does not mutate the descriptions of node parameters: they are data for n8n's editor and decide nothing in our
 * code. Other tests check them: the snapshot of names and defaults, and the rules for labels and text. Stryker ignores:
 *
 * - An object that describes a field, a group of fields or a node in n8n's format: it has a `displayName`.
 * - An entry of a selector: it has a `name` and a `description` or `value`, and at most an `action` in addition.
 * - A list of fields: it is called `fields` or `options`, or its type is `INodeProperties[]`.
 * - The text of an operation for the selectors: its `name`, `action` and `description`.
 */

/** @typedef {import('@babel/types').Node} Node */

/** @param {Node} member */
function keyOf(member) {
	if (member.type !== 'ObjectProperty' && member.type !== 'ClassProperty') return undefined;
	if (member.key.type === 'Identifier') return member.key.name;
	return member.key.type === 'StringLiteral' ? member.key.value : undefined;
}

/** @param {Node | undefined} node */
function isPanelObject(node) {
	if (node?.type !== 'ObjectExpression') return false;
	const keys = new Set(node.properties.map(keyOf));
	if (keys.has('displayName')) return true;
	const isEntry = keys.has('name') && (keys.has('value') || keys.has('description'));
	return isEntry && [...keys].every((key) => ENTRY_KEYS.has(key ?? ''));
}

const ENTRY_KEYS = new Set(['name', 'value', 'action', 'description']);

/** @param {Node} node @param {Node} parent @param {Node | undefined} holder */
function isPanelMember(node, parent, holder) {
	if (parent.type === 'VariableDeclarator') return isDeclaredAsPanel(parent);
	const key = keyOf(parent);
	if (key === undefined || !('value' in parent) || parent.value !== node) return false;
	if (node.type === 'ArrayExpression') return key === 'fields' || key === 'options';
	const isText = node.type === 'StringLiteral' || node.type === 'TemplateLiteral';
	return isText && SELECTOR_TEXTS.has(key) && isSelector(holder);
}

/**
 * Returns true if a variable's type is `INodeProperties` or a list of these.
 * @param {Extract<Node, { type: 'VariableDeclarator' }>} declarator
 */
function isDeclaredAsPanel({ id }) {
	const type = id.type === 'Identifier' && id.typeAnnotation;
	if (!type || type.type !== 'TSTypeAnnotation') return false;
	const { typeAnnotation: inner } = type;
	const named = inner.type === 'TSArrayType' ? inner.elementType : inner;
	return (
		named.type === 'TSTypeReference' &&
		named.typeName.type === 'Identifier' &&
		named.typeName.name === 'INodeProperties'
	);
}

/** @param {Node | undefined} holder the object that contains a text */
function isSelector(holder) {
	return (
		holder?.type === 'ObjectExpression' &&
		holder.properties.some((member) => keyOf(member) === 'noun')
	);
}

const SELECTOR_TEXTS = new Set(['name', 'action', 'description']);

/** @param {{ node: Node, parent?: Node, parentPath?: { parent?: Node } | null }} path */
function shouldIgnore({ node, parent, parentPath }) {
	const isPanel =
		isPanelObject(node) || (parent && isPanelMember(node, parent, parentPath?.parent));
	return isPanel ? 'data of the panel' : undefined;
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'panel', { shouldIgnore })];
