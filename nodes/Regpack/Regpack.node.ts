import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { executeOperation } from '../shared/run/execute';
import { panelOf } from '../shared/operation/panel';
import { subtitleOf } from '../shared/operation/subtitle';
import { resources } from './actions';
import { getProjectFields, searchStatuses, searchUsers } from './lookups';
import { regpack } from './regpack';

export class Regpack implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Regpack',
		name: 'regpack',
		icon: { light: 'file:../../icons/regpack.svg', dark: 'file:../../icons/regpack.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleOf(resources),
		description: 'Work with registrations and payments in Regpack',
		defaults: { name: 'Regpack' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'regpackApi', required: true }],
		properties: [...panelOf(regpack, resources)],
	};

	methods = {
		listSearch: { searchStatuses, searchUsers },
		resourceMapping: { getProjectFields },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, regpack, resources);
	}
}
