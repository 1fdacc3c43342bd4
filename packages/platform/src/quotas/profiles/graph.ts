// The limits of the security part of Microsoft Graph.

import type { QuotaProfile } from '../quota-profile.js';

const THROTTLING = 'Microsoft Graph service-specific throttling limits, "Security detections and incidents", 2025-01';
const OVERVIEW = 'Use the Microsoft Graph security API, "Quotas and resource allocation", 2026';

export const graph: QuotaProfile = {
  name: 'graph',
  title: 'Microsoft Graph, /security',
  date: '2026-07-01',
  sandboxOnly: false,
  quotas: {
    incidents: [
      {
        name: 'calls-per-minute',
        unit: 'calls',
        amount: 150,
        windowMs: 60_000,
        scopes: ['application', 'owner'],
        source: `${THROTTLING}: 150 requests per minute per application and tenant on alert; the table is headed "any request on /security" and has no row for incident, so the same number is taken; over the owner's applications by USE-5`,
      },
    ],
    alerts: [
      {
        name: 'calls-per-minute',
        unit: 'calls',
        amount: 150,
        windowMs: 60_000,
        scopes: ['application', 'owner'],
        source: `${THROTTLING}: 150 requests per minute per application and tenant on alert; over the owner's applications by USE-5`,
      },
    ],
    hunting: [
      {
        name: 'calls-per-minute',
        unit: 'calls',
        amount: 45,
        windowMs: 60_000,
        scopes: ['tenant', 'owner'],
        source: `${OVERVIEW}: at least 45 calls per minute per tenant; its share of processor time in cycles of 15 minutes has no published number and is not kept`,
      },
    ],
  },
};
