// USE-9: referral identifiers.

import { defineControl } from './control.js';
import { refusedToday } from './evidence-of-calls.js';

export const use9 = defineControl({
  id: 'USE-9',
  clauses: ['API-3b-16'],
  kinds: ['enforced'],
  title: 'Referral identifiers',
  promise:
    'The application in the token is the only identity. An identifier in the request that contradicts it is refused and recorded, and forwarded addresses count only from trusted proxies.',
  mechanism: 'The gate `identity` compares; network/trusted-proxies.ts decides whose headers count.',
  state: 'in-force',
  limits: 'Detecting attempts over time is not built yet; each one is in the audit.',
  evidence: refusedToday({ gates: ['identity'] }),
});
