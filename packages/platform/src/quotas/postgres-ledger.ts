// Usage that several nodes share, in the state's database: what one admits, the next has counted.

import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { SteadyClock } from '../clock.js';
import type { RecordsSchema } from '../records/schema/index.js';
import type { BoundQuota } from './bind-quota.js';
import { budgetEndsIn, decide, limitStates } from './decide.js';
import type { QuotaLedger } from './quota-ledger.js';
import { longestWindowMs } from './quota-profile.js';
import { parseUsage, type StoredUsage, usageText } from './stored-usage.js';
import { Usage } from './usage.js';

export interface PostgresLedgerOptions {
  /** The opened state: `records.db`. */
  readonly db: Kysely<RecordsSchema>;
  /** The one time of all nodes, in milliseconds; the database's own clock by default. */
  readonly clock?: SteadyClock;
  /** A run whose node has shown no sign of life for this many milliseconds is ended, charged up to the last one. */
  readonly deadAfterMs?: number;
}

/** Keys are idle when no limit can ask for them; how often to remove such, in milliseconds. */
const REMOVE_EVERY = 3_600_000;

/**
 * A ledger of all nodes on one database. Each method is a transaction that holds the rows of its keys, locked in the
 * order of their texts, so that decisions over a key are made one after the other and none waits for ever. The time of
 * a decision never goes back, whatever the database's date does: until that has caught up, no window moves.
 * @example createPostgresLedger({ db: records.db })
 */
export function createPostgresLedger({ db, clock, deadAfterMs = 5000 }: PostgresLedgerOptions): QuotaLedger {
  let removedAt = Number.NEGATIVE_INFINITY;

  const now = clock === undefined ? sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint` : null;

  async function load(from: Kysely<RecordsSchema>, keys: readonly string[], lock: boolean) {
    let query = from.selectFrom('quota_state').select(['key', 'state', 'updated_at']).where('key', 'in', keys);
    if (now !== null) query = query.select(now.as('now'));
    query = query.orderBy('key');
    return (lock ? query.forUpdate() : query).execute() as Promise<
      { key: string; state: string; updated_at: number; now?: number }[]
    >;
  }

  async function timeOf(from: Kysely<RecordsSchema>, rows: Awaited<ReturnType<typeof load>>, moment?: number) {
    const told = moment ?? clock?.();
    const asked = told ?? rows[0]?.now ?? (await sql<{ now: number }>`select ${now} as now`.execute(from)).rows[0]?.now;
    return Math.max(Math.floor(Number(asked)), ...rows.map((row) => Number(row.updated_at)));
  }

  function usagesOf(bound: BoundQuota, rows: Awaited<ReturnType<typeof load>>, at: number): StoredUsage[] {
    const states = new Map(rows.map((row) => [row.key, row.state]));
    return bound.keys.map(({ text, retention }) => {
      const state = states.get(text);
      const stored = state === undefined ? { usage: new Usage(), beats: new Map() } : parseUsage(text, state);
      for (const [run, beatAt] of stored.beats) {
        if (at - beatAt > deadAfterMs) stored.usage.end(run, beatAt);
      }
      stored.usage.forget(retention, at);
      return stored;
    });
  }

  /** One step over the keys of a quota: with their rows held, `act` decides and changes what they have used. */
  async function step<T>(bound: BoundQuota, act: (all: StoredUsage[], at: number) => T, moment?: number): Promise<T> {
    const keys = bound.keys.map(({ text }) => text).sort();
    const transaction = db.transaction().setIsolationLevel('read committed');
    const [result, at] = await transaction.execute(async (held) => {
      let rows = await load(held, keys, true);
      if (rows.length < keys.length) {
        const empty = keys.map((key) => ({
          key,
          state: usageText({ usage: new Usage(), beats: new Map() }),
          updated_at: 0,
        }));
        await held
          .insertInto('quota_state')
          .values(empty)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        rows = await load(held, keys, true);
      }
      const at = await timeOf(held, rows, moment);
      const all = usagesOf(bound, rows, at);
      const result = act(all, at);
      const before = new Map(rows.map((row) => [row.key, row.state]));
      for (const [index, stored] of all.entries()) {
        const key = bound.keys[index]?.text ?? '';
        const state = usageText(stored);
        if (state === before.get(key)) continue;
        await held.updateTable('quota_state').set({ state, updated_at: at }).where('key', '=', key).execute();
      }
      return [result, at] as const;
    });
    if (at - removedAt > REMOVE_EVERY) {
      removedAt = at;
      await db
        .deleteFrom('quota_state')
        .where('updated_at', '<', at - longestWindowMs)
        .execute();
    }
    return result;
  }

  const plain = (all: readonly StoredUsage[]) => all.map(({ usage }) => usage);
  const standing = (bound: BoundQuota, all: readonly StoredUsage[], at: number) => ({
    at,
    limits: limitStates(bound, plain(all), at),
  });

  return {
    take: (bound, moment) =>
      step(
        bound,
        (all, at) => {
          const verdict = decide(bound, plain(all), at);
          if (!verdict.admitted) return { ...verdict, ...standing(bound, all, at), run: null };
          const id = bound.timed ? randomUUID() : null;
          for (const [index, { retention }] of bound.keys.entries()) {
            const stored = all[index];
            if (retention.calls > 0) stored?.usage.calls.add(at);
            if (id !== null && retention.chargesMs > 0) {
              stored?.usage.begin(id, at);
              stored?.beats.set(id, at);
            }
          }
          return { ...verdict, ...standing(bound, all, at), run: id === null ? null : { id, bound } };
        },
        moment,
      ),

    async read(bound, moment) {
      const rows = await load(
        db,
        bound.keys.map(({ text }) => text),
        false,
      );
      const at = await timeOf(db, rows, moment);
      return standing(bound, usagesOf(bound, rows, at), at);
    },

    check: ({ id, bound }) =>
      step(bound, (all, at) => {
        const endsInMs = budgetEndsIn(bound, plain(all), at);
        const live = endsInMs > 0 && all.some(({ usage }) => usage.runs.has(id));
        for (const { usage, beats } of all) {
          if (live && usage.runs.has(id)) beats.set(id, at);
          else usage.end(id, at);
        }
        return { live, endsInMs, ...standing(bound, all, at) };
      }),

    end: ({ id, bound }) =>
      step(bound, (all, at) => {
        for (const { usage } of all) usage.end(id, at);
        return standing(bound, all, at);
      }),

    add: (bound, calls, ms) =>
      step(bound, (all, at) => {
        for (const [index, { retention }] of bound.keys.entries()) {
          const usage = all[index]?.usage;
          for (let count = Math.min(calls, retention.calls); count > 0; count--) usage?.calls.add(at);
          if (retention.chargesMs > 0) usage?.charge(at, ms);
        }
        return standing(bound, all, at);
      }),

    clear: (bound, what) =>
      step(bound, (all, at) => {
        for (const { usage } of all) usage.clear(what);
        return standing(bound, all, at);
      }),

    close() {},
  };
}
