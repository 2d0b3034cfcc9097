/**
 * The rows that are sent. n8n makes them in an expression, the bare sender in code, both from these functions. The
 * texts of the functions become part of an expression, hence no doubled brace.
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

/** One person each: as many people must exist, see {@link firstPersonId}. */
export const email = (index: number): Email => ({
	clogin_id: 200000001 + index,
	from: 'office@example.com',
	to: 'person' + index + '@example.com',
	subject: 'Your registration is complete',
	body: 'Dear person ' + index + ', we have received your registration and are glad to have you.',
});

/** An expression that makes `count` rows in one item, to be split out. */
export function rowsExpression(row: (index: number) => object, count: number): string {
	return `={{ ({ rows: Array.from({ length: ${count} }, (_, index) => (${row.toString()})(index)) }) }}`;
}
