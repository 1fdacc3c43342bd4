// Appends what was changed to the event log, in the transaction of the change itself.

import type { Kysely } from 'kysely';
import type { RecordsSchema } from './schema.js';

/** One change of the state. `detail` must hold no secret. */
export interface RecordedEvent {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Who did it: `system`, `administrator:<id>`, `application:<id>`. */
  readonly actor: string;
  /** What was done, as `<noun>.<participle>`: `application.created`. */
  readonly kind: string;
  /** Id of the thing changed. */
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The append-only log of changes. */
export interface EventLog {
  /** Appends within the transaction given, or on its own. */
  append(event: RecordedEvent, transaction?: Kysely<RecordsSchema>): Promise<void>;
  /** All events, oldest first. */
  list(): Promise<readonly RecordedEvent[]>;
}

export function createEventLog(db: Kysely<RecordsSchema>): EventLog {
  return {
    async append(event, transaction = db) {
      await transaction
        .insertInto('event')
        .values({ ...event, detail: JSON.stringify(event.detail) })
        .execute();
    },
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
