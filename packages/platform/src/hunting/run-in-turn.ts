// Runs the statements of one hunt one after the other, at the pace of whoever reads their rows.

import type { QueryResult, QueryUsage } from '@gamekeeper/lake';

/** The tables of an answer, and what they use together. */
export interface TurnsTaken {
  /** Rows by statement. To be read in their order: those of one begin when those before were read to their end. */
  readonly rows: readonly AsyncIterable<Uint8Array>[];
  /** Settles after the last row; rejects as the rows do. */
  readonly usage: Promise<QueryUsage>;
  /** What was used whatever becomes of it; never rejects. */
  readonly cost: Promise<QueryUsage>;
}

/**
 * Begins the first statement at once. When one fails, or its reader leaves, those after it fail alike and never run.
 * @param begin starts a statement; it is told what those before it have used
 * @example runInTurn(sqls, (sql, used) => engine.query({ sql }, limitsLeftAfter(used)));
 */
export function runInTurn(
  statements: readonly string[],
  begin: (sql: string, used: QueryUsage | undefined) => QueryResult,
): TurnsTaken {
  let used: QueryUsage | undefined;
  let previous: Promise<QueryResult> | undefined;
  const turns = statements.map((sql) => {
    const before = previous;
    const turn = (async () => {
      const own = await (await before)?.usage;
      if (own !== undefined) used = together(used, own);
      return begin(sql, used);
    })();
    turn.catch(() => undefined);
    previous = turn;
    return turn;
  });
  const sum = async (part: 'usage' | 'cost'): Promise<QueryUsage> => {
    let total: QueryUsage | undefined;
    for (const turn of turns) {
      // The cost of what never ran is nothing, and what came before it is still owed.
      const run = part === 'usage' ? await turn : await turn.catch(() => undefined);
      if (run === undefined) break;
      total = together(total, await run[part]);
    }
    return total ?? nothing;
  };
  const usage = sum('usage');
  usage.catch(() => undefined);
  return { rows: turns.map(rowsOf), usage, cost: sum('cost') };
}

async function* rowsOf(turn: Promise<QueryResult>): AsyncGenerator<Uint8Array> {
  yield* (await turn).chunks;
}

const nothing: QueryUsage = {
  ...{ rows: 0, bytes: 0, truncated: false },
  ...{ elapsedMs: 0, cpuUserMs: 0, cpuSystemMs: 0, peakMemoryBytes: 0 },
};

function together(earlier: QueryUsage | undefined, later: QueryUsage): QueryUsage {
  if (earlier === undefined) return later;
  return {
    rows: earlier.rows + later.rows,
    bytes: earlier.bytes + later.bytes,
    truncated: earlier.truncated || later.truncated,
    elapsedMs: earlier.elapsedMs + later.elapsedMs,
    cpuUserMs: earlier.cpuUserMs + later.cpuUserMs,
    cpuSystemMs: earlier.cpuSystemMs + later.cpuSystemMs,
    peakMemoryBytes: Math.max(earlier.peakMemoryBytes, later.peakMemoryBytes),
  };
}
