/**
 * `npm run lint`: n8n's lint, our own lint, Prettier, and the check for unused files and exports. Each is a script in
 * package.json that can also be run alone. ESLint caches the results of unchanged files in `lab/state/eslint.json`. With
 * this cache, rules that depend on types can miss a change in an imported file, so CI always starts without it.
 */
import { finish, npmRunAll } from './steps.mjs';

await npmRunAll(/^lint:/);
finish();
