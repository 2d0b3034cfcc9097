import type { IDataObject } from 'n8n-workflow';

import { defineSteps, type StepRequest, type Steps } from '../../../shared/operation/operation';
import { CHECK_API, reportOn, type ProbeAnswers } from '../../../shared/operation/readings';
import { accountIn, readings, withChannel, withEmail, type Probe } from '../../answers/readings';
import { isId } from '../../idKinds';
import { channelPersonRequest, filterQuery, getRequest } from '../../requests';

/**
 * Compares Leeloo's responses with what the node expects. It makes at most nine reads.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */
export const checkApi = defineSteps({
	...CHECK_API,
	description: 'Check whether Leeloo responds as this node expects, without changing anything',
	fields: [],
	read: () => ({}),
	*steps() {
		return reportOn(readings, yield* probe());
	},
});

/** Leeloo's default page size, which Leeloo accepts from every account. */
const PAGE = { limit: 20 };
const NOBODY = '0'.repeat(24);

function* probe(): Steps<ProbeAnswers<Probe>> {
	// If Leeloo refuses the first request, the operation fails like any other and names the reason.
	const answers: ProbeAnswers<Probe> = {
		users: yield { ...getRequest('users', PAGE), probe: 'answer' },
	};
	answers.largePage = yield asked('users', { limit: 100 });
	answers.tags = yield asked('tags');
	answers.connections = yield asked('connections');
	answers.people = yield asked('people', PAGE);
	const [known, reachable] = [withEmail(answers.people), withChannel(answers.people)];
	const personId = idIn(known ?? reachable);
	const accountId = accountIn(reachable?.accounts);
	if (personId !== undefined) answers.person = yield asked(`people/${personId}`);
	if (known) {
		const filter = filterQuery({ email: String(known.email) });
		answers.byEmail = yield asked('people', { ...filter, ...PAGE });
	}
	if (accountId !== undefined && isId(accountId))
		answers.channelPerson = yield { ...channelPersonRequest(accountId), probe: 'refusal' };
	answers.unknownPerson = yield asked(`people/${NOBODY}`);
	return answers;
}

/** A read for which a refusal also counts as a response. */
function asked(path: string, query?: IDataObject): StepRequest {
	return { ...getRequest(path, query), probe: 'refusal' };
}

function idIn(person: IDataObject | undefined): string | undefined {
	const id = person?.id;
	return typeof id === 'string' && isId(id) ? id : undefined;
}
