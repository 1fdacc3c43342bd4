// The compiler behind a thread with a time and a memory limit, so that no query text can stop the platform.

import type {
  CompiledQuery,
  CompileOptions,
  DiscoveryNeeded,
  KqlErrorCode,
  Position,
  StoredFunction,
  Table,
} from '@gamekeeper/kql';
import { type BoundedThread, createBoundedThread, type ThreadLimits } from './bounded-thread.js';

/** What the thread is asked. */
export interface CompileRequest {
  readonly text: string;
  readonly options: CompileOptions;
}

/** What the thread answers: a query, a refusal (perhaps with a question to the data), or a defect of the compiler. */
export type CompileReply =
  | { readonly query: CompiledQuery }
  | {
      readonly refused: {
        readonly code: KqlErrorCode;
        readonly message: string;
        readonly position: Position | null;
        /** The table that was not granted. */
        readonly table?: string;
      };
      readonly discovery?: Pick<DiscoveryNeeded, 'id' | 'sql' | 'externals'>;
    }
  | { readonly failed: string };

export interface CompilerThreadOptions extends Partial<ThreadLimits>, Omit<CompilerData, 'tables'> {
  readonly tables: ReadonlyMap<string, Table>;
}

/** What a thread starts with. */
export interface CompilerData {
  readonly tables: readonly Table[];
  /** Functions that every query finds. */
  readonly functions?: ReadonlyMap<string, StoredFunction>;
}

/** @example createCompilerThread({ tables }).ask({ text: 'AlertInfo | take 1', options }) */
export function createCompilerThread(options: CompilerThreadOptions): BoundedThread<CompileRequest, CompileReply> {
  const { tables, functions = new Map(), timeoutMs = 10_000, memoryMib = 1024 } = options;
  const workerData: CompilerData = { tables: [...tables.values()], functions };
  return createBoundedThread({ worker: 'compiler-worker', workerData, timeoutMs, memoryMib });
}
