// A real server on a free port for tests of the wires: real state, identity and engine, hunting answered from what the test lays out.

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDuckDbEngine, type QueryUsage, tables } from '@gamekeeper/lake';
import type { HuntAnswer, HuntRequest, ResultColumn, Sample } from '@gamekeeper/platform';
import { type Platform, type PlatformOptions, startPlatform } from '../start-platform.js';

export const usage: QueryUsage = {
  rows: 2,
  bytes: 64,
  truncated: false,
  elapsedMs: 1500,
  cpuUserMs: 1250,
  cpuSystemMs: 0,
  peakMemoryBytes: 1024,
};

/** What the next hunts answer; chunks are texts of rows, an error in their place makes the answer fail there. */
export interface LaidOut {
  columns: readonly ResultColumn[];
  chunks: Iterable<string | Error> | AsyncIterable<string | Error>;
  refusal: Error | null;
}

export interface TestServer {
  readonly platform: Platform;
  readonly url: string;
  readonly sample: Sample;
  readonly laidOut: LaidOut;
  /** Requests that hunting has seen, newest last. */
  readonly hunts: HuntRequest[];
  /** Moves the platform's clock. */
  advance(milliseconds: number): void;
  /** The platform's time in milliseconds since the Unix epoch. */
  now(): number;
  token(resource: string): Promise<string>;
  close(): Promise<void>;
}

export async function startTestServer(options: Partial<PlatformOptions> = {}): Promise<TestServer> {
  const parent = await mkdtemp(join(tmpdir(), 'gamekeeper-server-'));
  const directory = join(parent, 'data');
  const blank = process.env.GAMEKEEPER_BLANK_DIRECTORY;
  if (blank !== undefined) await cp(blank, directory, { recursive: true });
  let now = Date.parse('2026-01-01T00:00:00.250Z');
  const laidOut: LaidOut = { columns: [{ name: 'x', type: 'long' }], chunks: ['[1]'], refusal: null };
  const hunts: HuntRequest[] = [];

  const hunt = async (request: HuntRequest): Promise<HuntAnswer> => {
    hunts.push(request);
    if (laidOut.refusal !== null) throw laidOut.refusal;
    const { columns, chunks } = laidOut;
    async function* rows(): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        if (chunk instanceof Error) throw chunk;
        yield Buffer.from(chunk);
      }
    }
    const [used, shown] = [
      Promise.resolve(usage),
      { name: 'Table_0', visualization: null, further: [], warnings: [], tables: [] },
    ];
    return { columns, ...shown, rows: rows(), usage: used, cost: used };
  };
  const platform = await startPlatform({
    directory,
    port: 0,
    clock: () => now,
    createServices: async ({ clock }) => ({
      hunting: { hunt, plan: () => Promise.reject(new Error('not asked')) },
      engine: await createDuckDbEngine({ directory: null, tables, clock }),
    }),
    ...options,
  });
  const { sample, url } = platform;
  if (sample === null) throw new Error('expected a first start');
  return {
    ...{ platform, url, sample, laidOut, hunts },
    advance(milliseconds) {
      now += milliseconds;
    },
    now: () => now,
    async token(resource) {
      const audience = platform.identity.resolveAudience(resource);
      if (audience === null) throw new Error(`no resource ${resource}`);
      const { application } = sample;
      const request = { application, credentialId: null, proof: 'secret', audience, origin: url } as const;
      return (await platform.identity.issueToken(request)).token;
    },
    async close() {
      await platform.close();
      await rm(parent, { recursive: true, force: true });
    },
  };
}
