/**
 * As much of n8n-workflow as our own modules use, as it is: its index loads three times as much, and takes half of the
 * time that a mutant costs.
 */
const { NodeConnectionTypes } = require('../../node_modules/n8n-workflow/dist/cjs/interfaces.js');

module.exports = {
	...require('../../node_modules/n8n-workflow/dist/cjs/errors/index.js'),
	...require('../../node_modules/n8n-workflow/dist/cjs/utils.js'),
	NodeConnectionTypes,
	// Few tests need these, and they load much.
	get NodeHelpers() {
		return require('../../node_modules/n8n-workflow/dist/cjs/node-helpers.js');
	},
	get Workflow() {
		return require('../../node_modules/n8n-workflow/dist/cjs/workflow.js').Workflow;
	},
};
