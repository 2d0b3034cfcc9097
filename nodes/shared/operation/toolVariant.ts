import type { IDisplayOptions } from 'n8n-workflow';

/**
 * Hides a field in the tool of an AI agent, which n8n makes of each node (`@tool`). There, the field has its default: n8n
 * leaves out values of fields that are not shown.
 */
export const HIDDEN_IN_TOOLS: IDisplayOptions = { hide: { '@tool': [true] } };
