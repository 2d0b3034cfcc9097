import { flag } from '../../../shared/operation/checks';
import { simpleTunnel } from '../../answers/records';
import { getOperation } from '../../builders';
import { ID } from '../../idKinds';
import { tunnelIdField } from '../../input/fields';
import { idOf } from '../../input/ids';
import { getRequest } from '../../requests';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /tunnels/{tunnel_id}`) */
export const get = getOperation({
	action: 'Get tunnel',
	description: 'Get a tunnel and its lead generation tools by tunnel ID',
	noun: 'the tunnel',
	fields: [
		tunnelIdField,
		{
			displayName: 'Include Lead Generation Tools',
			name: 'includeLeadGenTools',
			type: 'boolean',
			default: true,
			description: "Whether to also return the tunnel's lead generation tools",
		},
	],
	read: (item) => ({
		tunnelId: idOf(item.parameter('tunnelId'), ID.tunnel),
		withTools: flag(item.parameter('includeLeadGenTools')),
	}),
	request: ({ tunnelId, withTools }) =>
		getRequest(`tunnels/${tunnelId}`, withTools ? { include: 'leadgentools' } : undefined),
	simplify: simpleTunnel,
});
