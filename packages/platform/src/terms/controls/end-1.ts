// END-1: end of access.

import { defineControl } from './control.js';
import { changesOf, together } from './evidence.js';
import { refusedToday } from './evidence-of-calls.js';

const ends = ['application', 'tenant', 'owner'].flatMap((noun) =>
  ['suspended', 'resumed', 'terminated'].map((done) => `${noun}.${done}`),
);

export const end1 = defineControl({
  id: 'END-1',
  clauses: ['API-10a', 'AUP-end'],
  kinds: ['enforced'],
  title: 'End of access',
  promise:
    'An application, a tenant or an owner can be suspended or terminated, with or without notice; it counts everywhere within a second, tokens already issued included.',
  mechanism: 'parties/state-changes.ts; the gate `parties` asks on every call.',
  state: 'in-force',
  limits: 'A request that was admitted before ends as it would have.',
  evidence: together(changesOf(ends), refusedToday({ gates: ['parties'] })),
});
