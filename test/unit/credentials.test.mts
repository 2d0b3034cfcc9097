/** Checks how n8n shows a credential and how it tests one. Other tests check the headers. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialType } from 'n8n-workflow';

import { LeelooApi } from '../../credentials/LeelooApi.credentials.ts';
import { RegpackApi } from '../../credentials/RegpackApi.credentials.ts';

/** Evaluates an expression of the credential test as n8n does. */
function evaluated(expression: unknown, credentials: object): unknown {
	const code = /^=\{\{(.*)\}\}$/s.exec(String(expression))?.[1];
	if (code === undefined) return expression;
	const evaluate = new Function('$credentials', `return (${code})`) as (of: object) => unknown;
	return evaluate(credentials);
}

/** The message that n8n shows for an answer: from the first rule that matches, or none on success. */
function saidOf({ test }: ICredentialType, answer: Record<string, unknown>): string | undefined {
	return test?.rules?.flatMap((rule) =>
		rule.type === 'responseSuccessBody' && answer[rule.properties.key] === rule.properties.value
			? [rule.properties.message]
			: [],
	)[0];
}

const ROOT = join(__dirname, '..', '..');

describe.each<[credential: ICredentialType, name: string, shown: string, docs: string]>([
	[new RegpackApi(), 'regpackApi', 'Regpack API', 'docs/credentials.md#regpack-api'],
	[new LeelooApi(), 'leelooApi', 'Leeloo API', 'docs/credentials.md#leeloo-api'],
])('the credential %#', (credential, name, shown, docs) => {
	test(`${name} is shown by its name, its pictures and its page`, () => {
		expect(credential).toMatchObject({ name, displayName: shown });
		expect(credential.documentationUrl?.endsWith(`/blob/main/${docs}`)).toBe(true);
		const { light, dark } = credential.icon as { light: string; dark: string };
		for (const icon of [light, dark])
			expect(existsSync(join(ROOT, 'credentials', icon.replace(/^file:/, '')))).toBe(true);
		expect(light).not.toBe(dark);
	});

	test(`${name} is tested at its own address, within a time, without a redirect`, () => {
		const request = credential.test?.request;
		expect(request).toMatchObject({ json: true, disableFollowRedirect: true, timeout: 15_000 });
		const baseUrl = ' https://vendor.example/api// ';
		expect(evaluated(request?.baseURL, { baseUrl })).toBe('https://vendor.example/api');
	});
});

test("Regpack's test reads a page of the default project", () => {
	const { request } = new RegpackApi().test;
	expect(request).toMatchObject({ url: '/users/', method: 'POST' });
	const { group_id: groupId, ...body } = request.body as Record<string, unknown>;
	expect(body).toEqual({ action: 'get_user_list', doc: {} });
	expect(evaluated(groupId, { groupId: ' 71 ' })).toBe(71);
});

test("Leeloo's test reads the tags", () => {
	expect(new LeelooApi().test.request).toMatchObject({ url: '/tags' });
});

describe('n8n says the right thing', () => {
	test.each<[vendor: string, answer: Record<string, unknown>, said: RegExp | undefined]>([
		['Regpack', { success: true, total_users: 0 }, undefined],
		['Regpack', { users: [], total_users: '3' }, undefined],
		['Regpack', { success: false }, /^Regpack refused the connection\. Check API User/],
		[
			'Regpack',
			{ hello: 1 },
			/^The response does not contain Regpack's list of users.*Check Base URL/,
		],
		['Leeloo', { status: 1, data: [] }, undefined],
		['Leeloo', { status: 0, error: {} }, /^Leeloo refused the token/],
		['Leeloo', { hello: 1 }, /^The response did not come from Leeloo\. Check Base URL/],
	])('of the answer of %s, %j', (vendor, answer, said) => {
		const credential = vendor === 'Regpack' ? new RegpackApi() : new LeelooApi();
		if (said) expect(saidOf(credential, answer)).toMatch(said);
		else expect(saidOf(credential, answer)).toBeUndefined();
	});
});
