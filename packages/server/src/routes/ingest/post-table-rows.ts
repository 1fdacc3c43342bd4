// Takes in rows of one named table: NDJSON, CSV or Parquet, plain or compressed.

import type { Readable } from 'node:stream';
import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';

export const postTableRows = defineRoute({
  method: 'POST',
  path: '/ingest/:table',
  summary: 'Rows of one table in',
  wire: platformWire,
  reads: 'stream',
  schemas: {
    params: Type.Object({ table: Type.String({ minLength: 1, maxLength: 128 }) }),
    body: Type.Unsafe<Readable>({}),
  },
  permission: { roles: ['Ingest.Write'] },
  quota: 'ingest',
  controls: ['USE-1'],
  handler: async ({ services, params, body, signal }) => ({
    body: await services.ingest.ingest({ table: params.table, body, signal }),
  }),
});
