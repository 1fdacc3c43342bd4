// A hunt from text to rows: compile within the caller's scope and window, wait for a turn, run within the limits, tell failures apart.

import {
  type CompiledQuery,
  type CompiledResult,
  type CompileOptions,
  type DiscoveryNeeded,
  type ExternalRead,
  type Table,
  TICKS_PER_SECOND,
  ticksFromMilliseconds,
} from '@gamekeeper/kql';
import {
  defenderFunctions,
  type Engine,
  EngineError,
  type EngineErrorCode,
  type QueryLimits,
  type QueryReach,
  type QueryUsage,
} from '@gamekeeper/lake';
import { type Clock, steadyClock } from '../clock.js';
import { CompilerExhausted } from './bounded-thread.js';
import { type CompileReply, createCompilerThread } from './compiler-thread.js';
import { type ExternalSource, noExternalData } from './external-data/external-source.js';
import { createExternalTables, type ExternalTables, type OpenedTables } from './external-data/external-tables.js';
import { createFairQueue, type FairQueueOptions } from './fair-queue.js';
import { compileScope, type HuntScope, reachOf, refusalOf, refusalText, wholeNamespace } from './hunt-scope.js';
import {
  HuntError,
  type HuntErrorCode,
  type HuntingService,
  type HuntRequest,
  type HuntResult,
} from './hunting-service.js';
import { runInTurn } from './run-in-turn.js';

/** Bounds of every hunt; the defaults are those of the terms (LIM-1, LIM-2) and of the API's documents. */
export interface HuntLimits extends FairQueueOptions {
  /** Days that a query can look back, whatever it says; null for everything that is stored (offline use). */
  readonly lookbackDays: number | null;
  readonly maxRows: number;
  /** Bytes of JSON text. */
  readonly maxBytes: number;
  /** Milliseconds of running, what compilation asks of the data included. */
  readonly timeoutMs: number;
}

export const defaultHuntLimits: HuntLimits = {
  lookbackDays: 30,
  maxRows: 100_000,
  maxBytes: 128 * 1024 * 1024,
  timeoutMs: 180_000,
  maxConcurrent: 16,
  maxConcurrentPerNamespace: 12,
  maxQueued: 256,
};

export interface HuntingOptions {
  readonly engine: Pick<Engine, 'query' | 'knowsPlaces' | 'loadExternal' | 'holdsExternal' | 'dropExternal'>;
  readonly tables: ReadonlyMap<string, Table>;
  readonly clock: Clock;
  readonly limits?: Partial<HuntLimits>;
  /** Where the tables of `externaldata` come from; from nowhere unless told. */
  readonly externalData?: ExternalSource;
}

const TICKS_PER_DAY = 86_400n * TICKS_PER_SECOND;

/** Builds the service that the wires and the command line hunt through. */
export function createHuntingService(options: HuntingOptions): HuntingService {
  const { engine, clock, tables } = options;
  const limits = { ...defaultHuntLimits, ...options.limits };
  const compiler = createCompilerThread({ tables, functions: defenderFunctions });
  const queue = createFairQueue(limits);
  const externals = createExternalTables({ engine, clock, source: options.externalData ?? noExternalData });
  compiler.warmUp();

  /** One request on its way: what is its own, and what it must give back in the end. */
  function begin(request: HuntRequest) {
    const { scope = wholeNamespace(null) } = request;
    let leave = () => {};
    // A query that is wrong is told so at once; the turn is for those that the engine must work on.
    const takeTurn = async () => {
      leave();
      leave = await queue.enter(scope.namespace, request.signal);
    };
    const run = new HuntRun(request, scope, reachOf(scope, tables.keys()), { engine, externals, limits, takeTurn });
    const compile = () =>
      run.compile((text, compileOptions) => compiler.ask({ text, options: compileOptions }), {
        ...windowOf(request, clock, limits),
        geoDatabase: engine.knowsPlaces(),
        ...compileScope(scope, request.query),
        ...(request.parameters && { parameters: request.parameters }),
      });
    const end = () => {
      leave();
      run.release();
    };
    return { run, compile, takeTurn, end };
  }

  return {
    async plan(request) {
      const { run, compile, end } = begin(request);
      try {
        const { results, tables: read } = await compile();
        const [first] = results;
        if (first === undefined) throw new Error('a compiled query has no result');
        return { columns: first.columns, warnings: run.warnings, tables: read };
      } finally {
        end();
      }
    },
    async hunt(request) {
      const { run, compile, takeTurn, end } = begin(request);
      try {
        const query = await compile();
        const { results, tables: read } = query;
        if (request.oneTable && results.length > 1) throw run.severalTables(results.map(({ name }) => name));
        await takeTurn();
        const { rows, usage, cost } = run.start(results.map(({ sql }) => sql));
        const { warnings } = run;
        cost.then(end);
        const [first, ...further] = results.map((result, i) => tableOf(result, rows[i]));
        if (first === undefined) throw new Error('a compiled query has no result');
        return { ...first, further, warnings, tables: read, usage, cost };
      } catch (error) {
        end();
        throw error;
      }
    },
  };
}

function tableOf(
  { name, columns, visualization }: CompiledResult,
  rows: AsyncIterable<Uint8Array> | undefined,
): HuntResult {
  if (rows === undefined) throw new Error(`the result '${name}' has no rows`);
  return { name, columns, visualization, rows };
}

/** The window that the request may see: it can narrow the look-back, never widen it. */
function windowOf({ timespan = {}, at }: HuntRequest, clock: Clock, limits: HuntLimits): CompileOptions {
  const now = ticksFromMilliseconds(at ?? clock());
  const earliest = limits.lookbackDays === null ? null : now - BigInt(limits.lookbackDays) * TICKS_PER_DAY;
  const { from = earliest, to = null } = timespan;
  return { now, window: { from: from !== null && earliest !== null && from < earliest ? earliest : from, to } };
}

/** What the hunts of a service share, and the turn of one. */
interface HuntSurroundings {
  readonly engine: Pick<Engine, 'query'>;
  readonly externals: ExternalTables;
  readonly limits: HuntLimits;
  readonly takeTurn: () => Promise<void>;
}

const nothingUsed: QueryUsage = {
  ...{ rows: 0, bytes: 0, truncated: false, elapsedMs: 0 },
  ...{ cpuUserMs: 0, cpuSystemMs: 0, peakMemoryBytes: 0 },
};

/** One hunt's way through compiler and engine, and what it has used so far. */
class HuntRun {
  readonly #request: HuntRequest;
  readonly #scope: HuntScope;
  readonly #around: HuntSurroundings;
  readonly #opened: OpenedTables[] = [];
  #reach: QueryReach;
  #warnings: readonly string[] = [];
  #used: QueryUsage | undefined;

  constructor(request: HuntRequest, scope: HuntScope, reach: QueryReach, around: HuntSurroundings) {
    this.#request = request;
    this.#scope = scope;
    this.#reach = reach;
    this.#around = around;
  }

  /** Those of the compiler and those of external tables. */
  get warnings(): readonly string[] {
    return [...new Set([...this.#warnings, ...this.#opened.flatMap(({ warnings }) => warnings)])];
  }

  /** Compiles; where columns depend on the data, asks the data within the same scope, window and bounds. */
  async compile(
    compileOnce: (text: string, options: CompileOptions) => Promise<CompileReply>,
    options: CompileOptions,
  ): Promise<CompiledQuery> {
    const discoveries = new Map<string, readonly string[]>();
    for (;;) {
      const reply = await compileOnce(this.#request.query, { ...options, discoveries }).catch((error: unknown) => {
        if (!(error instanceof CompilerExhausted)) throw error;
        throw new HuntError('limits', error.message, undefined, this.#details({ cause: error }));
      });
      if ('query' in reply) {
        await this.#open(reply.query.externals);
        this.#warnings = reply.query.warnings;
        return reply.query;
      }
      if ('failed' in reply) throw new Error(`the compiler failed: ${reply.failed}`);
      const { refused, discovery } = reply;
      if (!discovery || discoveries.has(discovery.id)) throw this.#refusal(refused);
      discoveries.set(discovery.id, await this.#discover(discovery));
    }
  }

  /** Runs the statements of the compiled query, one after the other, within bounds that they share. */
  start(statements: readonly string[]) {
    const before = this.#used;
    const { rows, usage, cost } = runInTurn(statements, (sql, used) =>
      this.#around.engine.query({ sql, reach: this.#reach }, this.#bounds(used)),
    );
    const told = usage.then(
      (own) => added(before, own),
      (error: unknown) => {
        throw asHuntError(error);
      },
    );
    told.catch(() => undefined);
    return { rows: rows.map(translated), usage: told, cost: cost.then((own) => added(before, own)) };
  }

  /** Refuses a query whose answer has more tables than its reader has room for. */
  severalTables(names: readonly string[]): HuntError {
    const message = `The query yields ${names.length} tables (${names.join(', ')}); the answer here has room for one`;
    return new HuntError('unsupported', message, undefined, this.#details());
  }

  /** Lets go of external tables. */
  release(): void {
    for (const { release } of this.#opened.splice(0)) release();
  }

  /** Has external tables there, within the hunt's time: fetching takes no turn from others, yet counts as running. */
  async #open(reads: readonly ExternalRead[]): Promise<void> {
    if (reads.length === 0) return;
    const { signal } = this.#request;
    const { timeoutMs } = this.#bounds();
    const started = steadyClock();
    const late = AbortSignal.timeout(Math.ceil(timeoutMs));
    try {
      const opened = await this.#around.externals.open(reads, signal ? AbortSignal.any([signal, late]) : late);
      this.#opened.push(opened);
      this.#reach = { ...this.#reach, external: [...(this.#reach.external ?? []), ...opened.names] };
    } catch (error) {
      this.#spend(steadyClock() - started);
      throw this.#openFailure(error, late);
    }
    this.#spend(steadyClock() - started);
  }

  #spend(elapsedMs: number): void {
    this.#used = added(this.#used, { ...nothingUsed, elapsedMs });
  }

  #openFailure(error: unknown, late: AbortSignal): unknown {
    if (late.aborted) return new HuntError('timeout', 'the query did not end in time', undefined, this.#details());
    if (this.#request.signal?.aborted)
      return new HuntError('cancelled', 'the query was cancelled', undefined, this.#details());
    if (!(error instanceof HuntError)) return asHuntError(error, this.#used);
    const { code, message, line, column } = error;
    const place = line === undefined || column === undefined ? undefined : { line, column };
    return new HuntError(code, message, place, this.#details({ cause: error.cause }));
  }

  async #discover({ sql, externals }: Pick<DiscoveryNeeded, 'sql' | 'externals'>): Promise<readonly string[]> {
    await this.#open(externals);
    await this.#around.takeTurn();
    const { chunks, cost } = this.#around.engine.query({ sql, reach: this.#reach }, this.#bounds());
    const decoder = new TextDecoder();
    const rows: string[] = [];
    try {
      for await (const chunk of chunks) rows.push(...decoder.decode(chunk).split('\n'));
    } catch (error) {
      this.#used = added(this.#used, await cost);
      throw asHuntError(error, this.#used);
    }
    this.#used = added(this.#used, await cost);
    return rows.filter((row) => row !== '');
  }

  /** What is left when results of the same hunt have already used something. */
  #bounds(used?: QueryUsage): QueryLimits {
    const { maxRows, maxBytes, timeoutMs } = this.#around.limits;
    const { signal, timeoutMs: asked = timeoutMs } = this.#request;
    const elapsedMs = (this.#used?.elapsedMs ?? 0) + (used?.elapsedMs ?? 0);
    return {
      maxRows: maxRows - (used?.rows ?? 0),
      maxBytes: maxBytes - (used?.bytes ?? 0),
      timeoutMs: Math.max(1, Math.min(timeoutMs, asked) - elapsedMs),
      ...(signal && { signal }),
    };
  }

  #refusal({ code, message, position, table }: Extract<CompileReply, { refused: unknown }>['refused']): HuntError {
    const place = position ?? undefined;
    const refusal = table === undefined ? undefined : refusalOf(this.#scope, table);
    if (table === undefined || refusal === undefined) return new HuntError(code, message, place, this.#details());
    return new HuntError(code, refusalText(table, refusal), place, this.#details({ forbidden: { ...refusal, table } }));
  }

  #details<Details extends object>(details?: Details) {
    return { ...details, ...(this.#used && { usage: this.#used }) };
  }
}

/** Of two runs of one hunt, the later is the one that answers. */
function added(earlier: QueryUsage | undefined, later: QueryUsage): QueryUsage {
  if (earlier === undefined) return later;
  return {
    ...later,
    elapsedMs: earlier.elapsedMs + later.elapsedMs,
    cpuUserMs: earlier.cpuUserMs + later.cpuUserMs,
    cpuSystemMs: earlier.cpuSystemMs + later.cpuSystemMs,
    peakMemoryBytes: Math.max(earlier.peakMemoryBytes, later.peakMemoryBytes),
  };
}

async function* translated(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw asHuntError(error);
  }
}

const codes: Readonly<Record<EngineErrorCode, HuntErrorCode>> = {
  timeout: 'timeout',
  cancelled: 'cancelled',
  'out-of-memory': 'limits',
  'result-too-large': 'result-too-large',
  'engine-stopped': 'unavailable',
  'execution-failed': 'semantic',
  'forbidden-table': 'forbidden-table',
  'data-locked': 'unavailable',
  'data-unusable': 'unavailable',
};

function asHuntError(error: unknown, usage?: QueryUsage): unknown {
  if (!(error instanceof EngineError)) return error;
  return new HuntError(codes[error.code], error.message, undefined, { cause: error, ...(usage && { usage }) });
}
