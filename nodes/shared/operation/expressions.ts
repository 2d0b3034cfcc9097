import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../guards';
import {
	CodeOfFields,
	CodeOfItem,
	fitIntoEngine,
	isCertain,
	isPlain,
	LEFT_TO_N8N,
	type JoinedCode,
} from './joinedCode';
import { scopeOf, type Scope } from './pureCode';

/** Returns a parameter's value for the item with this index, or `LEFT_TO_N8N` if n8n might return another value. */
export type FastRead = (item: number) => unknown;

/** `$json.name` and nothing else: what n8n writes into an expression when a user drags a field into a parameter. */
const NAMED_FIELD = /^\s*\$json((?:\.[a-z_]\w*|\['[^'\\]+'\]|\["[^"\\]+"\])+)\s*$/i;
const STEP = /\.([a-z_]\w*)|\['([^'\\]+)'\]|\["([^"\\]+)"\]/gi;
/** Names that n8n's engine treats specially. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads parameters with expressions faster than n8n, which takes about 500 microseconds per expression and item. An
 * expression that only names a field is read directly. Other expressions are joined, and n8n evaluates them together:
 * for many items if they need only fields, otherwise for one item. The result is the same as n8n's, or `LEFT_TO_N8N`.
 */
export class FastExpressions {
	private readonly joined: Partial<Record<Scope, () => JoinedCode>>;
	private readonly items: ReadonlyArray<{ json: IDataObject }>;

	/** @param parameters all node parameters: if one may change items, reading order matters, so nothing is joined */
	constructor(
		context: Pick<IExecuteFunctions, 'evaluateExpression' | 'getInputData'>,
		parameters: unknown,
	) {
		const evaluate = (text: string, item: number): unknown =>
			context.evaluateExpression(text, item);
		this.items = context.getInputData();
		const ofFields = new CodeOfFields(evaluate, this.items.length);
		const ofItem = new CodeOfItem(evaluate);
		let fit: boolean | undefined;
		const doItemsFit = () => (fit ??= fitIntoEngine(this.items));
		const fields = () => (doItemsFit() ? ofFields : ofItem);
		this.joined = mayChangeItems(parameters) ? {} : { fields, item: () => ofItem };
	}

	/** How to read a parameter, or `undefined` if n8n must evaluate it. */
	readOf(parameter: unknown): FastRead | undefined {
		if (typeof parameter === 'string' && parameter.startsWith('='))
			return this.readOfText(parameter.slice(1));
		if (isPlain(parameter)) return () => parameter;
		if (Array.isArray(parameter)) {
			const read = this.readOfMembers(parameter.map((member, index) => [String(index), member]));
			return read && ((item) => mapCertain(read(item), Object.values));
		}
		return isRecord(parameter) ? this.readOfMembers(Object.entries(parameter)) : undefined;
	}

	private readOfMembers(members: Array<[string, unknown]>): FastRead | undefined {
		const reads: Array<[string, FastRead]> = [];
		for (const [name, member] of members) {
			const read = this.readOf(member);
			if (!read) return undefined;
			reads.push([name, read]);
		}
		return (item) => {
			// Read all members, even if one is left to n8n: after the first item, the code of each must be known.
			const values = reads.map(([name, read]) => [name, read(item)] as const);
			const areCertain = values.every(([, value]) => value !== LEFT_TO_N8N);
			return areCertain ? Object.fromEntries(values) : LEFT_TO_N8N;
		};
	}

	/** Reads a text with expressions: `Hello {{ $json.name }}`. */
	private readOfText(text: string): FastRead | undefined {
		const template = templateOf(text);
		if (!template) return undefined;
		const reads: FastRead[] = [];
		for (const code of template.codes) {
			const read = this.readOfCode(code);
			if (!read) return undefined;
			reads.push(read);
		}
		const [only] = reads;
		if (only && reads.length === 1 && template.texts.every((part) => part === '')) return only;
		return (item) => {
			const values = reads.map((read) => read(item));
			// Within text, n8n leaves out NaN.
			if (!values.every((value) => isPlain(value) && !Number.isNaN(value))) return LEFT_TO_N8N;
			return template.texts.map((part, index) => `${part}${String(values[index] ?? '')}`).join('');
		};
	}

	private readOfCode(code: string): FastRead | undefined {
		const field = this.readOfField(code);
		const joined = this.joined[scopeOf(code)];
		if (!joined) return field;
		return (item) => {
			const value = field ? field(item) : LEFT_TO_N8N;
			return value === LEFT_TO_N8N ? joined().valueOf(code, item) : value;
		};
	}

	private readOfField(code: string): FastRead | undefined {
		const path = NAMED_FIELD.exec(code)?.[1];
		if (path === undefined) return undefined;
		const names = [...path.matchAll(STEP)].map(
			([, plain, single, double]) => plain ?? single ?? double ?? '',
		);
		if (names.some((name) => RESERVED.has(name))) return undefined;
		return (item) => {
			let value: unknown = this.items[item]?.json;
			for (const name of names) {
				if (!isRecord(value) || name in Object.prototype) return LEFT_TO_N8N;
				value = value[name];
			}
			return isCertain(value) ? value : LEFT_TO_N8N;
		};
	}
}

/** Whether an expression in a parameter may change an item. n8n does not protect its items from expressions. */
function mayChangeItems(parameter: unknown): boolean {
	if (typeof parameter === 'object' && parameter !== null)
		return Object.values(parameter).some(mayChangeItems);
	if (typeof parameter !== 'string' || !parameter.startsWith('=')) return false;
	const template = templateOf(parameter.slice(1));
	return !template || template.codes.some((code) => scopeOf(code) === 'changes');
}

/** The parts of a text with expressions. There is one more piece of text than there are pieces of code. */
interface Template {
	texts: string[];
	codes: string[];
}

/** Splits a text into its parts; `undefined` if that is uncertain because of escapes or three braces in a row. */
function templateOf(text: string): Template | undefined {
	if (/\\(?:\{\{|\}\})|\{\{\{|\}\}\}/.test(text)) return undefined;
	const pieces = text.split(/(\{\{|\}\})/);
	const isOrdered = pieces.every(
		(piece, index) => index % 2 === 0 || piece === (index % 4 === 1 ? '{{' : '}}'),
	);
	if (!isOrdered || pieces.length % 4 !== 1) return undefined;
	const contents = pieces.filter((_, index) => index % 2 === 0);
	const texts = contents.filter((_, index) => index % 2 === 0);
	if (texts.some((part) => part.includes('\\'))) return undefined;
	return { texts, codes: contents.filter((_, index) => index % 2 === 1) };
}

function mapCertain(value: unknown, map: (value: object) => unknown): unknown {
	return typeof value === 'object' && value !== null ? map(value) : value;
}
