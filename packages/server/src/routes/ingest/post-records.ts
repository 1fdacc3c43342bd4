// Takes in records that tell their own table: streaming exports, hunting exports, Windows events.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { takeEvents } from '../../http/take-events.js';
import { platformWire } from '../../wire/platform-wire.js';

export const postRecords = defineRoute({
  method: 'POST',
  path: '/ingest',
  summary: 'Records of any recognised source in',
  wire: platformWire,
  reads: 'stream',
  schemas: { body: Type.Unsafe<AsyncIterable<Uint8Array>>({}) },
  permission: { roles: ['Ingest.Write'] },
  quota: 'ingest',
  controls: ['USE-1'],
  handler: (call) => takeEvents(call, call.body, null),
});
