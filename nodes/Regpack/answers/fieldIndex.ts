import type { INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';

/**
 * The fields of a project, as a person may map them, out of the `field_index` that get_info gives with `_allfields`.
 * No page shows its shape, so several names are looked for: https://api.regpack.com/docs/getinfo,
 * https://api.regpack.com/docs/fields. A field is addressed by its mapped name, else by its ID.
 */
export function fieldsIn(index: unknown): ResourceMapperField[] {
	const entries = Array.isArray(index)
		? index.map((entry): [string, unknown] => ['', entry])
		: isRecord(index)
			? Object.entries(index)
			: [];
	const fields = entries.flatMap(([key, entry]) => {
		const about: Record<string, unknown> = isRecord(entry) ? entry : { label: entry };
		// A key that is no mere number is what the values are kept under.
		const ownKey = /^\d*$/.test(key) ? undefined : key;
		const id =
			firstText(about, 'mapped_name', 'mapping') ??
			ownKey ??
			firstText(about, 'field_id', 'id', 'name') ??
			'';
		// What begins with _ belongs to Regpack itself and cannot be written.
		if (id === '' || id.startsWith('_')) return [];
		const label = firstText(about, 'label', 'title', 'caption', 'question', 'name') ?? id;
		const options = choicesIn(about.options ?? about.choices ?? about.values);
		return [
			{ id, label, options, takesSeveral: /check|multi/i.test(firstText(about, 'type') ?? '') },
		];
	});
	return fields
		.sort((a, b) => a.label.localeCompare(b.label))
		.map(({ id, label, options, takesSeveral }) => ({
			id,
			displayName: shownName(label, id, takesSeveral && options.length > 0),
			required: false,
			defaultMatch: false,
			canBeUsedToMatch: false,
			display: true,
			removed: true,
			...(options.length === 0
				? { type: 'string' as const }
				: // n8n wants lists of fields that are lists, and has no way to give one but an expression.
					{ type: takesSeveral ? ('string' as const) : ('options' as const), options }),
		}));
}

function shownName(label: string, id: string, takesSeveral: boolean): string {
	const details = [label === id ? '' : id, takesSeveral ? 'comma-separated' : ''];
	const shown = details.filter(Boolean).join(', ');
	return shown ? `${label} (${shown})` : label;
}

function firstText(about: Record<string, unknown>, ...names: string[]): string | undefined {
	const found = names
		.map((name) => about[name])
		.find((value) => value !== undefined && value !== null && value !== '');
	return found === undefined || typeof found === 'object' ? undefined : String(found).trim();
}

/** The answers one may choose from: texts, or objects that hold one, in a list or by ID. */
function choicesIn(held: unknown): INodePropertyOptions[] {
	const list: unknown[] = Array.isArray(held) ? held : isRecord(held) ? Object.values(held) : [];
	const texts = list.map((choice) =>
		isRecord(choice)
			? firstText(choice, 'value', 'label', 'name', 'title', 'text')
			: typeof choice === 'string' || typeof choice === 'number'
				? String(choice)
				: undefined,
	);
	return texts.filter((text) => text !== undefined).map((text) => ({ name: text, value: text }));
}
