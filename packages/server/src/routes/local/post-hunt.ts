// A hunt for the operator on this machine, with the language's own types: a line of header, a line per row, a line of usage.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { runHunt } from '../../http/run-hunt.js';
import { ndjsonResult } from '../../wire/ndjson-result.js';
import { platformWire } from '../../wire/platform-wire.js';

export const postLocalHunt = defineRoute({
  method: 'POST',
  path: '/local/hunt',
  summary: 'Hunt with KQL, for the operator on this machine',
  wire: platformWire,
  reads: 'json',
  schemas: { body: Type.Object({ query: Type.String({ minLength: 1 }) }) },
  permission: 'local-key',
  quota: 'none',
  controls: ['USE-1', 'DAT-2'],
  handler: async (call) => ({
    ...(await runHunt(call, { query: call.body.query, shape: ndjsonResult })),
    contentType: 'application/x-ndjson; charset=utf-8',
  }),
});
