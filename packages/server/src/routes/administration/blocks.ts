// The block list over the API: addresses, domains and mail servers, in force at once (AUP-8).

import { Type } from '@sinclair/typebox';
import { line, moment, oneOf } from './check-fields.js';
import { defineAdministration } from './define-administration.js';

const forBlocks = { noun: 'block', opensTo: 'operator', controls: ['AUP-8'] } as const;

export const blockRoutes = [
  defineAdministration({
    ...{ ...forBlocks, method: 'GET', path: '/blocks', summary: 'What is blocked now' },
    handler: async ({ services }) => ({ value: services.blockList.list() }),
  }),
  defineAdministration({
    ...{ ...forBlocks, method: 'POST', path: '/blocks', status: 201, needsReason: true },
    summary: 'Block networks, domains or mail servers; all or none',
    body: {
      kind: oneOf(['cidr', 'domain', 'mail-server']),
      values: Type.Array(line(300, 'a network, an address or a name'), { minItems: 1, maxItems: 10_000 }),
      direction: Type.Optional(oneOf(['inbound', 'outbound', 'both'])),
      until: Type.Optional(Type.Union([moment('until when'), Type.Null()], { description: 'until when, or null' })),
    },
    handler: async ({ body: { values, ...rest }, services, by }) => ({
      value: await services.blockList.add(
        by,
        values.map((value) => ({ ...rest, value, reason: by.reason })),
      ),
    }),
  }),
  defineAdministration({
    ...{ ...forBlocks, method: 'POST', path: '/blocks/:block/remove', needsReason: true },
    summary: 'Remove a block by its id, or all of a batch',
    handler: async ({ part, services, by }) => ({ removed: await services.blockList.remove(by, part('block')) }),
  }),
];
