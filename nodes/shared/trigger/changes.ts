import type { IDataObject } from 'n8n-workflow';

/*
 * What a polling trigger remembers about a list, and how a new reading of the list changes that: pure functions over
 * plain data. For each record, the trigger remembers a few short values, about 40 bytes including the ID.
 */

/** What is remembered about one record: its watched values, joined by `|`. An empty value is unknown. */
export type Snapshot = string;

/** A value that is remembered, and how a change of it is reported. */
export interface WatchedValue<Change extends string> {
	/** The name under which {@link Watch.valueOf} finds it. */
	key: string;
	/** The initial value. A new record is compared with it. */
	nothing: string;
	change?: Change;
	/** Whether the change happened, given the values before and after it; both are known. */
	happened?: (before: string, after: string) => boolean;
}

/** What is watched in the records of a list. */
export interface Watch<Change extends string> {
	/** The change that is reported for a new record. */
	isNew: Change;
	/** In the order in which a snapshot lists them. */
	values: ReadonlyArray<WatchedValue<Change>>;
	/** The ID of a record; `undefined` if there is no valid one. */
	idOf: (record: IDataObject) => string | undefined;
	/** A value of a record, without `|`; `undefined` if the record does not contain it. */
	valueOf: (record: IDataObject, key: string) => string | undefined;
	/** Whether an unknown record already existed when the list was first read to its end, but was missed then. */
	isOld?: (record: IDataObject) => boolean;
}

/** How far a list was read, and which changes in it are reported. */
export interface Progress<Change extends string> {
	/** The changes that are reported, because the whole list was read once since they were chosen. */
	watched: Change[];
	/** The changes that were chosen when the current pass through the list began. */
	chosen: Change[];
	/** Where the next poll continues if the last one ran out of time; 0 starts from the beginning. */
	position: number;
}

/** What is remembered about a list: how far it was read, and its records by ID. */
export interface Memory<Change extends string> extends Progress<Change> {
	known: Record<string, Snapshot>;
}

/** The progress of a list that was not read yet. */
export function noProgress<Change extends string>(): Progress<Change> {
	return { watched: [], chosen: [], position: 0 };
}

/** How far a list was read, as n8n stored it. */
export function progressIn<Change extends string>(kept: IDataObject): Progress<Change> {
	return {
		watched: changesIn(kept.watched),
		chosen: changesIn(kept.chosen),
		position: Number(kept.position) || 0,
	};
}

/** A list of changes, from n8n's store or from the node parameters. */
export function changesIn<Change extends string>(value: unknown): Change[] {
	return Array.isArray(value) ? value.map((each) => String(each) as Change) : [];
}

/** How far a list was read after a poll. A change chosen in the middle of a pass is watched after the next pass. */
export function progressAfter<Change extends string>(
	before: Progress<Change>,
	{ position, isToEnd }: { position: number; isToEnd: boolean },
	wanted: readonly Change[],
): Progress<Change> {
	const chosen = before.position === 0 ? [...wanted] : before.chosen;
	return { chosen, watched: isToEnd ? chosen : before.watched, position };
}

/** Whether n8n must save new progress: another position or other watched changes. It always saves the first poll. */
export function isProgress<Change extends string>(
	before: Progress<Change>,
	next: Progress<Change>,
	isFirst: boolean,
): boolean {
	if (before.position !== next.position) return true;
	return !isFirst && before.watched.join() !== next.watched.join();
}

/** The snapshot of a record with its initial values. */
export function nothingOf<Change extends string>({ values }: Watch<Change>): Snapshot {
	return values.map(({ nothing }) => nothing).join('|');
}

/** The snapshot of a record. A value that is missing from the record counts as unchanged. */
export function snapshotOf<Change extends string>(
	{ values, valueOf }: Watch<Change>,
	record: IDataObject,
	before: Snapshot | undefined,
): Snapshot {
	const known = before?.split('|') ?? [];
	return values.map(({ key }, index) => valueOf(record, key) ?? known[index] ?? '').join('|');
}

/** A change of one record. */
export interface Difference<Change extends string> {
	change: Change;
	record: IDataObject;
	/** `undefined` if the record is new. */
	before: Snapshot | undefined;
	after: Snapshot;
}

/** What a comparison found. */
export interface Compared<Change extends string> {
	differences: Array<Difference<Change>>;
	/** The snapshots of the records as they are now, by ID. */
	known: Record<string, Snapshot>;
	/** Whether a value changed without an event, and a later event depends on the new value. */
	isSilentlyOther: boolean;
}

/**
 * Compares records with what is remembered about them. A record that is not remembered is compared with the initial
 * values. So the result is the same if an earlier poll saw the record but n8n did not save that.
 *
 * @returns the changes among `wanted` for which the whole list was read once, and the records to remember
 */
export function compareRecords<Change extends string>(
	watch: Watch<Change>,
	memory: Memory<Change>,
	records: readonly IDataObject[],
	wanted: readonly Change[],
): Compared<Change> {
	const known = { ...memory.known };
	const differences: Array<Difference<Change>> = [];
	const reported = wanted.filter((change) => memory.watched.includes(change));
	const isReported = (change: Change) => reported.includes(change);
	let isSilentlyOther = false;
	for (const record of records) {
		const id = watch.idOf(record);
		if (id === undefined) continue;
		const before = known[id];
		const { after, changes, silent } = compareRecord(watch, memory, record, before);
		if (before === after) continue;
		known[id] = after;
		isSilentlyOther ||= silent.some(isReported);
		for (const change of changes.filter(isReported))
			differences.push({ change, record, before, after });
	}
	return { differences, known, isSilentlyOther };
}

/** Compares one record with its previous snapshot. */
function compareRecord<Change extends string>(
	watch: Watch<Change>,
	{ watched }: Memory<Change>,
	record: IDataObject,
	before: Snapshot | undefined,
): { after: Snapshot; changes: Change[]; silent: Change[] } {
	const isOld = before === undefined && watch.isOld?.(record) === true;
	// If a value is missing, a new record has the initial value. For an older record, the value is unknown.
	const isFirst = watched.length === 0 || isOld;
	const after = snapshotOf(watch, record, before ?? (isFirst ? undefined : nothingOf(watch)));
	if (isOld) return { after, changes: [], silent: watched };
	return { after, ...changesOf(watch, before, after) };
}

/** The changes of one record between two readings: events, and silent ones, which are not events, e.g. a refund. */
function changesOf<Change extends string>(
	watch: Watch<Change>,
	before: Snapshot | undefined,
	after: Snapshot,
): { changes: Change[]; silent: Change[] } {
	const changes: Change[] = before === undefined ? [watch.isNew] : [];
	const silent: Change[] = [];
	const old = (before ?? nothingOf(watch)).split('|');
	const current = after.split('|');
	for (const [index, { change, happened }] of watch.values.entries()) {
		const [was, is] = [old[index] ?? '', current[index] ?? ''];
		if (change === undefined || is === '' || was === is) continue;
		// A value that was unknown before is now known, which is not an event.
		const isEvent = was !== '' && happened?.(was, is) === true;
		(isEvent ? changes : silent).push(change);
	}
	return { changes, silent };
}
