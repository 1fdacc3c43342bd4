// SEC-1: secure by default.

import { type Control, defineControl } from './control.js';
import { byConstruction, together } from './evidence.js';

const signingKeys: Control['evidence'] = async ({ records, clock }) => {
  const row = await records.db
    .selectFrom('signing_key')
    .select((e) => [e.fn.countAll<string | number>().as('count'), e.fn.min('retires_at').as('next')])
    .where('retires_at', '>', clock())
    .executeTakeFirstOrThrow();
  const count = Number(row.count);
  const until = count === 0 ? '' : `, the next until ${new Date(Number(row.next)).toISOString()}`;
  return { summary: `${count} sealed signing keys in use${until}.`, count };
};

export const sec1 = defineControl({
  id: 'SEC-1',
  clauses: ['API-4'],
  kinds: ['enforced'],
  title: 'Secure by default',
  promise:
    'TLS or loopback only, no default password, secrets hashed or sealed, strict headers, a data directory for its owner alone, and queries without access to files and network.',
  mechanism: "server/ and tls/ for the wire, identity/ and sign-in for secrets, the lake's child process for queries.",
  state: 'in-force',
  limits: "The machine below and the operator's own account are trusted.",
  evidence: together(signingKeys, byConstruction('Queries run in a process that has neither files nor network.')),
});
