const { rm } = require('node:fs/promises');
const { dest, src } = require('gulp');

/** Removes what an earlier build left, so that a deleted file is not published. */
async function clean() {
	await rm('dist', { recursive: true, force: true });
}

/** Copies the icons into `dist`, where the compiled nodes and credentials refer to them. */
function buildIcons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

exports.clean = clean;
exports['build:icons'] = buildIcons;
