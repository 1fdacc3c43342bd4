// What the engine and its child process say to each other: numbered calls, each answered once, queries with chunks before that.

import type { Table } from '@gamekeeper/kql';
import type { AppendResult, EngineErrorCode, QueryReach, TableStatistics } from '../engine/engine.js';

/** Chunks that the child may send ahead of the reader. */
export const CHUNKS_IN_FLIGHT = 4;

/** What the child needs in order to open a lake. */
export interface OpenRequest {
  readonly kind: 'open';
  /** Where `lake.duckdb` lies; null keeps everything in memory. */
  readonly directory: string | null;
  /** Where large sorts and joins spill to. */
  readonly spillDirectory: string;
  readonly tables: readonly Table[];
  /** MMDB file that tells where addresses are; null for none. */
  readonly geoDatabase: string | null;
  readonly memoryLimitBytes: number;
  readonly threads: number;
  /** How long to wait for a lock that a dying engine may still hold. */
  readonly lockWaitMs: number;
}

/** Rows joined by newlines. */
export interface AppendSlice {
  readonly text: string;
  readonly rows: number;
}

/** The rows of one part, in slices of moderate size. */
export interface AppendSlices {
  readonly table: string;
  readonly partition: string;
  readonly slices: readonly AppendSlice[];
}

export interface AppendRequest {
  readonly kind: 'append';
  readonly namespace: string | null;
  readonly id: string | undefined;
  readonly parts: readonly AppendSlices[];
  /** The moment of the append in ticks. */
  readonly ingested: bigint;
}

export interface QueryRequest {
  readonly kind: 'query';
  readonly sql: string;
  readonly reach: QueryReach;
  readonly maxRows: number;
  readonly maxBytes: number;
}

export interface DropRequest {
  readonly kind: 'drop';
  readonly namespace: string | null;
  readonly table: string;
  readonly partitions: readonly string[];
}

export interface DropNamespaceRequest {
  readonly kind: 'drop-namespace';
  readonly namespace: string | null;
}

export interface CopyRequest {
  readonly kind: 'copy';
  readonly from: string | null;
  readonly to: string | null;
}

/** One step of what becomes of an external table; `rows` are JSON arrays of texts, joined by newlines. */
export type ExternalRequest = { readonly kind: 'external'; readonly table: string } & (
  | { readonly act: 'begin'; readonly columns: number }
  | { readonly act: 'rows'; readonly columns: number; readonly text: string }
  | { readonly act: 'has' | 'commit' | 'abandon' | 'drop' }
);

/** What the child measured of a query, whatever became of it: CPU and memory are the process's, so queries at the same time count into each other. */
export interface QueryCost {
  readonly rows: number;
  readonly bytes: number;
  readonly truncated: boolean;
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
  /** Resident bytes, sampled every 100 ms. */
  readonly peakMemoryBytes: number;
}

/** Calls and the values they resolve to. */
export interface Calls {
  open: { request: OpenRequest; value: undefined };
  append: { request: AppendRequest; value: AppendResult };
  query: { request: QueryRequest; value: QueryCost };
  statistics: {
    request: { readonly kind: 'statistics'; readonly namespace: string | null };
    value: readonly TableStatistics[];
  };
  drop: { request: DropRequest; value: undefined };
  'drop-namespace': { request: DropNamespaceRequest; value: undefined };
  copy: { request: CopyRequest; value: undefined };
  external: { request: ExternalRequest; value: boolean };
  close: { request: { readonly kind: 'close'; readonly interruptGraceMs: number }; value: undefined };
}

export type CallRequest = Calls[keyof Calls]['request'];

/** Parent to child: a call, or a word about a running query. */
export type ToChild =
  | { readonly call: number; readonly request: CallRequest }
  | { readonly call: number; readonly signal: 'cancel' | 'credit' };

/** Child to parent. */
export type ToParent =
  | { readonly call: number; readonly chunk: Uint8Array }
  | { readonly call: number; readonly value: unknown }
  | {
      readonly call: number;
      readonly code: EngineErrorCode;
      readonly message: string;
      /** Of a query that failed. */
      readonly cost?: QueryCost;
    };
