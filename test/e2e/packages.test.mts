/** The packages for one service, installed alone and in addition to the main package, in a real n8n. */
import { itemsOf, type Server } from '../../lab/n8n.mts';
import { openSite, type Site } from '../../lab/site.mts';
import layout from '../../scripts/layout.cjs';
import { servicePackages } from '../../scripts/servicePackages.cjs';
import { contact, email } from '../bench/samples.mts';
import { leelooNode, regpackNode, SENDER, TRIGGER, workflowOf } from '../bench/workflows.mts';

jest.setTimeout(90_000);

const COUNT = 2;
const SENDERS: Record<
	string,
	{ node: ReturnType<typeof regpackNode>; row: (index: number) => object }
> = {
	regpack: { node: regpackNode('fields'), row: email },
	leeloo: { node: leelooNode('fields'), row: contact },
};
const services = servicePackages().map(({ service, folder, manifest }) => ({
	service,
	folder,
	name: manifest.name,
	nodes: manifest.n8n.nodes.length,
}));
const folders = services.map(({ folder }) => folder);

describe.each([
	...services.map((one) => ({ title: `${one.name} alone`, folders: [one.folder], parts: [one] })),
	{ title: 'all three packages', folders: [layout.root, ...folders], parts: services },
])('$title', ({ folders: packages, parts }) => {
	let site: Site;
	let server: Server;

	beforeAll(async () => {
		site = await openSite({ packages });
		server = await site.startServer();
	});
	afterAll(async () => await site?.close());

	test.each(parts)('offers the nodes of $name', async ({ name, nodes }) => {
		const types = (await server.nodeTypes()).map((type) => type.name);
		const own = types.filter((type) => type.startsWith(`${name}.`));
		// n8n adds the variant of the action node for AI agents.
		expect(own.filter((type) => !type.endsWith('Tool'))).toHaveLength(nodes);
		expect(own.filter((type) => type.endsWith('Tool'))).toHaveLength(1);
		const foreign = types.filter((type) => /^n8n-nodes-(regpack|leeloo)/.test(type));
		expect(foreign.length > own.length).toBe(packages.length > 1);
	});

	test.each(parts)('sends items with the node of $name', async ({ name, service }) => {
		const { node, row } = SENDERS[service]!;
		const type = node.type.replace(layout.packageName, name);
		const workflow = workflowOf(
			'One',
			row,
			COUNT,
			{ ...node, type },
			site.credential(`${service}Api`),
		);
		const id = await server.createWorkflow(workflow);
		const execution = await server.finishedExecution(await server.runWorkflow(id, TRIGGER));
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, SENDER)).toHaveLength(COUNT);
		const { emails } = site.regpack.records;
		const { accounts } = site.leeloo.records;
		expect(service === 'regpack' ? emails : accounts).toHaveLength(COUNT);
	});

	test.each(parts)('tests the credential of $name', async ({ service }) => {
		const credential = site.credential(`${service}Api`);
		expect(await server.testCredential(credential)).toMatchObject({ status: 'OK' });
	});
});
