/**
 * `npm test`: installs and builds what is missing, then runs lint, the type check, and the unit and engine tests. The
 * engine tests run twice: the second time, the stand-ins answer in the other likely way wherever we had to guess how a
 * service answers (see test/standins/turns.mts). The last line counts all steps and tests.
 * `npm test -- <jest arguments>` runs only these tests, on a current build.
 */
import { ensureBuild, ensureRoot } from './install.mjs';
import { finish, jest, npmRunAll, step } from './steps.mjs';

const jestArguments = process.argv.slice(2);

if (await step('Install what is missing', ensureRoot, 0)) {
	await step('Build', ensureBuild);
	if (jestArguments.length === 0) await npmRunAll(/^(lint:.*|typecheck)$/);
	const turned = jestArguments.length === 0 ? ['engine-turned'] : [];
	await jest(['unit', 'engine', ...turned], jestArguments);
}
finish();
