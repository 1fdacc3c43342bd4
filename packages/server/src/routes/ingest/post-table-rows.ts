// Takes in rows of one named table: NDJSON, CSV or Parquet, plain or compressed.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { takeEvents } from '../../http/take-events.js';
import { platformWire } from '../../wire/platform-wire.js';

export const postTableRows = defineRoute({
  method: 'POST',
  path: '/ingest/:table',
  summary: 'Rows of one table in',
  wire: platformWire,
  reads: 'stream',
  schemas: {
    params: Type.Object({ table: Type.String({ minLength: 1, maxLength: 128 }) }),
    body: Type.Unsafe<AsyncIterable<Uint8Array>>({}),
  },
  permission: { roles: ['Ingest.Write'] },
  quota: 'ingest',
  controls: ['USE-1'],
  handler: (call) => takeEvents(call, call.body, call.params.table),
});
