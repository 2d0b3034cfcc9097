/** Reads Linux's figures about a running process. */
import { readdir, readFile, writeFile } from 'node:fs/promises';

/** Linux reports CPU time in hundredths of a second, whatever its internal clock uses (`getconf CLK_TCK`). */
const MS_PER_TICK = 10;

/** CPU time of a process so far, over all its threads, in milliseconds. */
export async function cpuMs(pid: number): Promise<number> {
	const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
	// The second field is the program's name and may contain spaces; utime and stime are fields 14 and 15.
	const [userTicks = '', systemTicks = ''] = stat
		.slice(stat.lastIndexOf(')') + 2)
		.split(' ')
		.slice(11, 13);
	return (Number(userTicks) + Number(systemTicks)) * MS_PER_TICK;
}

/** Memory of a process in kilobytes: resident now, and its peak since the last `resetPeak`. */
export async function memoryKb(pid: number): Promise<{ now: number; peak: number }> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	const read = (name: string) =>
		Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
	return { now: read('VmRSS'), peak: read('VmHWM') };
}

/** Resets the peak to the current size. */
export async function resetPeak(pid: number): Promise<void> {
	await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** The number of files and connections that a process has open. */
export async function openFiles(pid: number): Promise<number> {
	return (await readdir(`/proc/${pid}/fd`)).length;
}
