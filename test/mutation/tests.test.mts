/**
 * Loads all tests of one part into this file. Stryker runs it once per mutant, so the modules that the tests share are
 * loaded only once. `MUTATION_TESTS` lists paths below `test/`. A path without `.test.` is a setup file for all.
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
