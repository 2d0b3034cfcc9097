import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestMethods,
} from 'n8n-workflow';

import type { Effect, Reason } from '../delivery';

/** One request to a vendor, without its address, its credential and its effect. */
export interface RequestParts {
	method: IHttpRequestMethods;
	/** Path below the credential's Base URL, e.g. `users/`. */
	path: string;
	body?: IDataObject;
	query?: IDataObject;
	/**
	 * Only for reads whose success response the vendor does not document: a JSON object with at least one of these keys
	 * counts as accepted. Never set it on a write, because only the vendor can confirm a write.
	 */
	answerKeys?: readonly string[];
	/**
	 * Only for requests of the Check API operation, which returns answers of any shape and adds their `http_status`. With
	 * `refusal`, a refusal also counts as an answer.
	 */
	probe?: 'answer' | 'refusal';
	/**
	 * For a row that needs several requests: names this one, and says what happened to those before it. Error messages
	 * contain it.
	 */
	part?: string;
}

/** One request to a vendor, with its effect there. */
export interface VendorRequest extends RequestParts {
	effect: Effect;
}

/** One HTTP response, as a vendor sees it. */
export interface VendorResponse {
	/** The HTTP status code. */
	status: number;
	/** Whether the status is 200 to 299, as in fetch. */
	ok: boolean;
	/** By lowercase name. */
	headers: Readonly<Record<string, unknown>>;
	/** The body as it came; empty if there is none. */
	text: string;
	/** The body as JSON: an object, a list or a plain value; `undefined` if it is not JSON. */
	json: unknown;
}

/** How a vendor reads one response. The HTTP status decides everything that is left out: see `judge.ts`. */
export type Interpretation =
	/** The request succeeded. `answer` is what the operation receives; wrap a list, e.g. as `{ data: […] }`. */
	| {
			kind: 'accepted';
			answer: IDataObject;
			reason?: never;
			rows?: never;
			cause?: never;
			isFinal?: never;
	  }
	| {
			/**
			 * The kind of the verdict. Leave it out under an error status, unless the vendor documents what that status means:
			 * after a 500, for example, nobody can promise that nothing was saved.
			 */
			kind?: 'rejected' | 'throttled' | 'unknown';
			/** The vendor refuses the credential. It would refuse every other request, too, so the run stops. */
			cause?: 'credential';
			/** Only for `unknown`: the service works, and another attempt would bring the same answer. */
			isFinal?: true;
			/** Why, in the vendor's own words. Without it, messages quote the body. */
			reason?: Reason;
			/** The rows that caused a rejection, by their index in the request. */
			rows?: ReadonlyMap<number, Reason>;
	  };

/** A vendor: its credential, and how its responses are read. */
export interface Vendor {
	/** The name that people know it by. */
	name: string;
	/** Internal name of its credential type. */
	credential: string;
	/** The headers made from a credential's values. They are checked before they are sent. */
	headers(credential: ICredentialDataDecryptedObject): Record<string, unknown>;
	/** Names of the credential's secret fields. Their values are removed from every message and every answer. */
	secrets: readonly string[];
	/** How many requests per minute the vendor allows; 0 if it names no limit. The default of 'Requests per Minute'. */
	requestsPerMinute: number;
	/** Tells the person how to fix a credential that the vendor refuses. */
	credentialAdvice: string;
	/** Reads a response to this request. `undefined` leaves the whole verdict to the HTTP status. */
	interpret(response: VendorResponse, request: RequestParts): Interpretation | undefined;
}
