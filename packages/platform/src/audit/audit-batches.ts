// Lines of the journal as batches for the lake: every call in the home tables, and as Defender shows it in its tenant's own.

import { setImmediate as breathe } from 'node:timers/promises';
import { type AppendPart, partitionOf } from '@gamekeeper/lake';
import { graphAuditRow, type StoredAuditRow } from './graph-audit-row.js';

/** Rows for one namespace; null is home. */
export interface AuditBatch {
  readonly namespace: string | null;
  readonly parts: readonly AppendPart[];
}

export interface AuditBatches {
  readonly batches: readonly AuditBatch[];
  /** Lines that are no rows. */
  readonly damaged: readonly string[];
}

/** Lines between which other work gets its turn. */
const LINES_AT_ONCE = 200;

/**
 * `ApiAuditEvents` is one table for all tenants, at home, whose rows a hunt's scope filters; `GraphAPIAuditEvents` is a
 * table of each tenant, which may hold rows that were imported.
 * @param now milliseconds since the Unix epoch
 */
export async function auditBatches(
  lines: readonly string[],
  now: number,
  namespaceOf: (tenantId: string) => Promise<string | null>,
): Promise<AuditBatches> {
  const namespaces = new Map<string | null, Map<string, AppendPart & { readonly rows: string[] }>>();
  const add = (namespace: string | null, table: string, partition: string, row: string): void => {
    const parts = namespaces.get(namespace) ?? new Map<string, AppendPart & { readonly rows: string[] }>();
    namespaces.set(namespace, parts);
    const key = `${table} ${partition}`;
    const part = parts.get(key);
    if (part) part.rows.push(row);
    else parts.set(key, { table, partition, rows: [row] });
  };
  const damaged: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (at % LINES_AT_ONCE === LINES_AT_ONCE - 1) await breathe();
    const ticks = /^\{"Timestamp":(\d+),/.exec(line)?.[1];
    const row = ticks === undefined ? undefined : parsed(line);
    if (ticks === undefined || row === undefined) {
      damaged.push(line);
      continue;
    }
    const partition = partitionOf(BigInt(ticks), now);
    add(null, 'ApiAuditEvents', partition, line);
    const graph = graphAuditRow(ticks, row);
    if (graph !== null) add(await namespaceOf(row.TenantId ?? ''), 'GraphAPIAuditEvents', partition, graph);
  }
  const batches = [...namespaces].map(([namespace, parts]) => ({ namespace, parts: [...parts.values()] }));
  return { batches, damaged };
}

function parsed(line: string): StoredAuditRow | undefined {
  try {
    return JSON.parse(line) as StoredAuditRow;
  } catch {
    return undefined;
  }
}
