import type { IDataObject } from 'n8n-workflow';

/*
 * What a polling trigger remembers about a list, and how a new reading of the list changes that: pure functions over
 * plain data. A record is a few short values, some forty bytes with its ID.
 */

/** What is remembered of one record: its watched values, joined by `|`. An empty value is unknown. */
export type Snapshot = string;

/** A value that is remembered, and what a change of it means. */
export interface WatchedValue<Change extends string> {
	/** The name under which {@link Watch.valueOf} finds it. */
	key: string;
	/** The value that a record begins with. A new record is compared with it. */
	nothing: string;
	change?: Change;
	/** Whether the change happened, given the values before and after it; both are known. */
	happened?: (before: string, after: string) => boolean;
}

/** What is watched in the records of a list. */
export interface Watch<Change extends string> {
	/** The change that a new record is. */
	isNew: Change;
	/** In the order in which a snapshot lists them. */
	values: ReadonlyArray<WatchedValue<Change>>;
	/** The ID of a record; `undefined` if there is no valid one. */
	idOf: (record: IDataObject) => string | undefined;
	/** A value of a record, without `|`; `undefined` if the record does not contain it. */
	valueOf: (record: IDataObject, key: string) => string | undefined;
	/** Whether an unknown record was there before the list was first read to its end, which then missed it. */
	isOld?: (record: IDataObject) => boolean;
}

/** How far a list was read, and which changes in it are reported. */
export interface Progress<Change extends string> {
	/** The changes that are reported: the whole list was read once since they were chosen. */
	watched: Change[];
	/** The changes that were chosen when the current pass through the list began. */
	chosen: Change[];
	/** Where the next poll continues if the last one ran out of time; 0 starts from the beginning. */
	position: number;
}

/** What is remembered of a list: how far it was read, and its records by ID. */
export interface Memory<Change extends string> extends Progress<Change> {
	known: Record<string, Snapshot>;
}

/** How a list was not read yet. */
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

/** How far a list was read after a poll. A change that is chosen in the middle of a pass is watched after the next one. */
export function progressAfter<Change extends string>(
	before: Progress<Change>,
	{ position, isToEnd }: { position: number; isToEnd: boolean },
	wanted: readonly Change[],
): Progress<Change> {
	const chosen = before.position === 0 ? [...wanted] : before.chosen;
	return { chosen, watched: isToEnd ? chosen : before.watched, position };
}

/** Whether a list was read in parts, or begins or ends to be watched for other changes. n8n saves the very first poll. */
export function isProgress<Change extends string>(
	before: Progress<Change>,
	next: Progress<Change>,
	isFirst: boolean,
): boolean {
	if (before.position !== next.position) return true;
	return !isFirst && before.watched.join() !== next.watched.join();
}

/** The snapshot of a record that begins. */
export function nothingOf<Change extends string>({ values }: Watch<Change>): Snapshot {
	return values.map(({ nothing }) => nothing).join('|');
}

/** The snapshot of a record. A value that is missing from an answer did not change. */
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
	/** `undefined` if the record was not there before. */
	before: Snapshot | undefined;
	after: Snapshot;
}

/** What a comparison found. */
export interface Compared<Change extends string> {
	differences: Array<Difference<Change>>;
	/** The records as they are now. */
	known: Record<string, Snapshot>;
	/** Whether a later event depends on something that was remembered without an event. */
	isSilentlyOther: boolean;
}

/**
 * Compares records with what is remembered of them. A record that is not remembered is compared with nothing: it does
 * not matter whether an earlier poll saw it and n8n did not save that.
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

/** Compares one record with its snapshot from before. */
function compareRecord<Change extends string>(
	watch: Watch<Change>,
	{ watched }: Memory<Change>,
	record: IDataObject,
	before: Snapshot | undefined,
): { after: Snapshot; changes: Change[]; silent: Change[] } {
	const isOld = before === undefined && watch.isOld?.(record) === true;
	// Of something new, a value that is missing is nothing. Of the others, it may be anything.
	const isFirst = watched.length === 0 || isOld;
	const after = snapshotOf(watch, record, before ?? (isFirst ? undefined : nothingOf(watch)));
	if (isOld) return { after, changes: [], silent: watched };
	return { after, ...changesOf(watch, before, after) };
}

/** What happened to one record between two readings: events, and values that are others without an event, e.g. after a refund. */
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
		// A value that was unknown before did not change.
		const isEvent = was !== '' && happened?.(was, is) === true;
		(isEvent ? changes : silent).push(change);
	}
	return { changes, silent };
}
