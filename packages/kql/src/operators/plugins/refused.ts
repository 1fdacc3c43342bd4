// Plugins that the language has and this platform does not run, each with the reason in a few words.

const service = 'it calls a service outside of this platform';
const code = 'it runs code in another language';
const heuristic = 'which patterns it finds is not specified';

/** Why a plugin is refused, by name. */
export const refusedPlugins: ReadonlyMap<string, string> = new Map([
  ...[
    'http_request',
    'http_request_post',
    'sql_request',
    'mysql_request',
    'postgresql_request',
    'cosmosdb_sql_request',
    'dax_request',
    'azure_digital_twins_query_request',
    'ai_embed_text',
    'ai_embeddings',
    'ai_chat_completion',
    'ai_chat_completion_prompt',
    'execute_query',
    'execute_show_command',
    'external_datatable',
    'infer_storage_schema',
    'infer_storage_schema_with_suggestions',
  ].map((name) => [name, service] as const),
  ...['python', 'r', 'csharp'].map((name) => [name, code] as const),
  ...['autocluster', 'diffpatterns'].map((name) => [name, heuristic] as const),
  ['funnel_sequence', 'which states it takes for the next ones is not specified'] as const,
  ...['identity', 'identity_v3'].map((name) => [name, 'it serves the tests of the service it comes from'] as const),
]);
