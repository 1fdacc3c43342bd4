// A hunt from text to rows: compile within the caller's window, run within the limits, tell every failure apart.

import {
  type CompiledQuery,
  createCompiler,
  type KqlCompiler,
  KqlError,
  type Table,
  TICKS_PER_SECOND,
  ticksFromMilliseconds,
} from '@gamekeeper/kql';
import { type Engine, EngineError, type EngineErrorCode } from '@gamekeeper/lake';
import type { Clock } from '../clock.js';
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
  const compiler = createCompiler(options.tables.values());
  return {
    async hunt(request) {
      const query = compile(compiler, request, clock, limits);
      const { chunks, usage } = engine.query(
        { sql: query.sql },
        {
          maxRows: limits.maxRows,
          maxBytes: limits.maxBytes,
          timeoutMs: limits.timeoutMs,
          ...(request.signal && { signal: request.signal }),
        },
      );
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

function compile(compiler: KqlCompiler, request: HuntRequest, clock: Clock, limits: HuntLimits): CompiledQuery {
  const now = ticksFromMilliseconds(clock());
  const earliest = limits.lookbackDays === null ? null : now - BigInt(limits.lookbackDays) * TICKS_PER_DAY;
  const { from, to } = request.timespan ?? {};
  // The request can narrow the window, never widen it.
  const start = from === undefined ? earliest : earliest === null || from > earliest ? from : earliest;
  try {
    return compiler.compile(request.query, { now, window: { from: start, to: to ?? null } });
  } catch (error) {
    if (error instanceof KqlError)
      throw new HuntError(error.code, error.message, error.position ?? undefined, { cause: error });
    throw error;
  }
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
