import { optionalFlag } from '../../shared/operation/checks';
import { withoutUndefined } from '../../shared/guards';
import { defineField, defineFields } from '../../shared/operation/fieldNames';
import type { ItemReader } from '../../shared/operation/itemReader';

/**
 * Arguments that the users endpoint takes beside `doc`. Their meanings are those of https://api.regpack.com/docs/user;
 * https://api.regpack.com/docs/createchild has the two descriptions the wrong way round.
 */
export interface SharedArguments {
	submit_forms?: boolean;
	disable_email_sending?: boolean;
}

/** Entries of the Options collection. What a person does not add is not sent, so that Regpack's default holds. */
export const sharedOptions = defineFields([
	{
		displayName: 'Disable Email Sending',
		name: 'disableEmailSending',
		type: 'boolean',
		default: false,
		description:
			'Whether to keep Regpack from sending its automatic emails. Regpack sends them unless this is on.',
	},
	{
		displayName: 'Submit Forms',
		name: 'submitForms',
		type: 'boolean',
		default: true,
		description:
			'Whether Regpack submits the forms of the person, which runs the triggers that hang on them',
	},
]);

/** Says what happens without these options; the panel shows it above the fields. */
export const triggersNotice = defineField({
	displayName:
		"Regpack submits the person's forms, which runs your project's triggers, and sends its automatic emails. 'Submit Forms' and 'Disable Email Sending' under Options change that.",
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
