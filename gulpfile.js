const { rm } = require('node:fs/promises');
const { Transform } = require('node:stream');
const { minify } = require('@swc/core');
const { dest, parallel, series, src } = require('gulp');

const { servicePackages } = require('./scripts/servicePackages.cjs');

/** Removes what an earlier build left, so that a deleted file is not published. */
async function clean() {
	await rm('dist', { recursive: true, force: true });
}

/** Copies the icons into `dist`, where the compiled nodes and credentials refer to them. */
function icons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

/** Copies the output schemas next to the compiled nodes, where n8n looks for them. */
function schemas() {
	return src('nodes/**/__schema__/**/*.json', { base: '.' }).pipe(dest('dist'));
}

/** Removes comments and white space from the compiled code, a third of it. Names stay, for readable stack traces. */
function code() {
	const compact = new Transform({
		objectMode: true,
		transform(file, _encoding, done) {
			minify(String(file.contents), { compress: false, mangle: false, module: false }).then(
				(output) => {
					file.contents = Buffer.from(output.code);
					done(null, file);
				},
				done,
			);
		},
	});
	return src('dist/**/*.js').pipe(compact).pipe(dest('dist'));
}

/** Fills each single-service package with its part of `dist`, and with a README made from its page in `docs`. */
async function packages() {
	for (const service of servicePackages()) await service.fill();
}

exports.clean = clean;
exports.finish = series(parallel(icons, schemas, code), packages);
