// What is stored, for the operator on this machine.

import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';

export const getLocalStatus = defineRoute({
  method: 'GET',
  path: '/local/status',
  summary: 'Tables and rows, for the operator on this machine',
  wire: platformWire,
  reads: 'none',
  schemas: {},
  permission: 'local-key',
  quota: 'none',
  controls: [],
  async handler({ services }) {
    const tables = await services.engine.statistics();
    return {
      body: {
        tables: tables.map(({ table, rows, partitions, oldest, newest }) => ({
          table,
          rows,
          partitions: partitions.length,
          // Ticks pass 2^53, so they travel as text.
          oldest: oldest?.toString() ?? null,
          newest: newest?.toString() ?? null,
        })),
      },
    };
  },
});
