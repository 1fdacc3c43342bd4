// What the ingest tests share: an engine that remembers, a clock that stands, folders that vanish, and a small zip writer.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll } from 'vitest';
import type { AppendBatch, AppendResult, Engine } from '../engine/engine.js';
import { type IngestOptions, ingest } from './ingest.js';
import type { ReadRecord, RecordStream } from './records.js';
import type { IngestSummary } from './summary.js';

export const NOW = Date.UTC(2026, 10, 22, 12);
export const clock = (): number => NOW;

/** The engine's contract in memory: whole batches, none twice. */
export class RecordingEngine implements Pick<Engine, 'append'> {
  readonly batches: AppendBatch[] = [];
  readonly #ids = new Set<string>();

  async append(batch: AppendBatch): Promise<AppendResult> {
    const rows = batch.parts.reduce((sum, part) => sum + part.rows.length, 0);
    if (batch.id !== undefined && this.#ids.has(batch.id)) return { rows, duplicate: true };
    if (batch.id !== undefined) this.#ids.add(batch.id);
    this.batches.push(batch);
    return { rows, duplicate: false };
  }

  /** All rows of a table, as objects; ticks are rounded by JSON.parse. */
  rows(table: string): readonly Record<string, unknown>[] {
    return this.texts(table).map((row) => JSON.parse(row));
  }

  texts(table: string): readonly string[] {
    return this.batches.flatMap(({ parts }) =>
      parts.filter((part) => part.table === table).flatMap(({ rows }) => rows),
    );
  }
}

const folder = mkdtempSync(join(tmpdir(), 'gamekeeper-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** A path in a folder of this test file's own. */
export function freshPath(name = 'file'): string {
  return join(folder, `${files++}-${name}`);
}

/** A new file with this content. */
export function fileOf(content: string | Uint8Array, name?: string): string {
  const path = freshPath(name);
  writeFileSync(path, content);
  return path;
}

export interface Ingested {
  readonly engine: RecordingEngine;
  readonly summary: IngestSummary;
}

/** Ingests one content as a file. */
export async function ingestContent(
  content: string | Uint8Array,
  options: Partial<IngestOptions> = {},
): Promise<Ingested> {
  const engine = new RecordingEngine();
  return { engine, summary: await ingest([{ path: fileOf(content) }], { engine, clock, ...options }) };
}

/** A stream of bytes in pieces of the given size. */
export async function* inPieces(content: string | Uint8Array, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function collect(records: RecordStream): Promise<readonly ReadRecord[]> {
  const all: ReadRecord[] = [];
  for await (const batch of records) all.push(...batch);
  return all;
}

/** A row of AlertInfo, the smallest of the common tables. */
export function alert(id: number, extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    $table: 'AlertInfo',
    Timestamp: '2026-11-22T10:00:00.1234567Z',
    AlertId: `alert-${id}`,
    Title: `Alert ${id}`,
    Severity: 'High',
    ...extra,
  };
}

export function ndjson(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

export interface ZipFileEntry {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Claims another size than the content has. */
  readonly claimedSize?: number;
  readonly stored?: boolean;
}

/** A zip as every archiver writes it: local headers, data, directory, end record. */
export function zipOf(entries: readonly ZipFileEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claimedSize, stored = false } of entries) {
    const raw = Buffer.from(content);
    const data = stored ? raw : deflateRawSync(raw);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(raw), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(claimedSize ?? raw.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, place, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listing.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, listing, Buffer.from('PK\x05\x06'), end]);
}
