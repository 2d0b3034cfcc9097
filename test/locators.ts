/** The value of an n8n resource locator (e.g. the choice of a person or a tag), as a saved workflow contains it. */
const locator = (mode: 'id' | 'url' | 'list' | 'email' | 'name', value: string | number) => ({
	__rl: true,
	mode,
	value: String(value),
});

export const byId = (value: string | number) => locator('id', value);
export const byEmail = (value: string) => locator('email', value);
export const byName = (value: string) => locator('name', value);
export const byUrl = (value: string) => locator('url', value);
export const fromList = (value: string | number, cachedResultName = String(value)) => ({
	...locator('list', value),
	cachedResultName,
});
