/** The page docs/benchmarks.md, which two benchmarks write: each its own part, and neither touches the other's. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import layout from '../../scripts/layout.cjs';

const file = join(layout.root, 'docs', 'benchmarks.md');
/** Begins the part of the start-up benchmark, which is the last. */
export const STARTUP_HEADING = '## Start-up and size';

export async function writePart(part: 'main' | 'startup', text: string): Promise<void> {
	const page = await readFile(file, 'utf8').catch(() => '');
	const at = page.indexOf(STARTUP_HEADING);
	const main = part === 'main' ? text : page.slice(0, at < 0 ? undefined : at);
	const startup = part === 'startup' ? text : at < 0 ? '' : page.slice(at);
	await writeFile(file, [main.trimEnd(), startup.trimEnd()].filter(Boolean).join('\n\n') + '\n');
}
