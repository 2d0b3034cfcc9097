/** What the stand-in stores. Tests read it. */
import type { FieldValue } from './people.mts';

export interface StoredEmail {
	id: number;
	group_id: number;
	clogin_id: number;
	from: string;
	to: string;
	subject: string;
	body: string;
	cc?: string | undefined;
	bcc?: string | undefined;
	admin_id?: number | undefined;
}

export interface StoredStatus {
	status_id: number;
	group_id: number;
	status_name: string;
	color: string;
	is_excluded: number;
}

/** Arguments outside `doc`, as received. */
export interface Side {
	submit_forms?: boolean | undefined;
	disable_email_sending?: boolean | undefined;
}

export interface StoredPerson extends Side {
	clogin_id: number;
	connected_to: number;
	username: string;
	doc: Record<string, FieldValue>;
}

/** An update: the fields that were saved, and those that were ignored. */
export interface StoredUpdate extends Side {
	clogin_id: number;
	taken: string[];
	ignored: string[];
}

export interface StoredAssignment extends Side {
	clogin_id: number;
	status_id: number;
}

export interface CartLine {
	cart_id: number;
	clogin_id: number;
	p_id?: number | undefined;
	name?: string | undefined;
	q: number;
	product_remark?: string | undefined;
	recurring_start_date?: string | undefined;
	date_structure?: string | undefined;
}

export type Stored = Record<string, unknown>;

export interface RegpackRecords {
	emails: StoredEmail[];
	statuses: StoredStatus[];
	people: StoredPerson[];
	updates: StoredUpdate[];
	assignments: StoredAssignment[];
	tokens: Array<{ clogin_id: number; user_token: string }>;
	carts: CartLine[];
	products: Array<Stored & { p_id: number; only_one: boolean }>;
	categories: Array<Stored & { category_id: number }>;
}

export const emptyRecords = (): RegpackRecords => ({
	emails: [],
	statuses: [],
	people: [],
	updates: [],
	assignments: [],
	tokens: [],
	carts: [],
	products: [],
	categories: [],
});
