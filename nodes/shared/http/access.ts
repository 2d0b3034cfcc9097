import {
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type IDataObject,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
} from 'n8n-workflow';

import { redactionOf, type Redaction } from './redact';
import { fitHeaders, secureBaseUrl } from './url';
import type { RequestParts, Vendor } from './vendor';

/** n8n's functions for code that sends requests. */
export type RequestContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** A vendor, opened with the node's credential. */
export interface Access extends Redaction {
	vendor: Vendor;
	/** The checked base address, without a slash at its end. */
	baseUrl: string;
	/** The credential for the whole run. Without it, n8n would decrypt the credential again for every request. */
	credential: ICredentialsDecrypted;
	/** The credential's values that are not secret. Node parameters that are left empty may use them. */
	fallbacks: IDataObject;
}

/**
 * Reads the node's credential and checks it before anything is sent. The credential itself checks it again for each
 * request, but n8n loses the type of an error thrown there, so it would look like a request lost on its way.
 *
 * @throws UserError if the address is not secure, if a secret is missing, or if a value contains a character that no
 * header may contain
 */
export async function openAccess(context: RequestContext, vendor: Vendor): Promise<Access> {
	const data: ICredentialDataDecryptedObject = await context.getCredentials(vendor.credential);
	fitHeaders(vendor.headers(data));
	return {
		vendor,
		baseUrl: secureBaseUrl(data.baseUrl),
		credential: { id: '', name: '', type: vendor.credential, data },
		fallbacks: openValuesOf(data, vendor),
		...redactionOf(secretsOf(data, vendor)),
	};
}

/** How many items are compared if the credential seems to be the same for all: each comparison asks n8n's database. */
const SAMPLES = 8;

/**
 * Refuses a credential that is another one for another item, by an expression such as `$json.token` in it: one
 * credential serves the whole run. n8n decrypts it for each item anew, so all items are compared only if the credential
 * differs for a sample of them, or for an item that does not exist.
 *
 * @throws UserError if it differs between items
 */
export async function refuseVaryingCredential(
	context: IExecuteFunctions,
	{ vendor, credential }: Access,
	items: number,
): Promise<void> {
	if (items < 2) return;
	const isSame = async (item: number) => {
		const data = await context.getCredentials(vendor.credential, item).catch(() => undefined);
		return JSON.stringify(data) === JSON.stringify(credential.data);
	};
	const refuseOther = async (item: number) => {
		if (await isSame(item)) return;
		throw new UserError(`The credential is not the same for item 0 and item ${item}`, {
			description:
				'An expression in the credential reads the item, but one credential serves the whole run. Nothing was sent. Use a credential without such expressions, or a loop over the items.',
		});
	};
	const isFixed = await isSame(items);
	const step = isFixed ? Math.max(1, Math.ceil((items - 1) / SAMPLES)) : 1;
	// The last item is always among them.
	for (let item = 1 + ((items - 2) % step); item < items; item += step) await refuseOther(item);
}

/** The credential's secrets, trimmed as they are sent. */
function secretsOf(data: ICredentialDataDecryptedObject, vendor: Vendor): string[] {
	const secrets = vendor.secrets.map((name) => String(data[name] ?? '').trim());
	if (!secrets.includes('')) return secrets;
	throw new UserError('The credential has no token, so nothing was sent', {
		description: vendor.credentialAdvice,
	});
}

function openValuesOf(data: ICredentialDataDecryptedObject, { secrets }: Vendor): IDataObject {
	const open = Object.entries(data).filter(([name]) => !secrets.includes(name));
	return Object.fromEntries(open) as IDataObject;
}

/** The full address a request goes to. */
export function addressOf(access: Access, request: RequestParts): string {
	return `${access.baseUrl}/${request.path}`;
}
