// REG-5: every call attributed.

import { type Control, defineControl } from './control.js';
import { callsToday, total } from './evidence-of-calls.js';

const attributed: Control['evidence'] = async (context) => {
  const groups = await callsToday(context);
  const [calls, named, signedIn] = [total(groups, 'Calls'), total(groups, 'Attributed'), total(groups, 'SignedIn')];
  const summary = `${calls} calls in the last 24 hours, ${named} by a known application, ${signedIn} of them for a person.`;
  return { summary, count: calls };
};

export const reg5 = defineControl({
  id: 'REG-5',
  clauses: ['API-2b'],
  kinds: ['enforced'],
  title: 'Every call attributed',
  promise:
    'The audit row of a call names tenant, application, credential, the person if one has signed in, source address and program.',
  mechanism: 'audit/ writes the row to a journal before the answer ends and into ApiAuditEvents from there.',
  state: 'in-force',
  limits: 'Calls refused before a token was read carry an address only. A program names itself as it likes.',
  evidence: attributed,
});
