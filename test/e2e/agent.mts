/**
 * A client that uses nodes as an AI agent does: n8n's MCP Server Trigger offers them to any agent that speaks MCP
 * (https://modelcontextprotocol.io).
 */
import { randomUUID } from 'node:crypto';

import type { INode } from 'n8n-workflow';

import type { Server, Workflow } from '../../lab/n8n.mts';

/** A minimal MCP client that lists and calls tools, with MCP's Streamable HTTP transport. */
export class Agent {
	readonly #url: string;
	#session = '';
	#requests = 0;

	private constructor(url: string) {
		this.#url = url;
	}

	/** Publishes a workflow whose MCP Server Trigger offers these nodes as tools, and connects to the trigger. */
	static async start(server: Server, tools: INode[]): Promise<Agent> {
		const path = randomUUID();
		const id = await server.createWorkflow(offering(tools, path));
		await server.publishWorkflow(id);
		const agent = new Agent(`${server.url}/mcp/${path}`);
		await agent.#ask('initialize', {
			protocolVersion: '2025-06-18',
			capabilities: {},
			clientInfo: { name: 'test', version: '1' },
		});
		return agent;
	}

	async tools(): Promise<Array<{ name: string; description: string; inputSchema: object }>> {
		return (await this.#ask<{ tools: [] }>('tools/list', {})).tools;
	}

	/** Calls a tool. Returns the text that the model reads, and whether the call failed. */
	async call(name: string, args: object): Promise<{ text: string; isError: boolean }> {
		const { content, isError = false } = await this.#ask<{
			content: Array<{ text: string }>;
			isError?: boolean;
		}>('tools/call', { name, arguments: args });
		return { text: content.map(({ text }) => text).join(), isError };
	}

	async #ask<Result>(method: string, params: object): Promise<Result> {
		const response = await fetch(this.#url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(this.#session && { 'mcp-session-id': this.#session }),
			},
			body: JSON.stringify({ jsonrpc: '2.0', id: ++this.#requests, method, params }),
		});
		this.#session = response.headers.get('mcp-session-id') ?? this.#session;
		const text = await response.text();
		const answer = /^data: (.+)$/m.exec(text)?.[1];
		if (answer === undefined) throw new Error(`${method} answered ${response.status}: ${text}`);
		return (JSON.parse(answer) as { result: Result }).result;
	}
}

/** A workflow whose MCP Server Trigger offers these tools. */
function offering(tools: INode[], path: string): Omit<Workflow, 'id'> {
	const trigger: INode = {
		id: randomUUID(),
		name: 'Agents',
		type: '@n8n/n8n-nodes-langchain.mcpTrigger',
		typeVersion: 2,
		position: [0, 0],
		webhookId: path,
		parameters: { path },
	};
	const toTrigger = [[{ node: trigger.name, type: 'ai_tool' as const, index: 0 }]];
	return {
		name: 'Tools',
		nodes: [trigger, ...tools],
		connections: Object.fromEntries(tools.map(({ name }) => [name, { ai_tool: toTrigger }])),
	};
}
