// The database is closed by itself: what the second look at a statement would refuse does not work without that look either.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defineTable } from '../tables/define-table.js';
import { type Database, openDatabase } from './database.js';

const Events = defineTable('Events', 'Timestamp:datetime, Text:string');
let spillDirectory: string;
let database: Database;
beforeAll(async () => {
  spillDirectory = await mkdtemp(join(tmpdir(), 'gamekeeper-sandbox-'));
  const limits = { memoryLimitBytes: 200_000_000, threads: 1, lockWaitMs: 0 };
  database = await openDatabase({
    kind: 'open',
    directory: null,
    spillDirectory,
    geoDatabase: null,
    tables: [Events],
    ...limits,
  });
});
afterAll(async () => {
  database.writer.closeSync();
  database.instance.closeSync();
  await rm(spillDirectory, { recursive: true, force: true });
});

test.each([
  `SELECT content FROM read_text('/etc/hostname')`,
  `SELECT * FROM '/etc/hostname.csv'`,
  `SELECT content FROM read_text('https://example.org/')`,
  `SELECT file FROM glob('/*')`,
  `COPY "Events" TO 'out.csv'`,
  `ATTACH 'other.duckdb'`,
  'INSTALL httpfs',
  'LOAD httpfs',
  `SET memory_limit = '1TB'`,
  'SET enable_external_access = true',
  'RESET lock_configuration',
  'CREATE SCHEMA "tenant-1"',
  'CREATE TABLE t (a INTEGER)',
  'DROP VIEW "Events"',
  'DELETE FROM "$batches"',
])('in a read-only transaction fails: %s', async (statement) => {
  const connection = await database.instance.connect();
  try {
    await connection.run('BEGIN TRANSACTION READ ONLY');
    await expect(connection.runAndReadAll(statement)).rejects.toThrow();
  } finally {
    await connection.run('ROLLBACK').catch(() => undefined);
    connection.closeSync();
  }
});
