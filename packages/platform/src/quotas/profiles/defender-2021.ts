// The limits that the terms of use name (LIM-3, LIM-4): the default.

import type { QuotaProfile } from '../quota-profile.js';

const TERMS = 'Microsoft 365 Defender APIs license and terms of use, "Quotas and resource allocation", 2021-10';
/** Tenant-wide as the documentation says, and over all applications of one owner, so that neither more applications nor more tenants go around them (USE-5). */
const scopes = ['tenant', 'owner'] as const;

export const defender2021: QuotaProfile = {
  name: 'defender-2021',
  title: 'Microsoft 365 Defender APIs, terms of use of October 2021',
  date: '2021-10-01',
  sandboxOnly: false,
  quotas: {
    incidents: [
      {
        name: 'calls-per-minute',
        unit: 'calls',
        amount: 50,
        windowMs: 60_000,
        scopes,
        source: `${TERMS}: incidents, 50 calls per minute`,
      },
      {
        name: 'calls-per-hour',
        unit: 'calls',
        amount: 1500,
        windowMs: 3_600_000,
        scopes,
        source: `${TERMS}: incidents, 1500 calls per hour; both limits are kept, read "or" as "and"`,
      },
    ],
    hunting: [
      {
        name: 'calls-per-minute',
        unit: 'calls',
        amount: 45,
        windowMs: 60_000,
        scopes,
        source: `${TERMS}: advanced hunting, 45 calls per minute`,
      },
      {
        name: 'running-time-per-hour',
        unit: 'ms',
        amount: 600_000,
        windowMs: 3_600_000,
        scopes,
        source: `${TERMS}: advanced hunting, 10 minutes of running time per hour`,
      },
      {
        name: 'running-time-per-day',
        unit: 'ms',
        amount: 14_400_000,
        windowMs: 86_400_000,
        scopes,
        source: `${TERMS}: advanced hunting, 4 hours of running time per day`,
      },
    ],
  },
};
