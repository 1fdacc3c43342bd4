// Takes in records that tell their own table: streaming exports, hunting exports, Windows events.

import type { Readable } from 'node:stream';
import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';

export const postRecords = defineRoute({
  method: 'POST',
  path: '/ingest',
  summary: 'Records of any recognised source in',
  wire: platformWire,
  reads: 'stream',
  schemas: { body: Type.Unsafe<Readable>({}) },
  permission: { roles: ['Ingest.Write'] },
  quota: 'ingest',
  controls: ['USE-1'],
  handler: async ({ services, body, signal }) => ({
    body: await services.ingest.ingest({ table: null, body, signal }),
  }),
});
