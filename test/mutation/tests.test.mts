/**
 * The tests of one part, in one file: Stryker runs it once for every mutant, and so the modules they share are
 * loaded once. `MUTATION_TESTS` names them by their paths below `test/`; what is no test itself sets up all of them.
 */
// As in the tests' own configuration, a busy machine must not make a test fail.
jest.setTimeout(60_000);

const { MUTATION_TESTS: files = '' } = process.env;

for (const file of files.split(' ').filter(Boolean)) {
	const load = () => {
		jest.requireActual(`../${file}`);
	};
	if (file.includes('.test.')) describe(file, load);
	else load();
}
