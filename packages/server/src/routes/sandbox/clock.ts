// The clock of a platform of sandboxes, shown and played.

import { Type } from '@sinclair/typebox';
import { defineControl } from './define-control.js';

const moment = Type.Union([Type.Integer(), Type.String({ maxLength: 40 })]);

export const clockRoutes = [
  ...defineControl({
    ...{ method: 'GET', path: '/clock', summary: 'How the clock stands' },
    handler: async ({ testing }) => (await testing.clock()).show(),
  }),
  ...defineControl({
    ...{ method: 'POST', path: '/clock/freeze', summary: 'Stop the clock' },
    handler: async ({ testing }) => (await testing.clock()).freeze(),
  }),
  ...defineControl({
    ...{ method: 'POST', path: '/clock/resume', summary: 'Let the clock run at its real pace from where it stands' },
    handler: async ({ testing }) => (await testing.clock()).resume(),
  }),
  ...defineControl({
    ...{ method: 'POST', path: '/clock/reset', summary: 'Set the clock back to how the platform was started' },
    handler: async ({ testing }) => (await testing.clock()).reset(),
  }),
  ...defineControl({
    ...{ method: 'POST', path: '/clock/advance', summary: 'Move the clock on' },
    body: { milliseconds: Type.Integer() },
    handler: async ({ testing, body }) => (await testing.clock()).advance(body.milliseconds),
  }),
  ...defineControl({
    ...{ method: 'POST', path: '/clock/scale', summary: 'Let the clock run so many times as fast' },
    body: { rate: Type.Number() },
    handler: async ({ testing, body }) => (await testing.clock()).scale(body.rate),
  }),
  ...defineControl({
    ...{ method: 'POST', path: '/clock/set', summary: 'Set the clock to a moment' },
    body: { moment },
    handler: async ({ testing, body }) => (await testing.clock()).set(body.moment),
  }),
] as const;
