// The trail of changes for the operator on this machine, as lines that `gamekeeper terms verify` checks.

import { Readable } from 'node:stream';
import { exportEvents } from '@gamekeeper/platform';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';

export const getLocalEvents = defineRoute({
  method: 'GET',
  path: '/local/events',
  summary: 'The trail of changes, an event a line, for the operator on this machine',
  wire: platformWire,
  reads: 'none',
  schemas: {},
  permission: 'local-key',
  quota: 'none',
  controls: ['END-3'],
  handler: ({ services }) => ({
    contentType: 'application/x-ndjson; charset=utf-8',
    body: Readable.from(exportEvents(services.events)),
  }),
});
