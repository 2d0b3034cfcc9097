/** n8n's deduplication data in memory. An n8n server keeps this data in its database. */
import type { IDataDeduplicator, INode } from 'n8n-workflow';

/** The contents of n8n's table `processed_data`: a list of values per context. */
export const store = new Map<string, string[]>();
export const contextOf = ({ node }: { node?: INode | undefined }) => `n:${node?.id}`;
/** Does what n8n's DeduplicationHelper does, without a database. At each `await`, another call may run in between. */
export const deduplicator: IDataDeduplicator = {
	checkProcessedAndRecord: async (items, _, context) => {
		const name = contextOf(context);
		const list = await Promise.resolve(store.get(name));
		if (list === undefined) {
			await Promise.resolve();
			if (store.has(name)) throw new Error('UNIQUE constraint failed: processed_data.context');
			store.set(name, items.map(String));
			return { new: items, processed: [] };
		}
		const fresh = items.filter((item) => !list.includes(String(item)));
		await Promise.resolve();
		if (store.has(name)) store.set(name, [...list, ...fresh.map(String)]);
		return { new: fresh, processed: items.filter((item) => !fresh.includes(item)) };
	},
	removeProcessed: async (items, _, context) => {
		const name = contextOf(context);
		const list = await Promise.resolve(store.get(name));
		if (list)
			store.set(
				name,
				list.filter((item) => !items.map(String).includes(item)),
			);
	},
	clearAllProcessedItems: async (_, context) => void store.delete(contextOf(context)),
	getProcessedDataCount: async (_, context) => store.get(contextOf(context))?.length ?? 0,
};
