// A hunt from text to rows: compile within the caller's window, run within the limits, tell every failure apart.

import { type CompiledQuery, type Table, TICKS_PER_SECOND, ticksFromMilliseconds } from '@gamekeeper/kql';
import { type Engine, EngineError, type EngineErrorCode, type QueryLimits, type QueryResult } from '@gamekeeper/lake';
import type { Clock } from '../clock.js';
import {
  type CompileRequest,
  CompilerExhausted,
  type CompilerThread,
  createCompilerThread,
} from './compiler-thread.js';
import { HuntError, type HuntErrorCode, type HuntingService, type HuntRequest } from './hunting-service.js';

/** Bounds of every hunt; the defaults are those of the terms (LIM-1, LIM-2) and of the API's documents. */
export interface HuntLimits {
  /** Days that a query can look back, whatever it says; null for everything that is stored (offline use). */
  readonly lookbackDays: number | null;
  readonly maxRows: number;
  /** Bytes of JSON text. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export const defaultHuntLimits: HuntLimits = {
  lookbackDays: 30,
  maxRows: 100_000,
  maxBytes: 128 * 1024 * 1024,
  timeoutMs: 180_000,
};

export interface HuntingOptions {
  readonly engine: Pick<Engine, 'query'>;
  readonly tables: ReadonlyMap<string, Table>;
  readonly clock: Clock;
  readonly limits?: Partial<HuntLimits>;
}

const TICKS_PER_DAY = 86_400n * TICKS_PER_SECOND;

/** Builds the service that the wires and the command line hunt through. */
export function createHuntingService(options: HuntingOptions): HuntingService {
  const { engine, clock } = options;
  const limits = { ...defaultHuntLimits, ...options.limits };
  const compiler = createCompilerThread({ tables: options.tables });
  compiler.warmUp();
  return {
    async hunt(request) {
      const bounds: QueryLimits = {
        maxRows: limits.maxRows,
        maxBytes: limits.maxBytes,
        timeoutMs: limits.timeoutMs,
        ...(request.signal && { signal: request.signal }),
      };
      const query = await compile(compiler, engine, request.query, windowOf(request, clock, limits), bounds);
      const { chunks, usage } = engine.query({ sql: query.sql }, bounds);
      const failed = usage.catch((error: unknown) => {
        throw asHuntError(error);
      });
      failed.catch(() => undefined);
      return {
        columns: query.columns,
        visualization: query.visualization,
        warnings: query.warnings,
        rows: translated(chunks),
        usage: failed,
      };
    },
  };
}

/** The window that the request may see: it can narrow the look-back, never widen it. */
function windowOf({ timespan = {} }: HuntRequest, clock: Clock, limits: HuntLimits): CompileRequest['options'] {
  const now = ticksFromMilliseconds(clock());
  const earliest = limits.lookbackDays === null ? null : now - BigInt(limits.lookbackDays) * TICKS_PER_DAY;
  const { from = earliest, to = null } = timespan;
  return { now, window: { from: from !== null && earliest !== null && from < earliest ? earliest : from, to } };
}

/** Compiles; where columns depend on the data, asks the data within the same window and bounds. */
async function compile(
  compiler: CompilerThread,
  engine: Pick<Engine, 'query'>,
  text: string,
  options: CompileRequest['options'],
  bounds: QueryLimits,
): Promise<CompiledQuery> {
  const discoveries = new Map<string, readonly string[]>();
  for (;;) {
    const reply = await compiler.compile({ text, options: { ...options, discoveries } }).catch((error: unknown) => {
      throw error instanceof CompilerExhausted
        ? new HuntError('limits', error.message, undefined, { cause: error })
        : error;
    });
    if ('query' in reply) return reply.query;
    if ('failed' in reply) throw new Error(`the compiler failed: ${reply.failed}`);
    const { refused, discovery } = reply;
    if (!discovery || discoveries.has(discovery.id))
      throw new HuntError(refused.code, refused.message, refused.position ?? undefined);
    discoveries.set(discovery.id, await rowsOf(engine.query({ sql: discovery.sql }, bounds)));
  }
}

async function rowsOf(result: QueryResult): Promise<readonly string[]> {
  const decoder = new TextDecoder();
  const rows: string[] = [];
  for await (const chunk of translated(result.chunks)) rows.push(...decoder.decode(chunk).split('\n'));
  return rows.filter((row) => row !== '');
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
  'data-locked': 'unavailable',
  'data-unusable': 'unavailable',
};

function asHuntError(error: unknown): unknown {
  return error instanceof EngineError
    ? new HuntError(codes[error.code], error.message, undefined, { cause: error })
    : error;
}
