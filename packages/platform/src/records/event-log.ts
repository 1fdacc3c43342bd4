// Appends what was changed to the event log, in the transaction of the change itself.

import type { Kysely } from 'kysely';
import type { RecordsSchema } from './schema/index.js';

/** Why and by whom something is done. */
export interface Attribution {
  /** Who did it: `system`, `operator`, `person:<id>`, `application:<id>`. */
  readonly actor: string;
  readonly reason: string;
}

/** One change of the state. `detail` must hold no secret. */
export interface RecordedEvent {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly actor: string;
  /** What was done, as `<noun>.<participle>`: `application.created`. */
  readonly kind: string;
  /** Id of the thing changed. */
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The append-only log of changes. */
export interface EventLog {
  /** All events, oldest first. */
  list(): Promise<readonly RecordedEvent[]>;
}

export async function appendEvent(transaction: Kysely<RecordsSchema>, event: RecordedEvent): Promise<number> {
  const last = await transaction.selectFrom('event').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  const id = (last?.id ?? 0) + 1;
  await transaction
    .insertInto('event')
    .values({ id, ...event, detail: JSON.stringify(event.detail) })
    .execute();
  return id;
}

export function createEventLog(db: Kysely<RecordsSchema>): EventLog {
  return {
    async list() {
      const rows = await db.selectFrom('event').selectAll().orderBy('id').execute();
      return rows.map(({ at, actor, kind, subject, detail }) => ({
        at,
        actor,
        kind,
        subject,
        detail: JSON.parse(detail),
      }));
    },
  };
}
