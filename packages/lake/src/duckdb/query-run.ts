// Runs one query in the child: streams its rows in chunks at the reader's pace and tells a failure from the end.

import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { DuckDBTypeId, StatementType } from '@duckdb/node-api';
import { EngineError } from '../engine/engine.js';
import type { Database } from './database.js';
import { CHUNKS_IN_FLIGHT, type QueryCost, type QueryRequest } from './protocol.js';
import type { Slots } from './slots.js';
import { tablesRead } from './tables-read.js';
import type { Writer } from './writer.js';

const CHUNK_CHARACTERS = 256 * 1024;
const MEMORY_SAMPLE_MS = 100;

/** What a run needs around it. */
export interface QuerySurroundings {
  readonly database: Database;
  /** Makes tables that nothing was written to yet. */
  readonly writer: Writer;
  /** Bounds the calls that wait inside DuckDB, so that appends always find a thread. */
  readonly slots: Slots;
  readonly send: (chunk: Uint8Array) => void;
}

/** One running query. */
export class QueryRun {
  readonly #request: QueryRequest;
  readonly #around: QuerySurroundings;
  readonly #cpu = process.cpuUsage();
  readonly #memory = new MemoryPeak();
  #truncated = false;
  #connection: DuckDBConnection | undefined;
  #stopped: EngineError | undefined;
  #credits = CHUNKS_IN_FLIGHT;
  #wake: (() => void) | undefined;
  #rows = 0;
  #bytes = 0;

  constructor(request: QueryRequest, around: QuerySurroundings) {
    this.#request = request;
    this.#around = around;
  }

  /** The reader has taken a chunk. */
  credit(): void {
    this.#credits++;
    this.#wake?.();
  }

  stop(reason: EngineError): void {
    this.#stopped ??= reason;
    this.#connection?.interrupt();
    this.#wake?.();
  }

  /** What was used so far; final once `run` has settled. */
  cost(): QueryCost {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      rows: this.#rows,
      bytes: this.#bytes,
      truncated: this.#truncated,
      cpuUserMs: user / 1000,
      cpuSystemMs: system / 1000,
      peakMemoryBytes: this.#memory.peak(),
    };
  }

  async run(): Promise<QueryCost> {
    try {
      await this.#prepare();
      await this.#runPrepared();
      return this.cost();
    } catch (error) {
      throw this.#stopped ?? error;
    } finally {
      this.#memory.stop();
    }
  }

  /** Holds the statement against its reach, and has the tables there that it reads. */
  async #prepare(): Promise<void> {
    const { sql, reach } = this.#request;
    const tables = tablesRead(sql, reach, this.#around.database.catalog.layouts);
    if (reach.namespace !== null) await this.#around.writer.prepareRead(reach.namespace, tables);
  }

  async #runPrepared(): Promise<void> {
    const connection = await this.#around.database.instance.connect();
    this.#connection = connection;
    try {
      this.#refuseStopped();
      await this.#inDuckDb(() => connection.run('BEGIN TRANSACTION READ ONLY'));
      const result = await this.#start(connection);
      const end = await this.#stream(result);
      this.#refuseStopped();
      // DuckDB's stream ends alike on success and on failure: only the marker row proves success.
      if (end === 'no-marker') throw await this.#findCause(connection);
      this.#truncated = end === 'row-limit';
    } finally {
      this.#connection = undefined;
      // What a stream still holds would otherwise stay until its JavaScript object is collected.
      connection.interrupt();
      await connection.run('ROLLBACK').catch(() => undefined);
      connection.closeSync();
    }
  }

  async #start(connection: DuckDBConnection): Promise<DuckDBResult> {
    const { sql, maxRows } = this.#request;
    // A sort needs less memory when it knows the limit; a mere scan is streamed and stopped, since a limit would have
    // DuckDB gather the whole result first (late materialisation).
    const limit = /\border\s+by\b/i.test(sql) ? ` LIMIT ${maxRows + 1}` : '';
    const statements = await connection.extractStatements(
      `SELECT "row" FROM (SELECT "row" FROM (\n${sql}\n)${limit}) UNION ALL SELECT NULL`,
    );
    if (statements.count !== 1)
      throw new EngineError('execution-failed', `expected one statement, found ${statements.count}`);
    const statement = await this.#inDuckDb(() => statements.prepare(0));
    if (statement.statementType !== StatementType.SELECT || statement.columnTypeId(0) !== DuckDBTypeId.VARCHAR)
      throw new EngineError('execution-failed', 'expected a SELECT of one text column named row');
    return this.#inDuckDb(() => statement.stream());
  }

  async #stream(result: DuckDBResult): Promise<'marker' | 'row-limit' | 'no-marker'> {
    let rows: string[] = [];
    let characters = 0;
    for (;;) {
      const chunk = await this.#inDuckDb(() => result.fetchChunk());
      if (chunk === null || chunk.rowCount === 0) return 'no-marker';
      const column = chunk.getColumnVector(0);
      for (let at = 0; at < chunk.rowCount; at++) {
        const row = column.getItem(at);
        if (typeof row !== 'string' || this.#rows === this.#request.maxRows) {
          await this.#send(rows);
          return typeof row === 'string' ? 'row-limit' : 'marker';
        }
        rows.push(row);
        characters += row.length;
        this.#rows++;
        if (characters < CHUNK_CHARACTERS) continue;
        await this.#send(rows);
        rows = [];
        characters = 0;
      }
    }
  }

  async #send(rows: readonly string[]): Promise<void> {
    if (rows.length === 0) return;
    const chunk = Buffer.from(rows.join('\n'));
    this.#bytes += chunk.length;
    if (this.#bytes > this.#request.maxBytes)
      throw new EngineError(
        'result-too-large',
        `the result is larger than ${this.#request.maxBytes} bytes; return fewer rows or fewer and shorter columns`,
      );
    while (this.#credits === 0 && this.#stopped === undefined)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    this.#refuseStopped();
    this.#credits--;
    this.#around.send(chunk);
  }

  /** Runs the statement again in a way that does report errors. */
  async #findCause(connection: DuckDBConnection): Promise<unknown> {
    try {
      await connection.run('ROLLBACK');
      await connection.run('BEGIN TRANSACTION READ ONLY');
      await this.#inDuckDb(() =>
        connection.run(`SELECT max(length("row")) FROM (SELECT "row" FROM (\n${this.#request.sql}\n))`),
      );
    } catch (error) {
      return error;
    }
    return new EngineError('execution-failed', 'the result ended before its last row');
  }

  async #inDuckDb<T>(work: () => Promise<T>): Promise<T> {
    return this.#around.slots.use(() => {
      this.#refuseStopped();
      return work();
    });
  }

  #refuseStopped(): void {
    if (this.#stopped !== undefined) throw this.#stopped;
  }
}

/** Samples the process's resident memory until stopped. */
class MemoryPeak {
  #bytes = process.memoryUsage.rss();
  readonly #timer = setInterval(() => this.peak(), MEMORY_SAMPLE_MS);

  peak(): number {
    this.#bytes = Math.max(this.#bytes, process.memoryUsage.rss());
    return this.#bytes;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
