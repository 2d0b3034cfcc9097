/**
 * The unchanged parts of n8n-workflow that our own modules use. Its index loads three times as much, which takes half
 * of the time per mutant.
 */
const { NodeConnectionTypes } = require('../../node_modules/n8n-workflow/dist/cjs/interfaces.js');

module.exports = {
	...require('../../node_modules/n8n-workflow/dist/cjs/errors/index.js'),
	...require('../../node_modules/n8n-workflow/dist/cjs/utils.js'),
	NodeConnectionTypes,
	// Loaded on demand: few tests need these two, and they load many other modules.
	get NodeHelpers() {
		return require('../../node_modules/n8n-workflow/dist/cjs/node-helpers.js');
	},
	get Workflow() {
		return require('../../node_modules/n8n-workflow/dist/cjs/workflow.js').Workflow;
	},
};
