// One row a call: in the journal before the answer is finished, in the lake soon after, exactly once (REG-5).

import { join } from 'node:path';
import { type Engine, EngineError } from '@gamekeeper/lake';
import type { Clock } from '../clock.js';
import type { TenantNamespaces } from '../hunting/tenant-namespaces.js';
import { auditBatches } from './audit-batches.js';
import { openAuditJournal, type Segment } from './audit-journal.js';
import type { AuditRow } from './audit-row.js';
import { encodeAuditRow } from './encode-audit-row.js';

export interface AuditTrailOptions {
  readonly engine: Pick<Engine, 'append'>;
  /** The data directory; the journal lies in its folder `audit`. One trail at a time may use it. */
  readonly directory: string;
  readonly clock: Clock;
  /** Whose tables `GraphAPIAuditEvents` a tenant's calls go to; the home tenant's when absent. */
  readonly namespaces?: Pick<TenantNamespaces, 'of'>;
  /** Says which node took the call. Each node writes to the lake of its own data directory, and only that one knows its rows. */
  readonly nodeId: string;
  /** Milliseconds that a row may wait before it is sent to the lake; 1,000 unless told. */
  readonly flushMs?: number;
  /** Told once when rows can no longer be stored or journalled, and of damaged lines; without secrets, for the log. */
  readonly onFault?: (message: string, cause?: unknown) => void;
}

export interface AuditTrailStatus {
  /** Bytes of rows in the journal that the lake does not have yet. */
  readonly journalBytes: number;
  /** Rows that only memory holds, because the journal cannot be written. */
  readonly unwritten: number;
  /** Rows that were given up because even memory for them had run out. */
  readonly lost: number;
  /** Why the lake does not take rows at the moment; null when it does. */
  readonly failure: string | null;
}

/**
 * The trail of all calls. A row whose `record` returned is in `ApiAuditEvents` (and in `GraphAPIAuditEvents` where its caller
 * is known) after the next start, and once only, however this process ended. When the machine itself stops, the rows since the
 * last batch may be lost: about `flushMs` of them, plus what a failing lake had not taken.
 */
export interface AuditTrail {
  /** Writes the row down; some microseconds. Never throws: a call does not fail by its audit. */
  record(row: AuditRow): void;
  /**
   * Resolves when every row recorded so far is in the lake.
   * @throws EngineError or the file system's error when it cannot be brought there; the rows stay in the journal
   */
  flush(): Promise<void>;
  status(): AuditTrailStatus;
  /** Stores what it can; the rest waits in the journal for the next start. */
  close(): Promise<void>;
}

const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** Rows that wait in memory while the journal cannot be written: about 10 MB. */
const MOST_UNWRITTEN = 10_000;

/**
 * Opens the journal and begins to store what an earlier process left in it.
 * @throws Error of the file system when the journal cannot be opened
 * @example
 * const trail = createAuditTrail({ engine, directory, clock, nodeId: 'node-1' });
 * trail.record(row);
 * await trail.close();
 */
export function createAuditTrail(options: AuditTrailOptions): AuditTrail {
  const { engine, clock, nodeId, flushMs = 1_000, onFault = () => undefined } = options;
  const journal = openAuditJournal(join(options.directory, 'audit'));
  const namespaceOf = async (tenantId: string) => (await options.namespaces?.of(tenantId)) ?? null;
  let unwritten: string[] = [];
  let lost = 0;
  let failure: string | null = null;
  let retryMs = RETRY_MS;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  let closed = false;

  const wake = (milliseconds: number): void => {
    if (timer !== undefined || closed) return;
    timer = setTimeout(() => {
      timer = undefined;
      void send().catch(() => undefined);
    }, milliseconds);
    timer.unref();
  };

  /** Writes lines that could not be written before; those that still cannot be stay. */
  const writeWaiting = (): void => {
    let written = 0;
    try {
      for (const line of unwritten) {
        journal.append(line);
        written++;
      }
    } finally {
      unwritten = unwritten.slice(written);
    }
  };

  const write = (line: string): void => {
    try {
      if (unwritten.length > 0) writeWaiting();
      journal.append(line);
    } catch (error) {
      if (unwritten.length === 0) onFault('the audit journal cannot be written; rows wait in memory', error);
      if (unwritten.length < MOST_UNWRITTEN) unwritten.push(line);
      else lost++;
    }
  };

  const store = async (segment: Segment): Promise<void> => {
    const { batches, damaged } = await auditBatches(await journal.read(segment), clock(), namespaceOf);
    // An id counts in its namespace, so that each batch of a segment that is sent again finds out for itself.
    for (const batch of batches) await engine.append({ id: `audit:${segment.id}`, ...batch });
    if (damaged.length > 0) {
      await journal.setAside(damaged);
      onFault(`${damaged.length} lines of the audit journal are damaged and were set aside`);
    }
    await journal.remove(segment);
  };

  const storeAll = async (): Promise<void> => {
    let refused: unknown;
    try {
      if (unwritten.length > 0) writeWaiting();
    } catch (error) {
      // What the lake takes may make room on the disk.
      refused = error;
    }
    journal.seal();
    for (const segment of journal.sealed()) {
      try {
        await store(segment);
      } catch (error) {
        refused ??= error;
        // Rows that the lake refuses must not hold up the others; a lake that is not there takes none.
        if (!(error instanceof EngineError) || error.code !== 'execution-failed') break;
      }
    }
    if (refused !== undefined) throw refused;
  };

  const send = (): Promise<void> => {
    sending ??= storeAll()
      .then(
        () => {
          failure = null;
          retryMs = RETRY_MS;
        },
        (error: unknown) => {
          if (failure === null) onFault('the lake does not take audit rows; they wait in the journal', error);
          failure = error instanceof Error ? error.message : String(error);
          wake(retryMs);
          retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
          throw error;
        },
      )
      .finally(() => {
        sending = undefined;
      });
    return sending;
  };

  const flush = async (): Promise<void> => {
    // A round under way began before the last rows were recorded.
    await sending?.catch(() => undefined);
    await send();
  };

  if (journal.sealed().length > 0) wake(0);
  return {
    record(row) {
      write(encodeAuditRow(row, nodeId));
      wake(flushMs);
    },
    flush,
    status: () => ({ journalBytes: journal.bytes(), unwritten: unwritten.length, lost, failure }),
    async close() {
      clearTimeout(timer);
      timer = undefined;
      closed = true;
      await flush().catch(() => undefined);
    },
  };
}
