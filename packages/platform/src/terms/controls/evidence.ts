// The few ways in which controls show that they work: what the state holds and what was changed in it.

import { type Kysely, sql } from 'kysely';
import type { RecordsSchema } from '../../records/schema/index.js';
import type { Evidence, EvidenceContext } from './control.js';

type EvidenceOf = (context: EvidenceContext) => Promise<Evidence>;

/**
 * Evidence from the rows of a table of the state.
 * @example rowsOf('consent', 'consent in force', 'consents in force', { withdrawn_at: null })
 */
export function rowsOf<T extends keyof RecordsSchema & string>(
  table: T,
  one: string,
  many: string,
  where: { readonly [K in keyof RecordsSchema[T]]?: string | boolean | null } = {},
): EvidenceOf {
  return async ({ records }) => {
    const count = await countRows(records.db, table, where);
    return { summary: `${counted(count, one, many)}.`, count };
  };
}

/** Counts the rows of a table whose columns have these values. */
export async function countRows(
  db: Kysely<RecordsSchema>,
  table: keyof RecordsSchema & string,
  where: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  const conditions = Object.entries(where).map(([column, value]) =>
    value === null ? sql`${sql.ref(column)} is null` : sql`${sql.ref(column)} = ${value}`,
  );
  const condition = conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
  const query = sql<{ count: string | number }>`select count(*) as count from ${sql.table(table)} where ${condition}`;
  return Number((await query.execute(db)).rows[0]?.count ?? 0);
}

/**
 * Evidence from the trail of changes: how many of some kinds, and the newest.
 * @example changesOf(['licence.granted', 'licence.revoked'])
 */
export function changesOf(kinds: readonly string[]): EvidenceOf {
  return async ({ records }) => {
    const groups = await records.db
      .selectFrom('event')
      .select((e) => ['kind', e.fn.countAll<string | number>().as('changes'), e.fn.max('at').as('last')])
      .where('kind', 'in', [...kinds])
      .groupBy('kind')
      .orderBy('kind')
      .execute();
    const sample = groups.map(({ kind, changes, last }) => ({
      ...{ kind, changes: Number(changes), last: new Date(Number(last)).toISOString() },
    }));
    const count = sample.reduce((sum, { changes }) => sum + changes, 0);
    return { summary: `${counted(count, 'change', 'changes')} on record.`, count, sample };
  };
}

/** Several pieces of evidence as one; the count is the first one's. A piece that cannot be read says so and takes none away. */
export function together(...parts: readonly [EvidenceOf, ...EvidenceOf[]]): EvidenceOf {
  return async (context) => {
    const all = await Promise.all(parts.map((part) => part(context).catch(unreadable)));
    const [{ count } = {}] = all;
    const sample = all.flatMap((evidence) => evidence.sample ?? []);
    return {
      summary: all.map(({ summary }) => summary).join(' '),
      ...(count !== undefined && { count }),
      ...(sample.length > 0 && { sample }),
    };
  };
}

/** Evidence that failed to come, told as that: silence would look like a quiet day. */
export function unreadable(error: unknown): Evidence {
  return { summary: `Evidence cannot be read: ${error instanceof Error ? error.message : String(error)}` };
}

/** Evidence of what holds by construction and is shown by its test, not by today's state. */
export function byConstruction(summary: string): EvidenceOf {
  return async () => ({ summary });
}

/** Evidence of a control that is not built yet. */
export const nothingYet: EvidenceOf = async () => ({ summary: 'Nothing to show yet.' });

/** A number with its noun. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
