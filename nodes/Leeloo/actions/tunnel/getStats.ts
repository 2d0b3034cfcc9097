import { readWhole } from '../../answers/paging';
import { simpleTunnelStats } from '../../answers/records';
import { readOperation } from '../../builders';
import { ID } from '../../idKinds';
import { optionalTunnelIdField } from '../../input/fields';
import { optionalId } from '../../input/ids';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /tunnels/stats`, `GET /tunnels/{tunnel_id}/stats`) */
export const getStats = readOperation({
	value: 'getStats',
	name: 'Get Stats',
	action: 'Get tunnel stats',
	description:
		'Get the number of subscribers, visits, orders and sales for one tunnel, or the totals for all tunnels',
	noun: 'the stats',
	fields: [
		{
			...optionalTunnelIdField,
			description: 'Leave empty to get the totals for all tunnels',
		},
	],
	read: (item) => ({ tunnelId: optionalId(item.parameter('tunnelId'), ID.tunnel) }),
	*records({ tunnelId }) {
		const path = tunnelId === undefined ? 'tunnels/stats' : `tunnels/${tunnelId}/stats`;
		const stats = yield* readWhole(path);
		return stats.map((record) => (tunnelId ? { tunnel_id: tunnelId, ...record } : record));
	},
	simplify: simpleTunnelStats,
});
