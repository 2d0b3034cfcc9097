import { defineSteps, type Steps } from '../../../shared/operation/operation';
import { CHECK_API, reportOn, type ProbeAnswers } from '../../../shared/operation/readings';
import { firstIdIn, readings, type Probe } from '../../answers/readings';
import { groupIdField, readGroupId } from '../../input/fields';
import { EMAIL_FIELD } from '../../input/load';
import { infoRequest, pageRequest } from '../../requests';

/**
 * Compares Regpack's responses with what the node expects. It makes at most four reads.
 * https://api.regpack.com/docs/getuserlist
 */
export const checkApi = defineSteps({
	...CHECK_API,
	description: 'Check whether Regpack responds as this node expects, without changing anything',
	fields: [groupIdField],
	read: (item) => ({ groupId: readGroupId(item) }),
	*steps({ groupId }) {
		return reportOn(readings, yield* probe(groupId));
	},
});

/** Regpack's IDs have nine digits, so no user has this one. */
const NOBODY = 1;

function* probe(groupId: number): Steps<ProbeAnswers<Probe>> {
	const wanted = [EMAIL_FIELD];
	// If Regpack refuses the first request, the operation fails like any other and names the reason.
	const list = yield { ...pageRequest(groupId, {}, 0, wanted), probe: 'answer' };
	const answers: ProbeAnswers<Probe> = { list };
	answers.second = yield { ...pageRequest(groupId, {}, 1, wanted), probe: 'refusal' };
	const cloginId = firstIdIn(list);
	if (cloginId !== undefined) {
		const parts = ['_allfields', '_family'];
		answers.user = yield { ...infoRequest(groupId, cloginId, parts), probe: 'refusal' };
	}
	const unknown = infoRequest(groupId, NOBODY, wanted);
	answers.unknownUser = yield { ...unknown, answerKeys: ['success'], probe: 'refusal' };
	return answers;
}
