// LIM-2: size of results.

import { type Control, defineControl } from './control.js';
import { callsToday, total } from './evidence-of-calls.js';

const cutToday: Control['evidence'] = async (context) => {
  const count = total(await callsToday(context), 'Cut');
  return { summary: `${count} results cut in the last 24 hours.`, count };
};

export const lim2 = defineControl({
  id: 'LIM-2',
  clauses: ['DEF-2'],
  kinds: ['enforced'],
  title: 'Size of results',
  promise: 'A result has at most 100,000 rows.',
  mechanism: 'hunting/ ends the answer there, and the audit row says that it was cut.',
  state: 'in-force',
  limits: 'The wires have no field that tells the caller of the cut.',
  evidence: cutToday,
});
