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
import { leeloo } from './leeloo';
import { listSearch, loadOptions } from './lookups';

export class Leeloo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Leeloo',
		name: 'leeloo',
		icon: { light: 'file:../../icons/leeloo.svg', dark: 'file:../../icons/leeloo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleOf(resources),
		description: 'Work with contacts in the messenger CRM Leeloo',
		defaults: { name: 'Leeloo' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'leelooApi', required: true }],
		properties: [...panelOf(leeloo, resources)],
	};

	methods = { listSearch, loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, leeloo, resources);
	}
}
