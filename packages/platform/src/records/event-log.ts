// Appends what was changed to the event log, in the transaction of the change itself, and reads it back.

import { type Kysely, sql } from 'kysely';
import { chainStart, type EventContent, hashEvent } from './event-chain.js';
import type { EventTable } from './schema/events.js';
import type { RecordsSchema } from './schema/index.js';

/** Why and by whom something is done. */
export interface Attribution {
  /** Who did it: `system`, `operator`, `person:<id>`, `application:<id>`. */
  readonly actor: string;
  readonly reason: string;
}

/** One change of the state, bound to the one before. */
export interface RecordedEvent extends EventContent {
  /** Hex SHA-256 over everything else; see `hashEvent`. */
  readonly hash: string;
}

/** The last event's number and hash; of an empty log 0 and `chainStart`. */
export interface EventHead {
  readonly id: number;
  readonly hash: string;
}

/** The append-only log of changes. */
export interface EventLog {
  /** All events, oldest first; a long log is better read in pages. */
  list(): Promise<readonly RecordedEvent[]>;
  /** At most `limit` events after that number, oldest first. */
  page(afterId: number, limit: number): Promise<readonly RecordedEvent[]>;
  head(): Promise<EventHead>;
}

/** What is recorded of a change; `detail` must hold no secret. */
export type NewEvent = Omit<EventContent, 'id' | 'previousHash'>;

/** The advisory lock under which events are appended: appends follow one another whatever node they come from. */
export const appendLock = { space: 0x67616d65, key: 1 };

/** Channel on which other nodes hear of a new event. */
export const eventChannel = 'gamekeeper_event';

/**
 * Appends an event; the transaction holds the log from here to its end, so this comes last in it.
 * The transaction must be READ COMMITTED: the head is read after the lock was granted.
 */
export async function appendEvent(transaction: Kysely<RecordsSchema>, event: NewEvent): Promise<number> {
  await sql`select pg_advisory_xact_lock(${appendLock.space}::int, ${appendLock.key}::int)`.execute(transaction);
  const head = await readHead(transaction);
  const detail = JSON.stringify(event.detail);
  const content: EventContent = {
    id: head.id + 1,
    at: event.at,
    actor: asStored(event.actor),
    kind: asStored(event.kind),
    subject: asStored(event.subject),
    // Hashed as it will be read.
    detail: JSON.parse(detail),
    previousHash: head.hash,
  };
  const { previousHash, ...columns } = content;
  await transaction
    .insertInto('event')
    .values({ ...columns, detail, previous_hash: previousHash, hash: hashEvent(content) })
    .execute();
  await sql`select pg_notify(${eventChannel}, ${String(content.id)})`.execute(transaction);
  return content.id;
}

export function createEventLog(db: Kysely<RecordsSchema>): EventLog {
  const rows = () => db.selectFrom('event').selectAll().orderBy('id');
  return {
    list: async () => (await rows().execute()).map(toEvent),
    page: async (afterId, limit) => (await rows().where('id', '>', afterId).limit(limit).execute()).map(toEvent),
    head: () => readHead(db),
  };
}

/** The number and hash that the next event follows. */
async function readHead(db: Kysely<RecordsSchema>): Promise<EventHead> {
  const last = await db.selectFrom('event').select(['id', 'hash']).orderBy('id', 'desc').limit(1).executeTakeFirst();
  return last ?? { id: 0, hash: chainStart };
}

function toEvent({ previous_hash, detail, ...columns }: EventTable): RecordedEvent {
  return { ...columns, detail: JSON.parse(detail), previousHash: previous_hash };
}

/** Text as the database gives it back: what is no character (half of a pair) is stored as the replacement character. */
function asStored(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
