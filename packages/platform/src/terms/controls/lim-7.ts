// LIM-7: prerelease is marked.

import { defineControl } from './control.js';
import { refusedToday } from './evidence-of-calls.js';

export const lim7 = defineControl({
  id: 'LIM-7',
  clauses: ['DEF-prerelease'],
  kinds: ['noticed'],
  title: 'Prerelease is marked',
  promise: 'Prerelease endpoints say so in every answer.',
  mechanism: 'Routes declare it; the server adds the header.',
  state: 'in-force',
  limits: 'Previews of behaviour inside a released endpoint have no header.',
  evidence: refusedToday({ reasons: ['preview-not-chosen'] }),
});
