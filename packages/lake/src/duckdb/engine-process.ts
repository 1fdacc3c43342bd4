// The child process that holds the database: takes calls from the engine over the IPC channel and dies with it.

import { stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { EngineError } from '../engine/engine.js';
import { type Database, openDatabase } from './database.js';
import { ExternalStore } from './external-store.js';
import type { CallRequest, OpenRequest, QueryCost, ToChild, ToParent } from './protocol.js';
import { QueryRun } from './query-run.js';
import { Slots } from './slots.js';
import { isFatal, translateError } from './translate-error.js';
import { Writer } from './writer.js';

/** Calls into DuckDB by queries at a time; fewer than the thread pool has, so that the writer always finds a thread. */
const QUERY_SLOTS = 24;
/** A larger log is replayed at the next start rather than keep a lock that nobody owns. */
const QUICK_CHECKPOINT_BYTES = 64 * 1024 * 1024;
const LAST_WORDS_MS = 5_000;

/** The database from its opening to its close. */
class OpenLake {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #external: ExternalStore;
  readonly #slots = new Slots(QUERY_SLOTS);
  readonly #runs = new Map<number, { run: QueryRun; done: Promise<unknown> }>();

  constructor(database: Database) {
    this.#database = database;
    this.#writer = new Writer(database);
    this.#external = new ExternalStore(database.instance);
  }

  get paths(): readonly string[] {
    return this.#database.paths;
  }

  async answer(call: number, request: Exclude<CallRequest, OpenRequest>): Promise<unknown> {
    switch (request.kind) {
      case 'append':
        return this.#writer.append(request);
      case 'drop':
        return this.#writer.drop(request);
      case 'statistics':
        return this.#writer.statistics(request.namespace);
      case 'drop-namespace':
        return this.#writer.dropNamespace(request.namespace);
      case 'copy':
        return this.#writer.copyNamespace(request);
      case 'external':
        return this.#external.answer(request);
      case 'close':
        return this.close(request.interruptGraceMs);
      case 'query': {
        const send = (chunk: Uint8Array) => reply({ call, chunk });
        const run = new QueryRun(request, { database: this.#database, writer: this.#writer, slots: this.#slots, send });
        const done = run.run().catch((error: unknown) => {
          throw new FailedRun(error, run.cost());
        });
        const settled = done.then(
          () => this.#runs.delete(call),
          () => this.#runs.delete(call),
        );
        this.#runs.set(call, { run, done: settled });
        return done;
      }
    }
  }

  signal(call: number, signal: 'cancel' | 'credit'): void {
    const run = this.#runs.get(call)?.run;
    if (signal === 'credit') run?.credit();
    else run?.stop(new EngineError('cancelled', 'the query was cancelled'));
  }

  async close(interruptGraceMs: number): Promise<undefined> {
    for (const { run } of this.#runs.values()) run.stop(new EngineError('engine-stopped', 'the engine was closed'));
    const stopped = Promise.all([...this.#runs.values()].map(({ done }) => done));
    if ((await Promise.race([stopped, wait(interruptGraceMs, 'busy', { ref: false })])) === 'busy') die();
    await this.#writer.idle();
    await this.#external.close();
    if ((await this.#logSize()) > 0) await this.#database.writer.run('CHECKPOINT');
    this.#database.writer.closeSync();
    this.#database.instance.closeSync();
    return undefined;
  }

  /** The engine is gone: leave the file in order if that is quickly done. */
  async abandon(): Promise<void> {
    if ((await this.#logSize()) < QUICK_CHECKPOINT_BYTES) await this.close(LAST_WORDS_MS);
  }

  /** Bytes that the next start would have to replay. */
  async #logSize(): Promise<number> {
    const { file } = this.#database;
    const log = file === null ? undefined : await stat(`${file}.wal`).catch(() => undefined);
    return log?.size ?? 0;
  }
}

/** A query that failed, with what it had used by then. */
class FailedRun {
  constructor(
    readonly cause: unknown,
    readonly cost: QueryCost,
  ) {}
}

/** An orderly exit would wait for the threads that do not answer; the log holds every acknowledged row. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

let lake: OpenLake | undefined;

async function answer(call: number, request: CallRequest): Promise<unknown> {
  if (request.kind === 'open') {
    lake = new OpenLake(await openDatabase(request));
    return undefined;
  }
  if (lake === undefined) throw new EngineError('engine-stopped', 'the engine is not open');
  return lake.answer(call, request);
}

/** A reply that cannot be sent has no reader any more: `disconnect` follows. */
function reply(message: ToParent, sent?: () => void): void {
  process.send?.(message, undefined, undefined, () => sent?.());
}

process.on('message', (message: ToChild) => {
  const { call } = message;
  if ('signal' in message) {
    lake?.signal(call, message.signal);
    return;
  }
  answer(call, message.request).then(
    (value) => reply({ call, value }, message.request.kind === 'close' ? () => process.exit(0) : undefined),
    (reason: unknown) => {
      const [error, cost] = reason instanceof FailedRun ? [reason.cause, reason.cost] : [reason, undefined];
      const { code, message: text } = translateError(error, lake?.paths);
      reply({ call, code, message: text, ...(cost && { cost }) }, isFatal(error) ? () => process.exit(1) : undefined);
    },
  );
});

process.on('disconnect', () => {
  setTimeout(die, LAST_WORDS_MS);
  const leave = () => process.exit(0);
  if (lake === undefined) leave();
  else lake.abandon().then(leave, leave);
});

// A Ctrl-C reaches the whole process group; the engine decides when its child ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
