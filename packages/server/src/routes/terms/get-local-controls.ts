// The controls with today's evidence, for the operator on this machine.

import { reportControl, reportControls } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';

export const getLocalControls = defineRoute({
  method: 'GET',
  path: ['/local/terms/controls', '/local/terms/controls/:id'],
  summary: "The controls, or one of them, with today's evidence, for the operator on this machine",
  wire: platformWire,
  reads: 'none',
  schemas: { params: Type.Object({ id: Type.Optional(Type.String()) }) },
  permission: 'local-key',
  quota: 'none',
  controls: [],
  handler: async ({ params: { id }, services: { evidence } }) => ({
    body:
      id === undefined ? { value: await reportControls(evidence) } : await reportControl(id.toUpperCase(), evidence),
  }),
});
