// The engine's side of its child process: starts it, numbers the calls, and tells every caller when it is gone.

import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EngineError, type EngineErrorCode } from '../engine/engine.js';
import type { Calls, OpenRequest, QueryCost, ToChild, ToParent } from './protocol.js';

const THREAD_POOL_SIZE = '32';
const STDERR_KEPT = 2_000;
/** The child's heap sees little but rows on their way out; a small young generation costs no time and saves 50 MB. */
const YOUNG_GENERATION_MB = 4;

interface PendingCall {
  readonly chunk: ((bytes: Uint8Array) => void) | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: EngineError) => void;
}

/** A query that failed in the child, with what it had used by then. */
export class QueryFailure extends EngineError {
  constructor(
    code: EngineErrorCode,
    message: string,
    readonly cost: QueryCost,
  ) {
    super(code, message);
  }
}

/** A call under way: `value` settles once, whatever becomes of the child. */
export interface RunningCall<Value> {
  readonly value: Promise<Value>;
  signal(signal: 'cancel' | 'credit'): void;
}

/** A running child with its database open. */
export class EngineChild {
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, PendingCall>();
  #calls = 0;
  #stderr = '';
  #gone = false;
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<void>;

  private constructor(entry: string) {
    this.#process = fork(entry, [], {
      serialization: 'advanced',
      execArgv: [`--max-semi-space-size=${YOUNG_GENERATION_MB}`],
      env: minimalEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process.on('message', (message: ToParent) => this.#receive(message));
    this.#process.stderr?.on('data', (text: Buffer) => {
      this.#stderr = (this.#stderr + text.toString()).slice(-STDERR_KEPT);
    });
    this.exited = new Promise((resolve) => {
      const leave = (reason: string) => {
        this.#leave(reason);
        resolve();
      };
      this.#process.on('error', (error) => leave(error.message));
      this.#process.on('exit', (code, signal) => leave(signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
  }

  /**
   * Starts a child and opens the database in it.
   * @throws EngineError `data-locked`, `data-unusable`, or `engine-stopped` when the process itself does not start
   */
  static async start(open: OpenRequest): Promise<EngineChild> {
    const child = new EngineChild(entryFile());
    try {
      await child.call(open).value;
      return child;
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  call<Kind extends keyof Calls>(
    request: Calls[Kind]['request'] & { readonly kind: Kind },
    chunk?: (bytes: Uint8Array) => void,
  ): RunningCall<Calls[Kind]['value']> {
    const call = ++this.#calls;
    const value = new Promise<unknown>((resolve, reject) => {
      if (this.#gone) reject(new EngineError('engine-stopped', 'the engine process has ended'));
      else this.#pending.set(call, { chunk, resolve, reject });
    });
    this.#send({ call, request });
    return { value: value as Promise<Calls[Kind]['value']>, signal: (signal) => this.#send({ call, signal }) };
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #send(message: ToChild): void {
    // What cannot be sent is answered by the exit that follows.
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  #receive(message: ToParent): void {
    const pending = this.#pending.get(message.call);
    if (pending === undefined) return;
    if ('chunk' in message) {
      pending.chunk?.(message.chunk);
      return;
    }
    this.#pending.delete(message.call);
    if ('code' in message) {
      const { code, message: text, cost } = message;
      pending.reject(cost ? new QueryFailure(code, text, cost) : new EngineError(code, text));
    } else pending.resolve(message.value);
  }

  #leave(reason: string): void {
    this.#gone = true;
    const cause = new Error(`engine process ended by ${reason}${this.#stderr ? `: ${this.#stderr.trim()}` : ''}`);
    for (const { reject } of this.#pending.values())
      reject(new EngineError('engine-stopped', `the engine process ended unexpectedly (${reason})`, { cause }));
    this.#pending.clear();
  }
}

/** The compiled child; from the TypeScript sources (tests) it is found where the build puts it. */
function entryFile(): string {
  const compiled = import.meta.url.endsWith('.js') ? './engine-process.js' : '../../dist/duckdb/engine-process.js';
  const path = fileURLToPath(new URL(compiled, import.meta.url));
  if (!existsSync(path))
    throw new EngineError('engine-stopped', `expected the compiled engine process at ${path}: build the project first`);
  return path;
}

function minimalEnvironment(): NodeJS.ProcessEnv {
  const { SystemRoot } = process.env;
  return { UV_THREADPOOL_SIZE: THREAD_POOL_SIZE, TZ: 'UTC', ...(SystemRoot === undefined ? {} : { SystemRoot }) };
}
