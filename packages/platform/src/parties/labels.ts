// Marks endpoints and tables as confidential: reading them needs a permission of its own (CHG-4).

import { tables } from '@gamekeeper/lake';
import type { Clock } from '../clock.js';
import { IdentityError } from '../identity/identity-error.js';
import type { Attribution, Records } from '../records/index.js';
import { fieldRefusal } from './read-fields.js';

/** What is confidential: a hunting table by name, or an endpoint as `GET /api/incidents` with the path as it is declared. */
export interface Confidential {
  readonly kind: 'route' | 'table';
  readonly name: string;
}

export interface Labels {
  /** Labelled again, nothing changes. @throws IdentityError `registration-invalid` for an unknown table or a malformed endpoint. */
  add(what: Confidential, by: Attribution): Promise<void>;
  /** @throws IdentityError `state-invalid` when it has no label. */
  remove(what: Confidential, by: Attribution): Promise<void>;
  /** Sorted by kind and name. */
  list(): Promise<readonly Confidential[]>;
}

export function createLabels({ records, clock }: { records: Records; clock: Clock }): Labels {
  const { db } = records;
  return {
    async add({ kind, name }, by) {
      const [known, expected] =
        kind === 'table'
          ? [tables.has(name), 'a hunting table']
          : [/^[A-Z]+ \/\S*$/.test(name), 'an endpoint such as GET /api/incidents'];
      if (!known) throw fieldRefusal('label', [{ field: 'name', expected, found: `'${name}'` }]);
      await records.change({ by, kind: 'label.added', subject: name, detail: { kind } }, (t) =>
        t
          .insertInto('label')
          .values({ kind, name, created_at: clock() })
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
    },

    async remove({ kind, name }, by) {
      await records.change({ by, kind: 'label.removed', subject: name, detail: { kind } }, async (t) => {
        const { numDeletedRows } = await t
          .deleteFrom('label')
          .where('kind', '=', kind)
          .where('name', '=', name)
          .executeTakeFirst();
        if (numDeletedRows === 0n) {
          throw new IdentityError('state-invalid', `${kind} ${name}: expected a label, found none`);
        }
      });
    },

    list: () => db.selectFrom('label').select(['kind', 'name']).orderBy('kind').orderBy('name').execute(),
  };
}
