// DAT-2: current data.

import { defineControl } from './control.js';
import { huntsToday } from './evidence-of-calls.js';

export const dat2 = defineControl({
  id: 'DAT-2',
  clauses: ['API-5b', 'DEF-1'],
  kinds: ['enforced'],
  title: 'Current data',
  promise: 'Nothing older than 30 days is returned by hunting.',
  mechanism: 'The compiler cuts every read of a table to the window, whatever the query says.',
  state: 'in-force',
  limits: 'Copies that mirrors keep, with their time of fetching, come with mirrors and are not built yet.',
  evidence: huntsToday,
});
