const { dest, src } = require('gulp');

/** Copies the icons into `dist`, where the compiled nodes and credentials refer to them. */
function buildIcons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

exports['build:icons'] = buildIcons;
