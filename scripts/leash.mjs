/**
 * Loaded with `node --import` into every child that could otherwise outlive its parent. The parent holds the other end
 * of the child's standard input; when the parent dies, however it dies, that end closes and the child stops too.
 */
import { isMainThread } from 'node:worker_threads';

// Worker threads inherit `--import`, and have no standard input of their own.
if (isMainThread) {
	process.stdin
		.on('end', () => {
			process.kill(process.pid, 'SIGTERM');
			setTimeout(() => process.exit(1), 10_000).unref();
		})
		.on('error', () => {})
		.resume();
	process.stdin.unref();
}
