// Makes a one-time link for a person, for the operator on this machine: `gamekeeper admin-link`.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { mintAdminLink } from '../../local/mint-admin-link.js';
import { platformWire } from '../../wire/platform-wire.js';

export const postAdminLink = defineRoute({
  method: 'POST',
  path: '/local/admin-link',
  summary: 'One-time link to set a password, for the operator on this machine',
  wire: platformWire,
  reads: 'json',
  schemas: { body: Type.Object({ userName: Type.Optional(Type.String({ minLength: 1 })) }) },
  permission: 'local-key',
  quota: 'none',
  controls: ['SEC-1'],
  async handler({ body, services, origin }) {
    const { identity, signIn } = services;
    const { userName } = body;
    return { body: await mintAdminLink({ identity, signIn, origin, ...(userName !== undefined && { userName }) }) };
  },
});
