// A sandbox tenant's rows, kept, brought back and erased.

import { defineControl } from './define-control.js';

export const snapshotRoutes = [
  ...defineControl({
    ...{ method: 'GET', path: '/snapshots', summary: 'Snapshots that were taken since the start' },
    handler: async ({ testing, tenantId }) => ({ value: testing.snapshots.list(tenantId) }),
  }),
  ...defineControl({
    ...{ method: 'POST', path: '/snapshots', summary: 'Take a snapshot of the rows' },
    handler: async ({ testing, tenantId }) => testing.snapshots.take(tenantId),
  }),
  ...defineControl({
    ...{
      method: 'POST',
      path: '/snapshots/:id/restore',
      summary: 'Bring the rows of a snapshot back, with unspent quotas',
    },
    async handler({ testing, tenantId, params }) {
      await testing.restore(tenantId, params.id);
      return { value: testing.snapshots.list(tenantId) };
    },
  }),
  ...defineControl({
    ...{ method: 'DELETE', path: '/snapshots/:id', summary: 'Drop a snapshot' },
    async handler({ testing, tenantId, params }) {
      await testing.snapshots.drop(tenantId, params.id);
      return { value: testing.snapshots.list(tenantId) };
    },
  }),
  ...defineControl({
    ...{ method: 'POST', path: '/reset', summary: 'Erase all rows, forget faults and what was used of the quotas' },
    async handler({ testing, tenantId }) {
      await testing.reset(tenantId);
      return { value: testing.snapshots.list(tenantId) };
    },
  }),
] as const;
