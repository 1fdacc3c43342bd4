// The path of an event: open, read, map, check, append in batches, acknowledge; and an account of every record.

import { ticksFromMilliseconds } from '@gamekeeper/kql';
import type { Engine } from '../engine/engine.js';
import { sources as allSources } from '../sources/index.js';
import { createNamedTable } from '../sources/named-table.js';
import { isRejection, type Source } from '../sources/source.js';
import { sourceTables as tables } from '../tables/index.js';
import { type Acknowledged, Appender } from './appender.js';
import { BatchIds } from './batch-id.js';
import { encodeRow } from './encode-row.js';
import { isSystemError } from './failure.js';
import { IngestError } from './ingest-error.js';
import { fileBytes, type IngestInput, type InputFault, type InputFile, type InputStream, listFiles } from './input.js';
import { type MappedRecord, mapRecords } from './map-records.js';
import { openContent, type Part } from './open-content.js';
import { type ReadRecord, textOf } from './records.js';
import { RejectLog } from './reject-log.js';
import type { IngestProgress, IngestSummary, Skipped } from './summary.js';
import type { Origin } from './unpack.js';

export interface IngestOptions {
  readonly engine: Pick<Engine, 'append'>;
  /** Whose tables the events go into; home when absent or null. */
  readonly namespace?: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number;
  /** The table that every record is a row of; by default the source is found by content. */
  readonly table?: string;
  /** Moves all datetimes so that the newest Timestamp of all inputs is this moment (milliseconds since the Unix epoch). */
  readonly shiftTimeTo?: number;
  /** Stores inputs again that were stored before. */
  readonly again?: boolean;
  readonly onProgress?: (progress: IngestProgress) => void;
  /** Path of the reject file: NDJSON, appended to, created with the first reject. */
  readonly rejectFile?: string;
  /** Rejects given back in the summary; 20 by default. */
  readonly keepRejects?: number;
  /** Ends the ingest between batches; what was acknowledged stays. */
  readonly signal?: AbortSignal;
}

/**
 * Stores the events of files, folders and streams, whatever their format. A row is counted as ingested after it is on disk;
 * what cannot be stored is rejected with its line and reason, and the rest goes on. Repeating an ingest that was cut short
 * stores what was missing and nothing twice (files are known by path, size and time of change). Memory stays flat: about
 * two batches and one record of at most 16 MiB are held.
 * @throws IngestError when it cannot start (`unknown-table`, `shift-needs-files`) or go on; EngineError as the engine does;
 *   a failing stream's own error. What was acknowledged by then stays.
 * @example await ingest([{ path: 'events/' }], { engine, clock, rejectFile: 'rejects.ndjson' })
 */
export async function ingest(inputs: readonly IngestInput[], options: IngestOptions): Promise<IngestSummary> {
  if (options.table !== undefined && !tables.has(options.table))
    throw new IngestError(
      'unknown-table',
      `expected the name of a hunting table, found ${JSON.stringify(options.table)}`,
    );
  return new IngestRun(options).run(inputs);
}

type Target = InputFile | InputFault | InputStream;

class IngestRun {
  readonly #options: IngestOptions;
  readonly #sources: readonly Source[];
  readonly #rejects: RejectLog;
  readonly #started: number;
  readonly #tables = new Map<string, { rows: number; rejected: number }>();
  readonly #skipped: Skipped[] = [];
  #phase: IngestProgress['phase'] = 'storing';
  #files = 0;
  #totalFiles = 0;
  #bytes = 0;
  #totalBytes = 0;
  #read = 0;
  #ingested = 0;
  #duplicateBatches = 0;
  #duplicateRows = 0;
  #shift = 0n;

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#sources = options.table === undefined ? allSources : [createNamedTable(options.table)];
    const { rejectFile: path, keepRejects: keep = 20 } = options;
    this.#rejects = new RejectLog({ keep, ...(path === undefined ? {} : { path }) });
    this.#started = options.clock();
  }

  async run(inputs: readonly IngestInput[]): Promise<IngestSummary> {
    const targets = await this.#targets(inputs);
    try {
      const { shiftTimeTo } = this.#options;
      if (shiftTimeTo !== undefined) this.#shift = await this.#measureShift(targets, shiftTimeTo);
      this.#phase = 'storing';
      this.#files = 0;
      this.#bytes = 0;
      for (const target of targets) await this.#store(target);
    } finally {
      await this.#rejects.flush();
      await this.#rejects.close();
    }
    return this.#summary();
  }

  async #targets(inputs: readonly IngestInput[]): Promise<readonly Target[]> {
    const targets: Target[] = [];
    for (const input of inputs) {
      if ('stream' in input) targets.push(input);
      else for await (const file of listFiles(input.path)) targets.push(file);
    }
    for (const target of targets) if ('size' in target) this.#totalBytes += target.size;
    this.#totalFiles = targets.filter((target) => !('fault' in target)).length;
    return targets;
  }

  /** The distance from the newest Timestamp that would be stored to the moment that it shall have. */
  async #measureShift(targets: readonly Target[], to: number): Promise<bigint> {
    this.#phase = 'measuring';
    let newest: bigint | undefined;
    for (const target of targets) {
      if ('stream' in target)
        throw new IngestError(
          'shift-needs-files',
          `expected files, which can be read twice, found the stream ${target.name}`,
        );
      if ('fault' in target) continue;
      try {
        for await (const part of this.#open(target)) {
          if (!('records' in part)) continue;
          for await (const batch of mapRecords(part.records, this.#sources)) {
            for (const { mapped } of batch) {
              if (isRejection(mapped)) continue;
              const row = encodeRow(mapped, { now: 0 });
              if (!('rejected' in row) && (newest === undefined || row.ticks > newest)) newest = row.ticks;
            }
            this.#report(target.path);
          }
        }
      } catch (error) {
        // The second pass meets it again, and tells.
        if (!isSystemError(error)) throw error;
      }
    }
    return newest === undefined ? 0n : ticksFromMilliseconds(to) - newest;
  }

  async #store(target: Target): Promise<void> {
    if ('fault' in target) {
      this.#fault({ file: target.path }, target.fault);
      return;
    }
    let ordinal = 0;
    try {
      for await (const part of this.#open(target)) {
        if ('records' in part) await this.#storePart(part, target, ordinal++);
        else if ('fault' in part) this.#fault(part.origin, part.fault);
        else this.#skipped.push({ ...part.origin, reason: part.skipped });
      }
    } catch (error) {
      if ('stream' in target || !isSystemError(error)) throw error;
      this.#fault({ file: target.path }, `reading failed: ${error.message}`);
    }
    this.#report(nameOf(target));
  }

  /** Opens a file or stream, counting it and, as they are read, its bytes. */
  async *#open(target: InputFile | InputStream): AsyncGenerator<Part> {
    this.#files++;
    const origin: Origin = { file: nameOf(target) };
    const before = this.#bytes;
    const most = 'size' in target ? target.size : Number.POSITIVE_INFINITY;
    const onRead = (bytes: number): void => {
      this.#bytes = Math.min(this.#bytes + bytes, before + most);
    };
    if ('stream' in target) yield* openContent({ origin, bytes: target.stream, onRead });
    else yield* openContent({ origin, bytes: fileBytes(target), path: target.path, onRead });
    if ('size' in target) this.#bytes = before + target.size;
  }

  async #storePart(
    { origin, records }: Extract<Part, { records: unknown }>,
    target: InputFile | InputStream,
    ordinal: number,
  ): Promise<void> {
    const { table, again, signal } = this.#options;
    const ids = new BatchIds({
      ordinal,
      ...('stream' in target
        ? target.idempotencyKey !== undefined && { idempotencyKey: target.idempotencyKey }
        : { file: target }),
      ...(origin.entry !== undefined && { entry: origin.entry }),
      ...(table !== undefined && { table }),
      ...(again !== undefined && { again }),
    });
    const appender = new Appender(this.#options, ids, (batch) => this.#acknowledge(batch));
    try {
      for await (const batch of mapRecords(records, this.#sources)) {
        signal?.throwIfAborted();
        for (const mapped of batch) if (this.#take(mapped, origin, appender)) await appender.send();
        if (this.#rejects.full) await this.#rejects.flush();
        this.#report(origin.file);
      }
      await appender.send();
    } catch (error) {
      // Sent whole, a batch that was cut short by the medium would pass for the one that a repeat cuts here.
      if (appender.waiting > 0 && isSystemError(error)) {
        const reason = 'not stored: reading failed before the batch was complete';
        this.#rejects.add({ ...origin, line: appender.firstWaiting, reason, text: '' }, appender.waiting);
      }
      throw error;
    } finally {
      await appender.settle();
    }
  }

  /** Counts a record and hands its row on; true when the batch is full. */
  #take({ record, mapped }: MappedRecord, origin: Origin, appender: Appender): boolean {
    this.#read++;
    const row = isRejection(mapped) ? mapped : encodeRow(mapped, { now: this.#options.clock(), shift: this.#shift });
    if (!('rejected' in row)) return appender.add(record, row);
    if (!isRejection(mapped)) this.#tally(mapped.table).rejected++;
    this.#reject(origin, record, row.rejected);
    return appender.add(record);
  }

  #reject(origin: Origin, record: ReadRecord, reason: string): void {
    this.#rejects.add({ ...origin, line: record.line, reason, text: textOf(record) });
  }

  #fault(origin: Origin, reason: string): void {
    this.#read++;
    this.#rejects.add({ ...origin, line: 0, reason, text: '' });
  }

  #acknowledge({ rows, total, duplicate }: Acknowledged): void {
    if (duplicate) {
      this.#duplicateBatches++;
      this.#duplicateRows += total;
      return;
    }
    this.#ingested += total;
    for (const [table, count] of rows) this.#tally(table).rows += count;
  }

  #tally(table: string): { rows: number; rejected: number } {
    const known = this.#tables.get(table);
    if (known) return known;
    const tally = { rows: 0, rejected: 0 };
    this.#tables.set(table, tally);
    return tally;
  }

  #report(file: string): void {
    this.#options.onProgress?.({
      phase: this.#phase,
      file,
      files: this.#files,
      totalFiles: this.#totalFiles,
      bytes: this.#bytes,
      totalBytes: this.#totalBytes,
      read: this.#read,
      ingested: this.#ingested,
      rejected: this.#rejects.count,
      elapsedMs: this.#options.clock() - this.#started,
    });
  }

  #summary(): IngestSummary {
    const perTable = [...this.#tables].map(([table, tally]) => ({ table, ...tally }));
    return {
      files: this.#files,
      read: this.#read,
      ingested: this.#ingested,
      rejected: this.#rejects.count,
      duplicateBatches: this.#duplicateBatches,
      duplicateRows: this.#duplicateRows,
      perTable: perTable.sort((one, other) => (one.table < other.table ? -1 : 1)),
      rejectedReasons: this.#rejects.reasons,
      rejects: this.#rejects.first,
      skipped: this.#skipped,
      elapsedMs: this.#options.clock() - this.#started,
    };
  }
}

function nameOf(target: InputFile | InputStream): string {
  return 'stream' in target ? target.name : target.path;
}
