import type { Standin } from '../standins/server.mts';
import { known, turn } from '../standins/turns.mts';

/**
 * For a test about the documented form of some readings, in a run with turned readings: the stand-in answers in the documented
 * form again until its next reset. Everything else stays turned.
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

/** For tests that count the requests for a list of Leeloo. */
export const PAGES = {
	'leeloo.pageSize': 'it counts pages, and a refused page size is another request',
	'leeloo.totalCount': 'it counts pages, and without a count there is one more',
};

/** The start of a stand-in in files that test the stand-in itself. */
export const DOCUMENTED = { turned: [] };
