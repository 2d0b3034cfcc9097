/** The node finds a Leeloo channel by its person and type. Runs on n8n's engine with the stand-in. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { byId } from '../locators.ts';
import { templateCategories, tunnels } from '../standins/values.mts';
import { run, type RunOptions } from './harness.mts';
import { quickWaits } from '../quickWaits.mts';
import { standins } from './subjects.mts';

quickWaits();

const execute = async (of: string, parameters: INodeParameters, more: Partial<RunOptions> = {}) => {
	const [resource = '', operation = ''] = of.split('.');
	return await run({
		node: 'leeloo',
		baseUrl: standins.leeloo.url,
		parameters: { resource, operation, ...parameters },
		items: [{}],
		settings: { onError: 'continueErrorOutput' },
		...more,
	});
};
const jsonOf = (output: Array<{ json: IDataObject }>) => output.map(({ json }) => json);
const chat = (index: number) => standins.leeloo.records.channels[index]!;
const sent = () =>
	standins.leeloo.requests.map(({ method, path }) => `${method} ${path.replace('/api/v2/', '')}`);
const telegram = (person: string) => ({
	channelBy: 'person',
	personId: byId(person),
	channelType: 'telegram',
});

/** Gives the first person a second channel, before the one from Telegram. */
function addChannel(from: string) {
	const { accounts } = standins.leeloo.records.people[0]!;
	const other = { ...chat(0), id: '65dfffffffffffffffffffff', from };
	standins.leeloo.records.channels.push(other);
	accounts.unshift(other.id);
	return other;
}

test('Send finds the channel of each person once', async () => {
	const items = [0, 1, 0].map((index) => ({ person: chat(index).person_id, text: `Hi ${index}` }));
	const { output } = await execute(
		'message.send',
		{ ...telegram('={{ $json.person }}'), text: '={{ $json.text }}' },
		{ items },
	);
	expect(jsonOf(output)).toEqual(
		[0, 1, 0].map((index) => ({
			account_id: chat(index).id,
			person_id: chat(index).person_id,
			text: `Hi ${index}`,
			sent: true,
		})),
	);
	expect(sent().filter((request) => request.startsWith('GET'))).toHaveLength(2);
	expect(sent().filter((request) => request.startsWith('POST'))).toHaveLength(3);
});

test('Send Template and Subscribe find the channel, too', async () => {
	const by = telegram(chat(0).person_id);
	const template = await execute('message.sendTemplate', {
		...by,
		templateId: byId(templateCategories[0]!.templates[0]!.id),
		variables: '{"name": "Ann"}',
	});
	const subscription = await execute('channel.subscribe', {
		...by,
		tunnelId: byId(tunnels[0]!.id),
		tunnelBlockId: tunnels[0]!.blocks[0]!,
	});
	expect(jsonOf(template.output)).toMatchObject([
		{
			account_id: chat(0).id,
			person_id: chat(0).person_id,
			variables: { name: 'Ann' },
			sent: true,
		},
	]);
	expect(jsonOf(subscription.output)).toMatchObject([{ account_id: chat(0).id, subscribed: true }]);
	expect(standins.leeloo.records.subscriptions).toMatchObject([{ account_id: chat(0).id }]);
});

test('a channel of another type or one that does not work is never used', async () => {
	const other = addChannel('MANUAL');
	const parameters = { ...telegram(chat(0).person_id), text: 'Hi' };
	const { output } = await execute('message.send', parameters);
	expect(jsonOf(output)).toMatchObject([{ account_id: chat(0).id }]);
	const person = {
		id: chat(0).person_id,
		accounts: [
			{ account_id: other.id, from: 'TELEGRAM', connection_status: 'BLOCKED' },
			{ account_id: chat(0).id, from: 'VIBER', connection_status: 'OK' },
		],
	};
	standins.leeloo.requests.length = 0;
	standins.leeloo.faults.push({
		kind: 'answer',
		body: JSON.stringify({ status: 1, data: person }),
	});
	const { failed } = await execute('message.send', parameters);
	expect(jsonOf(failed)).toMatchObject([
		{
			error: '[item 0] (65d000000000000000000002) the person has no working TELEGRAM channel',
			details: { outcome: 'rejected' },
		},
	]);
	expect(JSON.stringify(failed)).toContain('TELEGRAM (BLOCKED), VIBER (OK)');
	expect(sent()).toEqual([`GET people/${chat(0).person_id}`]);
});

test('a person that Leeloo does not find fails only one item', async () => {
	const items = ['65d00000000000000000ffff', chat(1).person_id].map((person) => ({ person }));
	const { output, failed } = await execute(
		'message.send',
		{ ...telegram('={{ $json.person }}'), text: 'Hi' },
		{ items },
	);
	expect(jsonOf(output)).toMatchObject([{ account_id: chat(1).id }]);
	expect(jsonOf(failed)).toMatchObject([
		{
			error: expect.stringContaining(
				'[item 0] (65d00000000000000000ffff) The message was not sent to Leeloo',
			),
			details: { outcome: 'notSent' },
		},
	]);
});

test('Auto-Map uses the person and the type if the item has no account', async () => {
	const person_id = chat(0).person_id;
	const items: IDataObject[] = [
		{ person_id, channel_type: 'Telegram', text: 'a' },
		{ person_id, channel_type: 'VIBER', account_id: chat(0).id, text: 'b' },
		{ person_id, text: 'c' },
	];
	const { output, failed } = await execute('message.send', { inputMode: 'autoMap' }, { items });
	expect(jsonOf(output)).toMatchObject([
		{ account_id: chat(0).id, person_id },
		{ account_id: chat(0).id },
	]);
	expect(jsonOf(failed)).toMatchObject([
		{ error: expect.stringContaining('This row has no channel_type') },
	]);
});

test.each(['message.send', 'channel.subscribe'])('%s: a preview names the channel', async (of) => {
	const { output, failed } = await execute(of, {
		...telegram(chat(0).person_id),
		text: 'Hi',
		tunnelId: byId(tunnels[0]!.id),
		tunnelBlockId: tunnels[0]!.blocks[0]!,
		options: { previewOnly: true },
	});
	expect(failed).toEqual([]);
	expect(decodeURI(JSON.stringify(output))).toContain(`TELEGRAM of ${chat(0).person_id}`);
	expect(sent()).toEqual([]);
});
