/** A stand-in for a mail server. It accepts emails from anyone over SMTP, but delivers none. */
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { SMTPServer } from 'smtp-server';

export interface StoredMail {
	from: string;
	to: string[];
	/** Headers and body as received. */
	raw: string;
}

export interface SmtpStandin {
	port: number;
	/** The accepted emails, oldest first. */
	mails: StoredMail[];
	/** Recipients that it refuses, as a mail server refuses unknown mailboxes. */
	unknownRecipients: Set<string>;
	/** Forgets all emails. */
	reset: () => void;
	close: () => Promise<void>;
}

/** @param options.port a free one when left out */
export async function startSmtp({ port = 0 } = {}): Promise<SmtpStandin> {
	const mails: StoredMail[] = [];
	const unknownRecipients = new Set<string>();
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS', 'AUTH'],
		disableReverseLookup: true,
		onRcptTo({ address }, _session, callback) {
			if (!unknownRecipients.has(address)) return callback();
			callback(Object.assign(new Error(`No such mailbox: ${address}`), { responseCode: 550 }));
		},
		onData(stream, { envelope }, callback) {
			text(stream).then((raw) => {
				const { mailFrom, rcptTo } = envelope;
				mails.push({
					from: mailFrom ? mailFrom.address : '',
					to: rcptTo.map(({ address }) => address),
					raw,
				});
				callback();
			}, callback);
		},
	});
	server.listen(port, '127.0.0.1');
	await once(server.server, 'listening');
	const address = server.server.address();
	return {
		port: address !== null && typeof address === 'object' ? address.port : port,
		mails,
		unknownRecipients,
		reset: () => {
			mails.length = 0;
			unknownRecipients.clear();
		},
		close: async () => await new Promise((resolve) => server.close(resolve)),
	};
}
