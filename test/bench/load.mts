/** Loads the package as n8n does, in a process that has already loaded n8n-workflow, and prints the cost. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The cost of loading the package itself. */
export interface Load {
	ms: number;
	heapKb: number;
	files: number;
}

const [folder = ''] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));
const { n8n } = require('./package.json') as { n8n: { nodes: string[]; credentials: string[] } };
require('n8n-workflow');

const heap = () => {
	globalThis.gc?.();
	return process.memoryUsage().heapUsed;
};
const before = { heap: heap(), files: Object.keys(require.cache).length, at: performance.now() };
const made = [...n8n.nodes, ...n8n.credentials].flatMap((path) =>
	Object.values(require(join(folder, path)) as Record<string, new () => object>).map(
		(Type) => new Type(),
	),
);
const load: Load = {
	ms: performance.now() - before.at,
	heapKb: (heap() - before.heap) / 1024,
	files: Object.keys(require.cache).length - before.files,
};
if (made.length !== n8n.nodes.length + n8n.credentials.length)
	throw new Error('A node or a credential is missing');
console.log(JSON.stringify(load));
