import type { IDataObject } from 'n8n-workflow';

import { isTool, type ItemKey } from './messages';
import type { Run } from './run';

/** What a person recognizes an item by: a value of its row, or a field of the item if its row could not be read. */
export function keyOf(
	{ context, items }: Run,
	item: number,
	identity: IDataObject,
): ItemKey | undefined {
	const known = Object.values(identity).find(isKey);
	// In an AI agent's call, the item is the conversation, so its fields identify nothing.
	if (known !== undefined || isTool(context.getNode())) return known;
	return keyIn(items[item]?.json ?? {});
}

/** What probably identifies an item that could not be read: its email address, or the first of its IDs. */
function keyIn(json: IDataObject): ItemKey | undefined {
	const filled = Object.entries(json).filter((entry): entry is [string, ItemKey] =>
		isKey(entry[1]),
	);
	const found =
		filled.find(([name]) => /e-?mail/i.test(name)) ??
		filled.find(([name]) => /(?:^|_)id$|Id$/.test(name));
	return found?.[1];
}

function isKey(value: unknown): value is ItemKey {
	return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
}
