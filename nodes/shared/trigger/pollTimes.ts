import type { INodeProperties } from 'n8n-workflow';

/** The name of n8n's field in which users choose when a trigger polls. */
const POLL_TIMES = 'pollTimes';

/**
 * Lets a polling trigger poll once per hour by default. n8n adds the field *Poll Times* at the beginning of the
 * properties when it loads the node. Its own default of once per minute suits only polls that cost one request.
 */
export function hourlyByDefault(properties: INodeProperties[]): INodeProperties[] {
	const list = [...properties];
	// Not enumerable, so that copies of the description are plain data.
	Object.defineProperty(list, 'unshift', {
		value: (...added: INodeProperties[]) => Array.prototype.unshift.apply(list, added.map(hourly)),
	});
	return list;
}

function hourly(property: INodeProperties): INodeProperties {
	if (property.name !== POLL_TIMES) return property;
	return { ...property, default: { item: [{ mode: 'everyHour', minute: 0 }] } };
}
