// Keeps quota profiles of the operator's own, for the operator on this machine.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';
import { byOperator, reasonField } from '../terms/operator.js';

export const postLocalProfile = defineRoute({
  method: 'POST',
  path: '/local/quota/profiles',
  summary: "Keep a quota profile of the operator's own, in place of one of its name, for the operator on this machine",
  wire: platformWire,
  reads: 'json',
  schemas: { body: Type.Object({ profile: Type.Unknown(), ...reasonField }) },
  permission: 'local-key',
  quota: 'none',
  controls: ['REG-7'],
  handler: async ({ body: { profile, reason }, services: { ownProfiles } }) => ({
    body: await ownProfiles.keep(JSON.stringify(profile), byOperator(reason)),
  }),
});
