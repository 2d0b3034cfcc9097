import { orderIdField } from '../../fields';
import { ID, idOf } from '../../ids';
import { getOperation } from '../../reads';
import { order } from '../../records';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /orders/{order_id}`) */
export const get = getOperation<{ orderId: string }>({
	action: 'Get order',
	description: 'Get an order by its ID',
	noun: 'the order',
	fields: [orderIdField],
	read: (item) => ({ orderId: idOf(item.parameter('orderId'), ID.order) }),
	request: ({ orderId }) => ({ path: `orders/${orderId}` }),
	simplify: order,
});
