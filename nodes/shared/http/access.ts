import {
	sleep,
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

/** Everything that is needed to send requests to a vendor with the node's credential. */
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
 * Reads the node's credential and checks it before anything is sent. The credential type checks it again for each
 * request, but n8n loses the type of an error thrown there, so it would look like a network failure.
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
 * Refuses a credential that differs between items because it contains an expression such as `$json.token`: one
 * credential serves the whole run. The items are compared only if the stored credential has an expression that may read
 * them.
 *
 * @throws UserError if it differs between items
 */
export async function refuseVaryingCredential(
	context: IExecuteFunctions,
	access: Access,
	items: number,
): Promise<void> {
	if (items < 2) return;
	const varying = await varyingExpressions(context, access.vendor.credential);
	if (varying?.length === 0) return;
	const isSame = sameAsFirst(context, access, varying);
	const signal = context.getExecutionCancelSignal();
	for (let item = 1; item < items && !signal?.aborted; item++) {
		if (item % ITEMS_PER_TURN === 0) await sleep(0);
		if (await isSame(item)) continue;
		throw new UserError(`The credential differs between item 0 and item ${item}`, {
			description:
				'The whole run uses one credential, so nothing was sent. Use a credential without expressions that read the item, or process the items in a loop.',
		});
	}
}

/** After this many compared items, n8n gets a turn to handle Stop and other executions. */
const ITEMS_PER_TURN = 100;

/** A field of the credential, and the expression that is stored for it. */
type StoredExpression = [name: string, text: string];

/** Compares credentials with that of item 0. Evaluating expressions here costs far less than decrypting again. */
function sameAsFirst(
	context: IExecuteFunctions,
	{ vendor, credential: { data = {} } }: Access,
	varying: StoredExpression[] | undefined,
): (item: number) => boolean | Promise<boolean> {
	const isEvaluatedSame = (item: number) => {
		try {
			return (varying ?? []).every(
				([name, text]) => context.evaluateExpression(text.slice(1), item) === data[name],
			);
		} catch {
			return false;
		}
	};
	// If it fails for item 0, n8n's own evaluation knows more, e.g. `$secrets`.
	if (varying && isEvaluatedSame(0)) return isEvaluatedSame;
	const first = JSON.stringify(data);
	return async (item) => {
		const other = await context.getCredentials(vendor.credential, item).catch(() => undefined);
		return JSON.stringify(other) === first;
	};
}

/** The stored credential's expressions that may read items; `undefined` if n8n's helper cannot return them. */
async function varyingExpressions(
	context: IExecuteFunctions,
	type: string,
): Promise<StoredExpression[] | undefined> {
	const reference = context.getNode().credentials?.[type];
	if (!reference || !hasCredentialsHelper(context)) return undefined;
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
		return Object.entries(stored).flatMap(([name, value]): StoredExpression[] =>
			mayReadItem(value) ? [[name, String(value)]] : [],
		);
	} catch {
		return undefined;
	}
}

/** n8n's types do not declare `additionalData`, although all its contexts have it. */
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

/** The full URL of a request. */
export function addressOf(access: Access, request: RequestParts): string {
	return `${access.baseUrl}/${request.path}`;
}
