/** The page docs/benchmarks.md. Two benchmarks write it; each changes only its own part. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import layout from '../../scripts/layout.cjs';

const file = join(layout.root, 'docs', 'benchmarks.md');
/** The heading of the last part, which the start-up benchmark writes. */
export const STARTUP_HEADING = '## Start-up and size';

export async function writePart(part: 'main' | 'startup', text: string): Promise<void> {
	const page = await readFile(file, 'utf8').catch(() => '');
	const at = page.indexOf(STARTUP_HEADING);
	const main = part === 'main' ? text : page.slice(0, at < 0 ? undefined : at);
	const startup = part === 'startup' ? text : at < 0 ? '' : page.slice(at);
	await writeFile(file, [main.trimEnd(), startup.trimEnd()].filter(Boolean).join('\n\n') + '\n');
}
