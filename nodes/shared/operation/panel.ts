import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { deliveryOptions } from './deliveryOptions';
import type { Operation, Resource } from './operation';
import { toolDescriptionField } from './toolVariant';
import type { Vendor } from '../http/vendor';

/**
 * All parameters of a node, built from its operations: the Resource selector, one Operation selector per resource, and
 * each operation's fields and delivery options.
 */
export function panelOf(vendor: Vendor, resources: readonly Resource[]): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: sorted(
				resources.map(({ name, value, description }) => ({ name, value, description })),
			),
			default: firstValue(resources),
		},
		...resources.map(operationSelector),
		...resources.flatMap(({ value, operations }) =>
			operations.flatMap((operation) =>
				[toolDescriptionField(vendor, operation), ...panelFields(vendor, operation)].map((field) =>
					shownFor(field, { resource: [value], operation: [operation.value] }),
				),
			),
		),
	];
}

/** The node parameters of an operation, including the delivery options. */
export function panelFields(vendor: Vendor, operation: Operation): INodeProperties[] {
	return [...operation.fields, deliveryOptions(vendor, operation)];
}

/** The operation that the selectors are set to. */
export function findOperation(
	resources: readonly Resource[],
	resource: unknown,
	operation: unknown,
): Operation | undefined {
	return resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
}

function operationSelector({ value: resource, operations }: Resource): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: sorted(
			operations.map(({ name, value, action, description }) => ({
				name,
				value,
				action,
				description,
			})),
		),
		default: firstValue(operations),
	};
}

function firstValue([first]: ReadonlyArray<{ value: string }>): string {
	return first?.value ?? '';
}

function shownFor(
	field: INodeProperties,
	show: NonNullable<IDisplayOptions['show']>,
): INodeProperties {
	return {
		...field,
		displayOptions: { ...field.displayOptions, show: { ...show, ...field.displayOptions?.show } },
	};
}

function sorted(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((a, b) => a.name.localeCompare(b.name));
}
