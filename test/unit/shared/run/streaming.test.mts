/** While the node reads a long list, it keeps the users in memory, but not the pages that contained them. */
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { IDataObject } from 'n8n-workflow';

import { getAll } from '../../../../nodes/Regpack/actions/user/getAll.ts';
import { regpack } from '../../../../nodes/Regpack/regpack.ts';
import { planOf, type RunContext } from '../../../../nodes/shared/run/plan.ts';
import { rowsFrom } from '../../fakes.ts';

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

const PEOPLE = 10_000;
const PER_PAGE = 50;

/** A page from Regpack. Most data of each user is left out by 'Simplify'. */
const pageAt = (position: number): IDataObject => ({
	total_users: String(PEOPLE),
	records_per_page: String(PER_PAGE),
	users: Array.from({ length: PER_PAGE }, (_, index) => ({
		clogin_id: String(position + index + 1),
		u_name: `Person ${position + index + 1}`,
		u_comments: 'x'.repeat(1_000),
	})),
});

test('Get Many of 10,000 people never holds more than two pages', async () => {
	const [row] = rowsFrom(regpack, getAll, { groupId: '1', returnAll: true, simplify: true });
	const pages: Array<WeakRef<object>> = [];
	let most = 0;
	const means: RunContext = {
		limits: { maxConcurrency: 5, requestsPerMinute: 0, maxAttempts: 1, timeoutMs: 60_000 },
		maxRows: 1,
		stopOnFailure: true,
		// The engine releases a page when it next checks its timeout. With this clock, that is immediately.
		clock: {
			now: () => performance.now(),
			sleep: async () => await setImmediate(),
			random: () => 0,
		},
		signal: undefined,
		sentRows: undefined,
		send: async ({ body }) => {
			// The target of a WeakRef stays alive until the end of the current turn, so wait for the next one.
			await setImmediate();
			if (pages.length % 20 === 0) {
				collectGarbage();
				most = Math.max(most, pages.filter((page) => page.deref() !== undefined).length);
			}
			const { starting_position: position = 0 } = body?.doc as IDataObject;
			const answer = pageAt(Number(position));
			pages.push(new WeakRef(answer));
			return { kind: 'accepted', answer };
		},
	};
	const plan = planOf(getAll, [row]);
	const { outcomes } = await plan.deliver(means);
	const [outcome] = outcomes;
	if (outcome?.outcome !== 'accepted') throw new Error(JSON.stringify(outcome));
	const people = plan.output(0, outcome);
	expect(people).toHaveLength(PEOPLE);
	expect(people[0]).toEqual({ clogin_id: '1', name: 'Person 1' });
	expect(pages).toHaveLength(PEOPLE / PER_PAGE);
	expect(most).toBeGreaterThan(0);
	expect(most).toBeLessThanOrEqual(2);
});
