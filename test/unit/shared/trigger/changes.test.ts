import {
	changesIn,
	isProgress,
	noProgress,
	progressAfter,
	progressIn,
	type Progress,
} from '../../../../nodes/shared/trigger/changes';

type Change = 'new' | 'other';
const progress = (more: Partial<Progress<Change>> = {}): Progress<Change> => ({
	...noProgress<Change>(),
	...more,
});
const toEnd = { position: 0, isToEnd: true };

test('what is wanted is watched once the list was read to its end', () => {
	expect(progressAfter(progress(), toEnd, ['new'])).toEqual({
		chosen: ['new'],
		watched: ['new'],
		position: 0,
	});
	expect(progressAfter(progress(), { position: 50, isToEnd: false }, ['new'])).toEqual({
		chosen: ['new'],
		watched: [],
		position: 50,
	});
});

test('a change that is chosen in the middle of a pass is watched after the next one', () => {
	const middle = progress({ chosen: ['new'], position: 50 });
	const next = progressAfter(middle, toEnd, ['new', 'other']);
	expect(next.watched).toEqual(['new']);
	expect(progressAfter(next, toEnd, ['new', 'other']).watched).toEqual(['new', 'other']);
});

test.each<[string, Partial<Progress<Change>>, Partial<Progress<Change>>, boolean, boolean]>([
	['nothing new', { watched: ['new'] }, { watched: ['new'] }, false, false],
	['other changes', { watched: ['new'] }, { watched: ['other'] }, false, true],
	['another position', { position: 1 }, { position: 2 }, false, true],
	['another position in the first poll', {}, { position: 2 }, true, true],
	['the end of the first poll', {}, { watched: ['new'] }, true, false],
])('n8n has to save after %s: %j, %j', (_, before, next, isFirst, expected) => {
	expect(isProgress(progress(before), progress(next), isFirst)).toBe(expected);
});

test('progress is read from what n8n stored', () => {
	const kept = { watched: ['new'], chosen: ['other'], position: 7 };
	expect(progressIn<Change>(kept)).toEqual(kept);
	expect(progressIn<Change>({ watched: 'x', position: 'y' })).toEqual(noProgress());
	expect(changesIn([1, 'new'])).toEqual(['1', 'new']);
});
