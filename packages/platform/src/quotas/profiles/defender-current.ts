// The limits that today's pages of the Defender APIs name, which are not those of the terms of use.

import type { QuotaProfile } from '../quota-profile.js';

const XDR = 'Microsoft Defender XDR documentation, 2026';
const ENDPOINT = 'Microsoft Defender for Endpoint documentation, 2026';
const scopes = ['tenant', 'owner'] as const;

export const defenderCurrent: QuotaProfile = {
  name: 'defender-current',
  title: 'Microsoft Defender APIs, documentation of 2026',
  date: '2026-07-01',
  sandboxOnly: false,
  quotas: {
    incidents: [
      {
        name: 'calls-per-minute',
        unit: 'calls',
        amount: 50,
        windowMs: 60_000,
        scopes,
        source: `${XDR}, "List incidents API": 50 calls per minute`,
      },
      {
        name: 'calls-per-hour',
        unit: 'calls',
        amount: 1500,
        windowMs: 3_600_000,
        scopes,
        source: `${XDR}, "List incidents API": 1500 calls per hour`,
      },
    ],
    alerts: [
      {
        name: 'calls-per-minute',
        unit: 'calls',
        amount: 100,
        windowMs: 60_000,
        scopes,
        source: `${ENDPOINT}, "List alerts API": 100 calls per minute`,
      },
      {
        name: 'calls-per-hour',
        unit: 'calls',
        amount: 1500,
        windowMs: 3_600_000,
        scopes,
        source: `${ENDPOINT}, "List alerts API": 1500 calls per hour`,
      },
    ],
    hunting: [
      {
        name: 'calls-per-minute',
        unit: 'calls',
        amount: 45,
        windowMs: 60_000,
        scopes,
        source: `${XDR}, "Advanced hunting API", since 2023-02: at least 45 calls per minute, more for larger tenants; its share of processor time in cycles of 15 minutes has no published number and is not kept`,
      },
    ],
  },
};
