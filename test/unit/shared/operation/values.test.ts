import { amountText } from '../../../../nodes/shared/operation/values';

const amountOf = (value: unknown) => amountText({ value, label: "'Price'" });

test.each<[value: unknown, amount: string]>([
	[3.3000000000000003, '3.3'],
	['3.3000000000000003', '3.3'],
	[1.005, '1.01'],
	[16.9915, '16.99'],
	[1e-7, '0'],
	[99, '99'],
	['99.90', '99.90'],
	[' 7.5\u200b', '7.5'],
	[0, '0'],
])('%j is the amount %s', (value, amount) => {
	expect(amountOf(value)).toBe(amount);
});

test.each(['1.499', '1,50', '-1', -1, 1e21, NaN, '1e3', '', '0x10'])('%j is no amount', (value) => {
	expect(() => amountOf(value)).toThrow(/^'Price' is /);
});
