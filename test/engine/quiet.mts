/** n8n logs the errors by which a node stops. Here they are wanted; imported before n8n, this keeps them off the screen. */
process.env.N8N_LOG_LEVEL = 'silent';
