// What is left of the caller's own quotas (LIM-6), for whoever holds a token; looking spends nothing.

import { governingQuotas } from '@gamekeeper/platform';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';
import { quotaAnswer } from './quota-answer.js';

export const getQuota = defineRoute({
  method: 'GET',
  path: '/quota',
  summary: "The caller's quotas: every limit with what was used, what is left and when it moves on",
  wire: platformWire,
  reads: 'none',
  schemas: {},
  permission: 'any-token',
  quota: 'none',
  controls: ['LIM-6'],
  async handler({ admission, services: { quotas } }) {
    const use = governingQuotas(admission);
    if (use === null) throw new TypeError('an admitted call has a standing');
    return { body: await quotaAnswer(quotas, use) };
  },
});
