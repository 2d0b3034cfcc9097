import {
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type IDataObject,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { isRecord } from '../guards';
import { mayReadItem } from './itemExpressions';
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

/**
 * Refuses a credential that is another one for another item, by an expression such as `$json.token` in it: one
 * credential serves the whole run. n8n decrypts it again for each item, so the items are compared only if the stored
 * credential has an expression that may read them.
 *
 * @throws UserError if it differs between items
 */
export async function refuseVaryingCredential(
	context: IExecuteFunctions,
	{ vendor, credential }: Access,
	items: number,
): Promise<void> {
	if (items < 2 || (await isFixed(context, vendor.credential))) return;
	const first = JSON.stringify(credential.data);
	const signal = context.getExecutionCancelSignal();
	for (let item = 1; item < items && !signal?.aborted; item++) {
		const data = await context.getCredentials(vendor.credential, item).catch(() => undefined);
		if (JSON.stringify(data) === first) continue;
		throw new UserError(`The credential is not the same for item 0 and item ${item}`, {
			description:
				'An expression in the credential reads the item, but one credential serves the whole run. Nothing was sent. Use a credential without such expressions, or a loop over the items.',
		});
	}
}

/** Whether the credential certainly is the same for all items. Only n8n's helper knows the expressions in it. */
async function isFixed(context: IExecuteFunctions, type: string): Promise<boolean> {
	const reference = context.getNode().credentials?.[type];
	if (!reference || !hasCredentialsHelper(context)) return false;
	const { additionalData } = context;
	try {
		const stored = await additionalData.credentialsHelper.getDecrypted(
			additionalData,
			reference,
			type,
			context.getMode(),
			context.getExecuteData(),
			true,
		);
		return !Object.values(stored).some(mayReadItem);
	} catch {
		return false;
	}
}

/** n8n's types do not show it, although all its contexts have it. */
function hasCredentialsHelper(
	context: object,
): context is { additionalData: IWorkflowExecuteAdditionalData } {
	return (
		'additionalData' in context &&
		isRecord(context.additionalData) &&
		isRecord(context.additionalData.credentialsHelper)
	);
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
