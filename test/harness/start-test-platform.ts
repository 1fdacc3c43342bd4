// The platform in the test's own process, put together from the same parts as the command does, for tests that move its clock or limits.

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDuckDbEngine, type DuckDbEngineOptions, type Engine, ingestStream, tables } from '@gamekeeper/lake';
import { type Clock, createHuntingService, type HuntLimits, type Sample } from '@gamekeeper/platform';
import { type Platform, startPlatform } from '@gamekeeper/server';

export interface TestPlatformOptions {
  readonly https?: boolean;
  readonly limits?: Partial<HuntLimits>;
  readonly engine?: Partial<DuckDbEngineOptions>;
  /** Stands still at `now` unless told. */
  readonly clock?: Clock;
}

export interface TestPlatform {
  readonly platform: Platform;
  readonly engine: Engine;
  readonly sample: Sample;
  /** The platform's time in milliseconds since the Unix epoch, as it starts; it stands still unless a clock was given. */
  readonly now: number;
  /** A moment before it, as ISO text. */
  daysAgo(days: number): string;
  /** Stores rows of a table as `POST /ingest/{table}` does. */
  ingest(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
  /** A token that opens every endpoint. */
  token(): Promise<string>;
  close(): Promise<void>;
}

const NOW = Date.parse('2026-03-04T05:06:07Z');
const DAY = 86_400_000;

/** Rows are kept in memory unless `engine.directory` is given. */
export async function startTestPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const parent = await mkdtemp(join(tmpdir(), 'gamekeeper-platform-'));
  const directory = join(parent, 'data');
  const blank = process.env.GAMEKEEPER_BLANK_DIRECTORY;
  if (blank !== undefined) await cp(blank, directory, { recursive: true });
  const { clock = () => NOW } = options;
  const platform = await startPlatform({
    ...{ directory, port: 0, clock, https: options.https ?? false },
    async createServices() {
      const engine = await createDuckDbEngine({ directory: null, tables, clock, ...options.engine });
      return { engine, hunting: createHuntingService({ engine, tables, clock, limits: options.limits ?? {} }) };
    },
  });
  const { sample, services, identity, url } = platform;
  if (sample === null) throw new Error('expected a first start');
  // These tests ask more often than the quotas allow; the quotas have tests of their own.
  const by = { actor: 'operator', reason: 'tests' };
  await identity.parties.tenants.setQuotaProfile(sample.tenant.id, 'unlimited', by);
  return {
    ...{ platform, engine: services.engine, sample, now: NOW },
    daysAgo: (days) => new Date(NOW - days * DAY).toISOString(),
    async ingest(table, rows) {
      const stream = async function* () {
        for (const row of rows) yield Buffer.from(`${JSON.stringify(row)}\n`);
      };
      const summary = await ingestStream(stream(), { engine: services.engine, clock, table });
      if (summary.ingested !== rows.length) throw new Error(`rows were rejected: ${summary.rejects[0]?.reason}`);
    },
    async token() {
      const audience = identity.resolveAudience(url);
      if (audience === null) throw new Error(`no resource ${url}`);
      const request = { application: sample.application, credentialId: null, proof: 'secret', audience, origin: url };
      return (await identity.issueToken(request as Parameters<typeof identity.issueToken>[0])).token;
    },
    async close() {
      await platform.close();
      await rm(parent, { recursive: true, force: true });
    },
  };
}
