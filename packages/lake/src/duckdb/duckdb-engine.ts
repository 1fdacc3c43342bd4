// The DuckDB engine: holds the clock, the limits and the right to kill; the database itself lives in a child process.

import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { type Table, ticksFromMilliseconds } from '@gamekeeper/kql';
import {
  type AppendBatch,
  type AppendResult,
  type Engine,
  EngineError,
  type EngineQuery,
  type ExternalRows,
  type QueryLimits,
  type QueryResult,
  type TableStatistics,
} from '../engine/engine.js';
import { EngineChild } from './engine-child.js';
import type { OpenRequest } from './protocol.js';
import { readQuery } from './query-reader.js';
import { sliceParts } from './slice-rows.js';

const CLOSE_MS = 60_000;

/** What `createDuckDbEngine` needs. */
export interface DuckDbEngineOptions {
  /** Data directory, made if missing; null keeps everything in memory. */
  readonly directory: string | null;
  /** The hunting tables, by name. */
  readonly tables: ReadonlyMap<string, Table>;
  /** MMDB file in the layout of GeoLite2-City that tells where addresses are, read again when it changes; none unless told. */
  readonly geoDatabase?: string;
  /** Bytes that DuckDB may use before it spills or refuses; default a quarter of the machine. */
  readonly memoryLimitBytes?: number;
  /** Default: one per core. */
  readonly threads?: number;
  /** Milliseconds since the Unix epoch: the time of ingestion. Durations are measured, not asked of the clock. */
  readonly clock: () => number;
  /** Milliseconds that a stopped query may go on before the engine process is killed; default 5,000. */
  readonly interruptGraceMs?: number;
  /** Milliseconds to wait for a lock that an engine about to end may still hold; default 2,000. */
  readonly lockWaitMs?: number;
}

/**
 * Opens the lake in `directory` with DuckDB.
 * @throws EngineError `data-locked` when another process has it open, `data-unusable` when the file or directory cannot be used
 * @example
 * const engine = await createDuckDbEngine({ directory: '/var/lib/gamekeeper', tables, clock: Date.now });
 */
export async function createDuckDbEngine(options: DuckDbEngineOptions): Promise<Engine> {
  const directory = options.directory === null ? null : resolve(options.directory);
  const spillDirectory =
    directory === null ? await mkdtemp(join(tmpdir(), 'gamekeeper-')) : join(directory, 'lake.duckdb.tmp');
  const engine = new DuckDbEngine(options, {
    kind: 'open',
    directory,
    spillDirectory,
    tables: [...options.tables.values()],
    geoDatabase: options.geoDatabase === undefined ? null : resolve(options.geoDatabase),
    memoryLimitBytes: Math.floor(options.memoryLimitBytes ?? machineMemory() / 4),
    threads: options.threads ?? availableParallelism(),
    lockWaitMs: options.lockWaitMs ?? 2_000,
  });
  await engine.open();
  return engine;
}

class DuckDbEngine implements Engine {
  readonly #clock: () => number;
  readonly #interruptGraceMs: number;
  readonly #opening: OpenRequest;
  #child: Promise<EngineChild> | undefined;
  #closing: Promise<void> | undefined;
  #keptInMemory = false;
  #lost = false;

  constructor(options: DuckDbEngineOptions, opening: OpenRequest) {
    this.#clock = options.clock;
    this.#interruptGraceMs = options.interruptGraceMs ?? 5_000;
    this.#opening = opening;
  }

  async open(): Promise<void> {
    try {
      await this.#use();
    } catch (error) {
      await this.#removeSpill();
      throw error;
    }
  }

  async append({ id, parts, namespace = null }: AppendBatch): Promise<AppendResult> {
    const slices = sliceParts(parts);
    const child = await this.#use();
    const ingested = ticksFromMilliseconds(this.#clock());
    const result = await child.call({ kind: 'append', namespace, id, parts: slices, ingested }).value;
    if (this.#opening.directory === null) this.#keptInMemory = true;
    return result;
  }

  query(query: EngineQuery, limits: QueryLimits): QueryResult {
    return readQuery(this.#use(), query, limits, this.#interruptGraceMs);
  }

  async statistics(namespace: string | null = null): Promise<readonly TableStatistics[]> {
    return (await this.#use()).call({ kind: 'statistics', namespace }).value;
  }

  async dropPartitions(table: string, partitions: readonly string[], namespace: string | null = null): Promise<void> {
    await (await this.#use()).call({ kind: 'drop', namespace, table, partitions }).value;
  }

  async dropNamespace(namespace: string | null): Promise<void> {
    await (await this.#use()).call({ kind: 'drop-namespace', namespace }).value;
  }

  async copyNamespace(from: string | null, to: string | null): Promise<void> {
    await (await this.#use()).call({ kind: 'copy', from, to }).value;
  }

  knowsPlaces(): boolean {
    return this.#opening.geoDatabase !== null;
  }

  async holdsExternal(table: string): Promise<boolean> {
    return (await this.#use()).call({ kind: 'external', table, act: 'has' }).value;
  }

  async loadExternal({ table, columns, rows }: ExternalRows): Promise<void> {
    const child = await this.#use();
    await child.call({ kind: 'external', table, act: 'begin', columns }).value;
    try {
      for await (const lines of rows)
        if (lines.length > 0)
          await child.call({ kind: 'external', table, act: 'rows', columns, text: lines.join('\n') }).value;
      await child.call({ kind: 'external', table, act: 'commit' }).value;
    } catch (error) {
      await child.call({ kind: 'external', table, act: 'abandon' }).value.catch(() => undefined);
      throw error;
    }
  }

  async dropExternal(table: string): Promise<void> {
    await (await this.#use()).call({ kind: 'external', table, act: 'drop' }).value;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The running child, or a new one when the last has ended. */
  async #use(): Promise<EngineChild> {
    if (this.#closing !== undefined) throw new EngineError('engine-stopped', 'the engine is closed');
    if (this.#lost)
      throw new EngineError('engine-stopped', 'the engine process ended, and with it the rows that it kept in memory');
    this.#child ??= this.#start();
    return this.#child;
  }

  async #start(): Promise<EngineChild> {
    try {
      const child = await EngineChild.start(this.#opening);
      child.exited.then(() => this.#restart());
      return child;
    } catch (error) {
      this.#child = undefined;
      throw error;
    }
  }

  #restart(): void {
    this.#child = undefined;
    this.#lost = this.#keptInMemory;
    // Should the restart fail, the next call tries again and reports why.
    if (this.#closing === undefined && !this.#lost) this.#use().catch(() => undefined);
  }

  async #close(): Promise<void> {
    const child = await this.#child?.catch(() => undefined);
    if (child !== undefined) {
      const patience = setTimeout(() => child.kill(), CLOSE_MS);
      // The exit is the answer; what could not be checkpointed is in the log and replayed at the next start.
      await child.call({ kind: 'close', interruptGraceMs: this.#interruptGraceMs }).value.catch(() => child.kill());
      await child.exited;
      clearTimeout(patience);
    }
    await this.#removeSpill();
  }

  async #removeSpill(): Promise<void> {
    if (this.#opening.directory === null) await rm(this.#opening.spillDirectory, { recursive: true, force: true });
  }
}

function machineMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
