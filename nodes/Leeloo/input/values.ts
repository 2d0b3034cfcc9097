import { UserError, type IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';
import { emailAddress } from '../../shared/operation/checks';
import type { Field } from '../../shared/operation/itemReader';
import { amountText, jsonOf, optional } from '../../shared/operation/values';

/* Checks of values that several operations accept. They work like those in shared/operation/checks.ts. */

export const optionalEmail = optional(emailAddress);

/** A JSON object, or a JSON object as text; `undefined` if it is empty. */
export function optionalObject(field: Field): IDataObject | undefined {
	const object = jsonOf(field) ?? {};
	if (isRecord(object)) return Object.keys(object).length > 0 ? object : undefined;
	throw new UserError(`${field.label} is not a JSON object`, {
		description: 'Enter names and values in braces, such as {"name": "Nathan"}.',
	});
}

/** An amount as text, because Leeloo's examples send amounts as text. */
export const optionalAmount = optional(amountText);
