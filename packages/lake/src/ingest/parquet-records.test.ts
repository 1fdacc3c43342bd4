import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { clock, collect, freshPath, ingestContent, inPieces, RecordingEngine } from './ingest.fixture.js';
import { ingestStream } from './ingest-stream.js';
import { readParquetRecords } from './parquet-records.js';
import { parseDatetime } from './parse-datetime.js';
import { isBad } from './records.js';

const columns = `
  TIMESTAMP '2026-11-22 10:00:00.123456' + INTERVAL (i) SECOND AS "Timestamp", 'host-' || (i % 7) AS "DeviceName",
  639199803770463703 + i AS "ReportId", CASE WHEN i % 2 = 0 THEN i END AS "ProcessId",
  '{"n": ' || i || '}' AS "AdditionalFields", 'ProcessCreated' AS "ActionType"`;

/** Writes a Parquet file with the engine's own library. */
async function parquet(rows: number, options = ''): Promise<string> {
  const path = freshPath('rows.parquet');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (SELECT ${columns} FROM range(${rows}) t(i)) TO '${path}' (FORMAT parquet ${options})`);
  connection.closeSync();
  return path;
}

describe('readParquetRecords', () => {
  let path: string;
  beforeAll(async () => {
    path = await parquet(5_000, ', ROW_GROUP_SIZE 2048, COMPRESSION zstd');
  });

  it('reads every row of every group, exact', async () => {
    const records = await collect(readParquetRecords(path));
    expect(records).toHaveLength(5_000);
    const last = records[4_999];
    expect(last && !isBad(last) && last.value).toMatchObject({
      Timestamp: parseDatetime('2026-11-22T11:23:19.123456Z'),
      ReportId: 639199803770468702n,
      DeviceName: 'host-1',
      AdditionalFields: '{"n": 4999}',
    });
    expect(last?.line).toBe(5_000);
  });

  it.each(['snappy', 'gzip', 'lz4_raw', 'brotli', 'uncompressed'])('reads %s compression', async (codec) => {
    const records = await collect(readParquetRecords(await parquet(100, `, COMPRESSION ${codec}`)));
    expect(records.filter((record) => !isBad(record))).toHaveLength(100);
  });

  it('ingests from a file and from a stream', async () => {
    const bytes = readFileSync(path);
    const { engine, summary } = await ingestContent(bytes, { table: 'DeviceProcessEvents' });
    expect(summary).toMatchObject({ read: 5_000, ingested: 5_000, rejected: 0 });
    expect(engine.texts('DeviceProcessEvents')[1]).toContain('"ReportId":639199803770463704');
    expect(engine.texts('DeviceProcessEvents')[1]).toContain(
      `"Timestamp":${parseDatetime('2026-11-22T10:00:01.123456Z')}`,
    );
    const streamed = await ingestStream(inPieces(bytes, 1_000), {
      engine: new RecordingEngine(),
      clock,
      table: 'DeviceProcessEvents',
    });
    expect(streamed.ingested).toBe(5_000);
  });

  it('tells a damaged row group and reads the others', async () => {
    const bytes = Buffer.from(readFileSync(path));
    bytes.fill(0, 8, 200);
    const { summary } = await ingestContent(bytes, { table: 'DeviceProcessEvents' });
    expect(summary.ingested).toBeGreaterThanOrEqual(2_900);
    expect(summary.rejected).toBe(1);
    expect(summary.rejects[0]?.reason).toContain('Parquet row group 1 is damaged');
  });

  it('says that a truncated file has lost its directory', async () => {
    const { summary } = await ingestContent(readFileSync(path).subarray(0, 1_000));
    expect(summary).toMatchObject({ read: 1, rejected: 1 });
    expect(summary.rejects[0]?.reason).toContain('damaged or truncated');
  });
});
