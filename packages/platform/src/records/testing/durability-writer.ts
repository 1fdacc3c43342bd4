// A process of its own for the durability test: says what it found, then makes changes and says which are acknowledged, until it is killed.

import { writeSync } from 'node:fs';
import { openRecords } from '../open-records.js';
import { verifyEvents } from '../verify-events.js';

/** What the writer found when it opened the state. */
export interface FoundState {
  /** Events whose chain holds. */
  readonly count: number;
  readonly broken: boolean;
  /** Rows that the changes made, one each. */
  readonly rows: number;
}

const [, , directory, most] = process.argv;
if (directory === undefined) throw new Error('expected a directory');
const say = (value: unknown) => writeSync(1, `${JSON.stringify(value)}\n`);
const records = await openRecords({ directory, clock: () => 0 });
const { count, fault } = await verifyEvents(await records.events.list());
const rows = await records.db.selectFrom('label').select('name').execute();
say({ count, broken: fault !== null, rows: rows.length } satisfies FoundState);

let next = count;
const change = async (): Promise<void> => {
  const name = String(next++);
  await records.change(
    { by: { actor: 'operator', reason: 'durability' }, kind: 'label.created', subject: name },
    // Three statements, so that the end often comes between them.
    async (t) => {
      await t.insertInto('label').values({ kind: 'table', name, created_at: 0 }).execute();
      await t.updateTable('label').set({ created_at: 1 }).where('name', '=', name).execute();
    },
  );
  say({ acknowledged: (await records.events.head()).id });
};
while (next < count + Number(most)) await Promise.all([change(), change()]);
await records.close();
