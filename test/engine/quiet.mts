/** Silences n8n's log of errors that stop a node, which these tests cause on purpose. Import it before n8n. */
process.env.N8N_LOG_LEVEL = 'silent';
