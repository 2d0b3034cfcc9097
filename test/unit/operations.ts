import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { RequestParts } from '../../nodes/shared/http/vendor';

/**
 * One row for everything an operation can be asked: what a workflow holds and brings, the one request it becomes,
 * the vendor's answer, and what comes out. The unit tests run the rows through the operation alone, the engine
 * tests through the whole node against the stand-ins. Ids are those the stand-ins know.
 */
export interface OperationExample {
	name: string;
	node: 'regpack' | 'leeloo';
	/** As a saved workflow holds them; `={{ $json.name }}` reads the item. */
	parameters: INodeParameters;
	items: IDataObject[];
	/** What all items together become: https://api.regpack.com/docs/user and the Leeloo page named below. */
	request: RequestParts;
	answer: IDataObject;
	/** One for each item; a stand-in may answer more than this. */
	output: IDataObject[];
}

const resourceId = (value: string) => ({ __rl: true, mode: 'id', value });
const fromList = (value: string, cachedResultName: string) => ({
	__rl: true,
	mode: 'list',
	value,
	cachedResultName,
});

const email = {
	from: 'office@example.com',
	to: 'ada@example.com',
	subject: 'Your registration is complete',
	body: '<p>Welcome!</p>',
};
const emailParameters = {
	resource: 'user',
	operation: 'addEmail',
	groupId: '100000001',
	cloginId: resourceId('200000001'),
	...email,
};
/** https://api.regpack.com/docs/addemail */
const emailRequest = (email_list: object, more: IDataObject = {}): RequestParts => ({
	method: 'POST',
	path: 'users/',
	body: {
		action: 'add_email',
		group_id: 100000001,
		clogin_id: 200000001,
		doc: { email_list },
		...more,
	},
});
const emailAnswer = (clogin_id = '200000001') => ({
	msg: 'Emails added successfully',
	success: true,
	user_info: { clogin_id, group_id: '100000001' },
});

const statusParameters = {
	resource: 'status',
	operation: 'create',
	groupId: '100000001',
	statusName: 'Waiting for documents',
	color: '#800000',
	isExcluded: false,
};
/** https://api.regpack.com/docs/create */
const statusRequest = (changed: IDataObject = {}): RequestParts => ({
	method: 'POST',
	path: 'statuses/',
	body: {
		action: 'create',
		group_id: 100000001,
		doc: {
			status_name: 'Waiting for documents',
			color: '#800000',
			is_excluded: 0,
			...changed,
		},
	},
});
const statusAnswer = {
	msg: 'Status created successfully.',
	msg_type: 'info',
	status_id: 76867,
	success: true,
};

const SENDGRID = '65a000000000000000000001';
const VIP = '65b000000000000000000001';
const accountParameters = {
	resource: 'account',
	operation: 'create',
	connectionId: resourceId(SENDGRID),
	email: 'ann@example.com',
};
/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373 */
const accountRequest = (data: IDataObject[], more: IDataObject = {}): RequestParts => ({
	method: 'POST',
	path: 'accounts/email',
	body: { data, connection_id: SENDGRID, ...more },
});
const accountAnswer = (count: number) => ({ data: { count_to_process: count }, status: 1 });
const accountOutput = (contact: IDataObject, tags: string | null = null) => ({
	...contact,
	accepted: true,
	connection_id: SENDGRID,
	tags,
});
const ANN = { email: 'ann@example.com', name: 'Ann', phone: '+380960000000' };

/** Rows that differ from a first one in a few parameters and what these become. */
type Variation = Pick<OperationExample, 'name' | 'request'> &
	Partial<OperationExample> & { parameters: INodeParameters };

const emailRow = (row: Variation): OperationExample => ({
	node: 'regpack',
	items: [{}],
	answer: emailAnswer(),
	output: [emailAnswer()],
	...row,
	parameters: { ...emailParameters, ...row.parameters },
});
const statusRow = (row: Variation): OperationExample => ({
	node: 'regpack',
	items: [{}],
	answer: statusAnswer,
	output: [statusAnswer],
	...row,
	parameters: { ...statusParameters, ...row.parameters },
});
const accountRow = (row: Variation): OperationExample => ({
	node: 'leeloo',
	items: [{}],
	answer: accountAnswer(1),
	output: [accountOutput({ email: 'ann@example.com' })],
	...row,
	parameters: { ...accountParameters, ...row.parameters },
});

export const operationExamples: OperationExample[] = [
	emailRow({
		name: 'Add Email, one: an object',
		parameters: {},
		request: emailRequest(email),
	}),
	emailRow({
		name: 'Add Email with CC, BCC and Admin ID',
		parameters: {
			additionalFields: {
				cc: 'c@example.com',
				bcc: 'd@example.com, e@example.com',
				adminId: '4711',
			},
		},
		request: emailRequest({
			...email,
			cc: 'c@example.com',
			bcc: 'd@example.com, e@example.com',
			admin_id: 4711,
		}),
	}),
	emailRow({
		name: 'Add Email with additional fields left empty',
		parameters: { additionalFields: { cc: '', bcc: ' ', adminId: '' } },
		request: emailRequest(email),
	}),
	emailRow({
		name: 'Add Email of a user chosen from the list, of the default project',
		parameters: { cloginId: fromList('200000003', 'Cy Turing (200000003)'), groupId: '' },
		request: emailRequest(email, { clogin_id: 200000003 }),
		answer: emailAnswer('200000003'),
		output: [emailAnswer('200000003')],
	}),
	emailRow({
		name: 'Add Email to several, with names',
		parameters: { to: '"Doe, Jane" <jane@example.com>, Zoë <zoe@example.com>' },
		request: emailRequest({
			...email,
			to: '"Doe, Jane" <jane@example.com>, Zoë <zoe@example.com>',
		}),
	}),
	emailRow({
		name: 'Add Email, several: an array',
		parameters: {
			subject: '={{ $json.subject }}',
			cloginId: resourceId('={{ $json.person }}'),
			additionalFields: { cc: '={{ $json.cc }}' },
			options: { emailsPerRequest: 10 },
		},
		items: [
			{ subject: 'One', person: 200000001 },
			{ subject: 'Two', person: '200000001', cc: 'c@example.com' },
		],
		request: emailRequest([
			{ ...email, subject: 'One' },
			{ ...email, subject: 'Two', cc: 'c@example.com' },
		]),
		output: [emailAnswer(), emailAnswer()],
	}),
	emailRow({
		name: 'Add Email, auto-mapped',
		parameters: { inputMode: 'autoMap', groupId: '', subject: 'not this one' },
		items: [
			{
				...email,
				clogin_id: 200000001,
				group_id: '100000001',
				cc: null,
				admin_id: 4711,
				something_else: true,
			},
		],
		request: emailRequest({ ...email, admin_id: 4711 }),
	}),
	statusRow({
		name: 'Create Status',
		parameters: {},
		request: statusRequest(),
	}),
	statusRow({
		name: 'Create Status that excludes',
		parameters: { isExcluded: true },
		request: statusRequest({ is_excluded: 1 }),
	}),
	statusRow({
		name: 'Create Status from the texts of a table, in the default project',
		parameters: {
			groupId: '',
			statusName: '={{ $json.name }}',
			color: '={{ $json.color }}',
			isExcluded: '={{ $json.out }}',
		},
		items: [{ name: ' Späť 退款 ', color: 'F0A', out: 'TRUE' }],
		request: statusRequest({ status_name: 'Späť 退款', color: '#ff00aa', is_excluded: 1 }),
	}),
	accountRow({
		name: 'Create Account from an email address alone',
		parameters: {},
		request: accountRequest([{ email: 'ann@example.com' }]),
	}),
	accountRow({
		name: 'Create Account with name, phone and tag',
		parameters: { additionalFields: { name: 'Ann', phone: ' +380960000000 ', tagId: VIP } },
		request: accountRequest([ANN], { tags: VIP }),
		output: [accountOutput(ANN, VIP)],
	}),
	accountRow({
		name: 'Create Account with additional fields left empty',
		parameters: { additionalFields: { name: '', phone: '', tagId: '' } },
		request: accountRequest([{ email: 'ann@example.com' }]),
	}),
	accountRow({
		name: 'Create Account with a connection chosen from the list',
		parameters: {
			connectionId: fromList('65a000000000000000000002', 'Demo Mandrill (mandrill)'),
			additionalFields: { tagId: `${VIP} ` },
		},
		request: accountRequest([{ email: 'ann@example.com' }], {
			connection_id: '65a000000000000000000002',
			tags: VIP,
		}),
		output: [{ email: 'ann@example.com', connection_id: '65a000000000000000000002', tags: VIP }],
	}),
	accountRow({
		name: 'Create Account, several in one request',
		parameters: { email: '={{ $json.mail }}', additionalFields: { name: '={{ $json.name }}' } },
		items: [{ mail: ' ann@example.com' }, { mail: 'bo@example.com', name: 'Bo' }],
		request: accountRequest([
			{ email: 'ann@example.com' },
			{ email: 'bo@example.com', name: 'Bo' },
		]),
		answer: accountAnswer(2),
		output: [
			accountOutput({ email: 'ann@example.com' }),
			accountOutput({ email: 'bo@example.com', name: 'Bo' }),
		],
	}),
	accountRow({
		name: 'Create Account, auto-mapped',
		parameters: {
			inputMode: 'autoMap',
			email: 'not this one',
			additionalFields: { name: 'nor this' },
		},
		items: [
			{ ...ANN, city: 'Kyiv' },
			{ email: 'bo@example.com', name: null, phone: '' },
		],
		request: accountRequest([ANN, { email: 'bo@example.com' }]),
		answer: accountAnswer(2),
		output: [accountOutput(ANN), accountOutput({ email: 'bo@example.com' })],
	}),
];
