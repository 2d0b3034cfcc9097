import type { Resource } from '../../shared/operation/operation';
import { account } from './account';
import { call } from './call';
import { channel } from './channel';
import { connection } from './connection';
import { diagnostics } from './diagnostics';
import { leadGenTool } from './leadGenTool';
import { message } from './message';
import { order } from './order';
import { person } from './person';
import { tag } from './tag';
import { template } from './template';
import { tunnel } from './tunnel';
import { user } from './user';

/** The resources of the Leeloo node. A new node shows the first one. */
export const resources: readonly Resource[] = [
	person,
	account,
	call,
	channel,
	connection,
	diagnostics,
	leadGenTool,
	message,
	order,
	tag,
	template,
	tunnel,
	user,
];
