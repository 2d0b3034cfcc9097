import type { Standin } from '../standins/server.mts';
import { known, turn } from '../standins/turns.mts';

/**
 * For a test that only passes with the documented form of some responses. If the run turns these readings (see
 * ../standins/turns.mts), the stand-in answers in the documented form again until its next reset. Other readings stay
 * turned.
 *
 * @param reasons why the test cannot pass with the other form, by the ID of the reading
 */
export function documentedOnly(
	standin: Standin<object>,
	reasons: Readonly<Record<string, string>>,
): void {
	const ids = known(standin.turns, Object.keys(reasons));
	const { turned } = standin.settings;
	const kept = turned.filter((id) => !ids.includes(id));
	if (kept.length < turned.length) turn(standin, ...kept);
}

/** For tests that count the requests for a Leeloo list. */
export const PAGES = {
	'leeloo.pageSize': 'it counts pages, and a refused page size is another request',
	'leeloo.totalCount': 'it counts pages, and without a count there is one more',
};

/** The settings of a stand-in in files that test the stand-in itself. */
export const DOCUMENTED = { turned: [] };
