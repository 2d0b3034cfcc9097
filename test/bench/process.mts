/** What Linux says of a running process. */
import { readdir, readFile, writeFile } from 'node:fs/promises';

/** Linux counts CPU time for programs in hundredths of a second, whatever its own clock does (`getconf CLK_TCK`). */
const MS_PER_TICK = 10;

/** CPU time a process has used so far, all its threads together, in milliseconds. */
export async function cpuMs(pid: number): Promise<number> {
	const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
	// The second field is the program's name, which may hold blanks; utime and stime are fields 14 and 15.
	const [userTicks = '', systemTicks = ''] = stat
		.slice(stat.lastIndexOf(')') + 2)
		.split(' ')
		.slice(11, 13);
	return (Number(userTicks) + Number(systemTicks)) * MS_PER_TICK;
}

/** Memory of a process in kilobytes: resident now, and the most since the last `resetPeak`. */
export async function memoryKb(pid: number): Promise<{ now: number; peak: number }> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	const read = (name: string) =>
		Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
	return { now: read('VmRSS'), peak: read('VmHWM') };
}

/** Makes the peak begin anew at the present size. */
export async function resetPeak(pid: number): Promise<void> {
	await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** How many files and connections a process has open. */
export async function openFiles(pid: number): Promise<number> {
	return (await readdir(`/proc/${pid}/fd`)).length;
}
