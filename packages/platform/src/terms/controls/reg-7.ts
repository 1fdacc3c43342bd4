// REG-7: separate agreements.

import { type Control, defineControl } from './control.js';
import { rowsOf, together } from './evidence.js';
import { callsToday } from './evidence-of-calls.js';

const underAgreement: Control['evidence'] = async (context) => {
  const groups = await callsToday(context);
  const count = groups.reduce((sum, group) => sum + Number(group.UnderAgreement), 0);
  return { summary: `${count} calls under one in the last 24 hours.`, count };
};

export const reg7 = defineControl({
  id: 'REG-7',
  clauses: ['API-2a', 'API-11i'],
  kinds: ['enforced'],
  title: 'Separate agreements',
  promise:
    'A tenant or application under a separate agreement is asked for that agreement instead of the documents it replaces, and counted against its quotas; the audit row names it.',
  mechanism: 'parties/agreements.ts; acceptances and the gates `terms` and quota follow the agreement in force.',
  state: 'in-force',
  limits: 'What an agreement says beyond terms and quotas is for people to read.',
  evidence: together(rowsOf('agreement', 'agreement', 'agreements'), underAgreement),
});
