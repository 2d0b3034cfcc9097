import { UserError, type IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';
import { emailAddress } from '../../shared/operation/checks';
import type { Field } from '../../shared/operation/itemReader';
import { amountText, jsonOf, optional } from '../../shared/operation/values';

/* Checks of values that several operations take; they work like those in shared/operation/checks.ts. */

export const optionalEmail = optional(emailAddress);

/** A JSON object, or the text of one; `undefined` if it is empty. */
export function optionalObject(field: Field): IDataObject | undefined {
	const object = jsonOf(field) ?? {};
	if (isRecord(object)) return Object.keys(object).length > 0 ? object : undefined;
	throw new UserError(`${field.label} is not a JSON object`, {
		description: 'Enter names and values in braces, such as {"name": "Nathan"}.',
	});
}

/** An amount as text: that is how amounts are sent in Leeloo's examples. */
export const optionalAmount = optional(amountText);
