// The compiler behind a thread with a time and a memory limit, so that no query text can stop the platform.

import { Worker } from 'node:worker_threads';
import type { CompiledQuery, CompileOptions, KqlErrorCode, Position, StoredFunction, Table } from '@gamekeeper/kql';

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
      readonly discovery?: { readonly id: string; readonly sql: string };
    }
  | { readonly failed: string };

export interface CompilerThreadOptions {
  readonly tables: ReadonlyMap<string, Table>;
  /** Functions that every query finds. */
  readonly functions?: ReadonlyMap<string, StoredFunction>;
  /** Milliseconds that one compilation may take; 10,000 unless told. */
  readonly timeoutMs?: number;
  /** MiB of heap that one compilation may take; 1,024 unless told. */
  readonly memoryMib?: number;
}

/** What a thread starts with. */
export interface CompilerData {
  readonly tables: readonly Table[];
  readonly functions: ReadonlyMap<string, StoredFunction>;
}

/** The compilation took more time or memory than it may; the thread was ended and the next query gets a new one. */
export class CompilerExhausted extends Error {
  override readonly name = 'CompilerExhausted';
}

/** One compilation at a time, in the order in which they were asked for. */
export interface CompilerThread {
  /** @throws CompilerExhausted when the text exhausts time or memory */
  compile(request: CompileRequest): Promise<CompileReply>;
  /** Loads the compiler ahead of the first query. */
  warmUp(): void;
  close(): Promise<void>;
}

/** @example createCompilerThread({ tables }) */
export function createCompilerThread({
  tables,
  functions = new Map(),
  timeoutMs = 10_000,
  memoryMib = 1024,
}: CompilerThreadOptions): CompilerThread {
  let loading: Promise<Worker> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const start = (): Promise<Worker> => {
    loading ??= load({ tables: [...tables.values()], functions }, memoryMib);
    return loading;
  };
  const end = async (): Promise<void> => {
    const ended = loading;
    loading = undefined;
    await (await ended?.catch(() => undefined))?.terminate();
  };
  return {
    compile(request) {
      const answer = turn.then(async () => compileOn(await start(), request, timeoutMs, end));
      turn = answer.catch(() => undefined);
      return answer;
    },
    warmUp: () => void start().catch(() => undefined),
    close: end,
  };
}

/** A thread that has loaded the compiler; the time that takes is no query's. */
function load(workerData: CompilerData, memoryMib: number): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile(), {
      workerData,
      // The thread runs the build, whatever this process was started with.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMib },
    });
    worker.once('error', reject);
    worker.once('message', () => {
      worker.off('error', reject);
      // An idle thread keeps no process alive.
      worker.unref();
      resolve(worker);
    });
  });
}

function compileOn(
  worker: Worker,
  request: CompileRequest,
  timeoutMs: number,
  end: () => Promise<void>,
): Promise<CompileReply> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      worker.unref();
      act();
    };
    const exhausted = (what: string) => () => {
      void end();
      settle(() => reject(new CompilerExhausted(`The query takes more ${what} to compile than is allowed`)));
    };
    const onMessage = (reply: CompileReply): void => settle(() => resolve(reply));
    const onError = (error: Error & { readonly code?: string }): void => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') exhausted('memory')();
      else {
        void end();
        settle(() => reject(error));
      }
    };
    const onExit = (): void => exhausted('memory')();
    const timer = setTimeout(exhausted('time'), timeoutMs);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.ref();
    worker.postMessage(request);
  });
}

/** The built worker beside this file, or, when this runs from its source, in the build. */
function workerFile(): URL {
  const here = import.meta.url;
  return here.endsWith('.ts')
    ? new URL('../../dist/hunting/compiler-worker.js', here)
    : new URL('./compiler-worker.js', here);
}
