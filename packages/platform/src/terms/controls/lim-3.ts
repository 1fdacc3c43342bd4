// LIM-3: quota of incidents.

import { defineControl } from './control.js';
import { quotaToday } from './evidence-of-calls.js';

export const lim3 = defineControl({
  id: 'LIM-3',
  clauses: ['DEF-quotas'],
  kinds: ['enforced'],
  title: 'Quota of incidents',
  promise: 'At most 50 calls a minute and 1,500 an hour, in any interval of that length.',
  mechanism: 'quotas/ counts in exact sliding windows; routes of incidents name the quota.',
  state: 'in-force',
  limits: 'Alerts and machines have a quota of their own, which the profile of the terms does not limit.',
  evidence: quotaToday('incidents'),
});
