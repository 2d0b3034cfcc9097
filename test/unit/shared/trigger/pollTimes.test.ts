import type { INodeProperties } from 'n8n-workflow';

import { hourlyByDefault } from '../../../../nodes/shared/trigger/pollTimes';

const field = (name: string, value: object | string): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: value as string,
});

test("n8n's Poll Times, which are added later, get one poll per hour as their default", () => {
	const properties = hourlyByDefault([field('events', 'a')]);
	const pollTimes = field('pollTimes', { item: [{ mode: 'everyMinute' }] });
	expect(properties.unshift(pollTimes, field('other', 'b'))).toBe(3);
	expect(properties.map(({ name, default: value }) => [name, value])).toEqual([
		['pollTimes', { item: [{ mode: 'everyHour', minute: 0 }] }],
		['other', 'b'],
		['events', 'a'],
	]);
	expect(pollTimes.default).toEqual({ item: [{ mode: 'everyMinute' }] });
});

test('a copy of the properties is plain data', () => {
	const properties = hourlyByDefault([field('events', 'a')]);
	expect(structuredClone(properties)).toEqual([field('events', 'a')]);
	expect(Object.keys(properties)).toEqual(['0']);
});
