// SEC-4: automatic protection.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const sec4 = defineControl({
  id: 'SEC-4',
  clauses: ['API-4'],
  kinds: ['enforced'],
  title: 'Automatic protection',
  promise: 'A detection can slow down or suspend an application by itself, reversibly and on record.',
  mechanism: 'Detections and the ladder of sanctions.',
  state: 'planned',
  limits: 'Detections are not built yet; suspension by hand is (END-1).',
  evidence: nothingYet,
});
