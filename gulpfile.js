const { dest, src } = require('gulp');

/** Copies the icons beside the compiled nodes and credentials, where n8n looks for them. */
function buildIcons() {
	return src('{nodes,credentials}/**/*.svg', { encoding: false }).pipe(dest('dist'));
}

exports['build:icons'] = buildIcons;
