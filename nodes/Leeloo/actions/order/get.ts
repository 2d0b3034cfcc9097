import { orderIdField } from '../../input/fields';
import { ID, idOf } from '../../input/ids';
import { getOperation } from '../../builders';
import { order } from '../../answers/records';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /orders/{order_id}`) */
export const get = getOperation({
	action: 'Get order',
	description: 'Get an order by its ID',
	noun: 'the order',
	fields: [orderIdField],
	read: (item) => ({ orderId: idOf(item.parameter('orderId'), ID.order) }),
	request: ({ orderId }) => ({ path: `orders/${orderId}` }),
	simplify: order,
});
