/**
 * The rows to send. n8n creates them in an expression with these functions. Their source text becomes part of the
 * expression, so it must not contain two braces in a row.
 */

interface Contact {
	email: string;
	name: string;
}

interface Email {
	clogin_id: number;
	from: string;
	to: string;
	subject: string;
	body: string;
}

export const contact = (index: number): Contact => ({
	email: 'person' + index + '@example.com',
	name: 'Person ' + index,
});

/** A contact that no execution sent before. */
export const newContact = (index: number): Contact => ({
	email: 'person' + index + '@run' + $execution.id + '.example.com',
	name: 'Person ' + index,
});

/** n8n's variable, in an expression. */
declare const $execution: { id: string };

/** One user per row. That many users must exist: see {@link firstPersonId}. */
export const email = (index: number): Email => ({
	clogin_id: 200000001 + index,
	from: 'office@example.com',
	to: 'person' + index + '@example.com',
	subject: 'Your registration is complete',
	body: 'Dear person ' + index + ', we have received your registration and are glad to have you.',
});

/** An expression that creates `count` rows in one item. A Split Out node separates them. */
export function rowsExpression(row: (index: number) => object, count: number): string {
	return `={{ ({ rows: Array.from({ length: ${count} }, (_, index) => (${row.toString()})(index)) }) }}`;
}
