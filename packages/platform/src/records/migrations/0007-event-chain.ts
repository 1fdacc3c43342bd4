// The trail as a chain: each event with the hash of the one before and its own; attempts to change or remove one fail.

import { type Kysely, type Migration, sql } from 'kysely';
import { chainStart, hashEvent } from '../event-chain.js';

interface BareEvent {
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  readonly kind: string;
  readonly subject: string;
  readonly detail: string;
}

export const eventChain: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`drop rule event_is_never_changed on event`.execute(db);
    await sql`drop rule event_is_never_removed on event`.execute(db);
    await sql`alter table event add column previous_hash text unique, add column hash text`.execute(db);
    const { rows } = await sql<BareEvent>`select * from event order by id`.execute(db);
    let previousHash = chainStart;
    for (const [index, { id: oldId, at, actor, kind, subject, detail }] of rows.entries()) {
      // Numbers were given by a sequence once, which leaves gaps; a smaller number is always free again.
      const id = index + 1;
      const hash = hashEvent({ id, at, actor, kind, subject, detail: JSON.parse(detail), previousHash });
      await sql`update event set id = ${id}, previous_hash = ${previousHash}, hash = ${hash} where id = ${oldId}`.execute(
        db,
      );
      previousHash = hash;
    }
    await sql`alter table event alter column previous_hash set not null, alter column hash set not null`.execute(db);
    await sql`create function refuse_event_change() returns trigger language plpgsql as
        'begin raise exception ''the event log is append-only: % is refused'', tg_op; end'`.execute(db);
    await sql`create trigger event_is_never_changed before update or delete on event
        for each row execute function refuse_event_change()`.execute(db);
    await sql`create trigger event_is_never_emptied before truncate on event
        for each statement execute function refuse_event_change()`.execute(db);
  },
};
