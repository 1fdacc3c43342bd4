// USE-1: bounds of every request.

import { defineControl } from './control.js';
import { refusedToday } from './evidence-of-calls.js';

export const use1 = defineControl({
  id: 'USE-1',
  clauses: ['API-3b-1', 'API-3b-2', 'API-3b-6'],
  kinds: ['enforced'],
  title: 'Bounds of every request',
  promise:
    'Size, depth, concurrency and running time of requests are bounded; a query beyond its memory or time is stopped, and the server stays up.',
  mechanism:
    'http/ bounds requests; the compiler runs in a thread and the engine in a process of its own, both of which can be ended.',
  state: 'in-force',
  limits: 'Bandwidth is bounded by sizes and quotas, not shaped.',
  evidence: refusedToday({
    reasons: ['timeout', 'limits', 'result-too-large', 'body-too-large', 'request-too-large', 'too-busy'],
  }),
});
