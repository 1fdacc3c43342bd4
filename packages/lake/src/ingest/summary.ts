// What an ingest tells in the end, and on its way.

import type { Reject, RejectedReason } from './reject-log.js';
import type { Origin } from './unpack.js';

/** Rows of one table. */
export interface TableTally {
  readonly table: string;
  /** Rows stored now. */
  readonly rows: number;
  /** Records that were rows of this table but did not fit it. */
  readonly rejected: number;
}

/** A file or entry that holds no events and was passed over. */
export interface Skipped extends Origin {
  readonly reason: string;
}

/** The account of an ingest: `read` = `ingested` + `rejected` + `duplicateRows`, always. */
export interface IngestSummary {
  /** Files and streams that were opened. */
  readonly files: number;
  /** Records found, blank lines aside, and faults of whole files or of their rest. */
  readonly read: number;
  /** Rows stored now, each on disk. */
  readonly ingested: number;
  readonly rejected: number;
  /** Batches that an earlier ingest of the same input had stored, and their rows. */
  readonly duplicateBatches: number;
  readonly duplicateRows: number;
  /** Tables that rows were meant for, by name. */
  readonly perTable: readonly TableTally[];
  /** Reasons of rejection, the most frequent first. */
  readonly rejectedReasons: readonly RejectedReason[];
  /** The first rejects. */
  readonly rejects: readonly Reject[];
  readonly skipped: readonly Skipped[];
  /** Milliseconds by the clock that was given. */
  readonly elapsedMs: number;
}

/** How far an ingest is; counts as in `IngestSummary`, of acknowledged rows only. */
export interface IngestProgress {
  /** `measuring` is the first pass of a shift in time, which stores nothing. */
  readonly phase: 'measuring' | 'storing';
  readonly file: string;
  readonly files: number;
  readonly totalFiles: number;
  /** Bytes of input read, as they lie in the files, and of all files together; streams count as 0 in the total. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly read: number;
  readonly ingested: number;
  readonly rejected: number;
  readonly elapsedMs: number;
}
