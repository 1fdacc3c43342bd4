// No limits, for load tests: allowed in sandbox tenants only (USE-6).

import type { QuotaProfile } from '../quota-profile.js';

export const unlimited: QuotaProfile = {
  name: 'unlimited',
  title: 'No limits, for sandbox tenants',
  date: '2026-01-01',
  sandboxOnly: true,
  quotas: {},
};
