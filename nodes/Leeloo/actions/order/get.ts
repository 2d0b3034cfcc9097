import { simpleOrder } from '../../answers/records';
import { getOperation } from '../../builders';
import { ID } from '../../idKinds';
import { orderIdField } from '../../input/fields';
import { idOf } from '../../input/ids';
import { getRequest } from '../../requests';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /orders/{order_id}`) */
export const get = getOperation({
	action: 'Get order',
	description: 'Get an order by order ID',
	noun: 'the order',
	fields: [orderIdField],
	read: (item) => ({ orderId: idOf(item.parameter('orderId'), ID.order) }),
	request: ({ orderId }) => getRequest(`orders/${orderId}`),
	simplify: simpleOrder,
});
