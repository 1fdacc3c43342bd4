// A batch of checked rows from the command line on this machine: one transaction, acknowledged after its commit.

import { EngineError, sourceTables } from '@gamekeeper/lake';
import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { readBatch } from '../../local/batch-text.js';
import { platformWire } from '../../wire/platform-wire.js';

export const postLocalAppend = defineRoute({
  method: 'POST',
  path: '/local/append',
  summary: 'Append a batch of rows, for the operator on this machine',
  wire: platformWire,
  reads: 'stream',
  schemas: { body: Type.Unsafe<AsyncIterable<Uint8Array>>({}) },
  permission: 'local-key',
  quota: 'none',
  controls: ['USE-1'],
  handler: async (call) => {
    const batch = await readBatch(call.body);
    const unknown = batch.parts.find((part) => !sourceTables.has(part.table));
    if (unknown) throw new EngineError('execution-failed', `expected a hunting table, found '${unknown.table}'`);
    return { body: await call.services.engine.append(batch) };
  },
});
