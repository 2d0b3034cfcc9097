import { optionalFlag } from '../../shared/operation/checks';
import { withoutUndefined } from '../../shared/guards';
import { defineField, defineFields } from '../../shared/operation/fieldNames';
import type { ItemReader } from '../../shared/operation/itemReader';

/**
 * Arguments that the users endpoint accepts in addition to `doc`, as https://api.regpack.com/docs/user explains them.
 * The two explanations in https://api.regpack.com/docs/createchild are swapped.
 */
export interface SharedArguments {
	submit_forms?: boolean;
	disable_email_sending?: boolean;
}

/** Entries of the Options collection. An option that is not added is not sent, so that Regpack's default applies. */
export const sharedOptions = defineFields([
	{
		displayName: 'Disable Email Sending',
		name: 'disableEmailSending',
		type: 'boolean',
		default: false,
		description: 'Whether to keep Regpack from sending its automatic emails',
	},
	{
		displayName: 'Submit Forms',
		name: 'submitForms',
		type: 'boolean',
		default: true,
		description:
			"Whether to submit the user's forms, which also runs the triggers attached to the forms",
	},
]);

/** Reads the fields back: see answers/verified.ts. */
export const verifyOption = defineField({
	displayName: 'Verify',
	name: 'verify',
	type: 'boolean',
	default: false,
	description:
		'Whether to read the fields again after saving, and report those that Regpack did not save. Verifying needs one more request per item.',
});

/** Explains, above the fields, what Regpack does without these options. */
export const triggersNotice = defineField({
	displayName:
		"By default, Regpack submits the user's forms, runs the project's triggers and sends automatic emails. To change these defaults, use 'Submit Forms' and 'Disable Email Sending' under Options.",
	name: 'triggersNotice',
	type: 'notice',
	default: '',
});

export function readSharedArguments(
	item: ItemReader<'options.submitForms' | 'options.disableEmailSending'>,
): SharedArguments {
	return withoutUndefined({
		submit_forms: optionalFlag(item.parameter('options.submitForms')),
		disable_email_sending: optionalFlag(item.parameter('options.disableEmailSending')),
	}) as SharedArguments;
}
