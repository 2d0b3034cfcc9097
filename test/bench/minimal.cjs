/**
 * The least that a node for these services can do: it sends the same requests through n8n's HTTP helper, with the same
 * credential, and returns the items it received. It does not check items or answers, and keeps no limit. A useful
 * node can hardly be cheaper, so the benchmark compares ours with it. `nodeOfMinimal` in workflows.mts sets its parameters.
 *
 * The benchmark copies this file into n8n's folder of custom nodes, so it cannot import anything from the project.
 */

/**
 * @typedef {import('n8n-workflow').INodeTypeDescription} Description
 * @typedef {import('n8n-workflow').IDataObject} Data
 * @typedef {import('n8n-workflow').IExecuteFunctions} Context
 */

/** @type {Record<string, { path: string, body: (rows: Data[], context: Context, credential: Data) => Data }>} */
const SERVICES = {
	leelooApi: {
		path: '/accounts/email',
		body: (rows, context) => ({
			data: rows,
			connection_id: context.getNodeParameter('connectionId', 0),
		}),
	},
	regpackApi: {
		path: '/users/',
		body: ([row], _context, { groupId }) => {
			const { clogin_id, ...email } = row ?? {};
			return {
				action: 'add_email',
				group_id: Number(groupId),
				clogin_id,
				doc: { email_list: email },
			};
		},
	},
};

/** @param {string} name @param {'string' | 'number'} type */
const parameter = (name, type) =>
	/** @type {const} */ ({ displayName: name, name, type, default: type === 'number' ? 1 : '' });

exports.Minimal = class {
	/** @type {Description} */
	description = {
		displayName: 'Minimal',
		name: 'minimal',
		group: ['transform'],
		version: 1,
		description: 'Sends requests and nothing else',
		defaults: { name: 'Minimal' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: Object.keys(SERVICES).map((name) => ({
			name,
			required: true,
			displayOptions: { show: { credential: [name] } },
		})),
		properties: [
			parameter('credential', 'string'),
			parameter('connectionId', 'string'),
			parameter('batchSize', 'number'),
			parameter('maxConcurrency', 'number'),
		],
	};

	/** @this {Context} */
	async execute() {
		const items = this.getInputData();
		const type = String(this.getNodeParameter('credential', 0));
		const size = Number(this.getNodeParameter('batchSize', 0));
		const data = await this.getCredentials(type);
		const credentialsDecrypted = { id: '', name: '', type, data };
		const service = SERVICES[type];
		if (!service) throw new Error(`There is no service for ${type}`);

		let sent = 0;
		const worker = async () => {
			while (sent < items.length) {
				const rows = items.slice(sent, (sent += size)).map(({ json }) => json);
				await this.helpers.httpRequestWithAuthentication.call(
					this,
					type,
					{
						method: 'POST',
						url: String(data.baseUrl) + service.path,
						body: service.body(rows, this, data),
						json: true,
					},
					{ credentialsDecrypted },
				);
			}
		};
		const workers = Number(this.getNodeParameter('maxConcurrency', 0));
		await Promise.all(Array.from({ length: workers }, worker));
		return [items];
	}
};
