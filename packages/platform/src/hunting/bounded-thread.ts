// A thread with a time and a memory limit for work on query texts: the official parser and binder offer no limits of their own.

import { Worker } from 'node:worker_threads';

export interface ThreadLimits {
  /** Milliseconds that one answer may take. */
  readonly timeoutMs: number;
  /** MiB of heap that it may take. */
  readonly memoryMib: number;
}

export interface BoundedThreadOptions extends ThreadLimits {
  /** Name of the worker's file in this folder. It posts a message once it is ready, then one per message that it gets. */
  readonly worker: 'compiler-worker' | 'language-worker';
  readonly workerData: unknown;
}

/** The work took more time or memory than it may; the thread was ended and the next request gets a new one. */
export class CompilerExhausted extends Error {
  override readonly name = 'CompilerExhausted';
}

/** One request at a time, in the order in which they were asked. */
export interface BoundedThread<Request, Reply> {
  /** @throws CompilerExhausted when the text exhausts time or memory */
  ask(request: Request): Promise<Reply>;
  /** Starts the thread ahead of the first request; the time that takes is none's. */
  warmUp(): void;
  close(): Promise<void>;
}

/** @example createBoundedThread({ worker: 'compiler-worker', workerData: tables, timeoutMs: 10_000, memoryMib: 1024 }) */
export function createBoundedThread<Request, Reply>(options: BoundedThreadOptions): BoundedThread<Request, Reply> {
  let loading: Promise<Worker> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const start = (): Promise<Worker> => {
    loading ??= load(options);
    return loading;
  };
  const end = async (): Promise<void> => {
    const ended = loading;
    loading = undefined;
    await (await ended?.catch(() => undefined))?.terminate();
  };
  return {
    ask(request) {
      const answer = turn.then(async () => askOn<Reply>(await start(), request, options.timeoutMs, end));
      turn = answer.catch(() => undefined);
      return answer;
    },
    warmUp: () => void start().catch(() => undefined),
    close: end,
  };
}

function load({ worker: name, workerData, memoryMib }: BoundedThreadOptions): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile(name), {
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

function askOn<Reply>(worker: Worker, request: unknown, timeoutMs: number, end: () => Promise<void>): Promise<Reply> {
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
    const onMessage = (reply: Reply): void => settle(() => resolve(reply));
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
function workerFile(name: string): URL {
  const here = import.meta.url;
  return here.endsWith('.ts') ? new URL(`../../dist/hunting/${name}.js`, here) : new URL(`./${name}.js`, here);
}
