import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { alert, clock, fileOf, ingestContent, inPieces, ndjson, RecordingEngine, zipOf } from './ingest.fixture.js';
import { ingest } from './ingest.js';
import { ingestStream } from './ingest-stream.js';

const MiB = 1024 * 1024;

const alerts = (count: number): readonly unknown[] => Array.from({ length: count }, (_, id) => alert(id));
const text = ndjson(alerts(3));

/** Enough rows to be damaged in the middle, and of such content that compression leaves something. */
const many = ndjson(
  Array.from({ length: 5_000 }, (_, id) => alert(id, { Category: `${(id * 2_654_435_761) % 4_294_967_296}` })),
);

const reasons = ({ summary }: Awaited<ReturnType<typeof ingestContent>>): readonly string[] =>
  summary.rejects.map(({ reason }) => reason);

describe('containers', () => {
  it.each<[string, Uint8Array | string, number]>([
    ['plain text', text, 3],
    ['gzip', gzipSync(text), 3],
    ['gzip members one after another', Buffer.concat([gzipSync(text), gzipSync(text)]), 6],
    [
      'zip',
      zipOf([
        { name: 'a', content: text },
        { name: 'b', content: text, stored: true },
      ]),
      6,
    ],
    ['zip with a line break behind it', Buffer.concat([zipOf([{ name: 'a', content: text }]), Buffer.from('\n')]), 3],
    ['gzip in zip', zipOf([{ name: 'a.gz', content: gzipSync(text) }]), 3],
    ['text with a byte order mark', `\ufeff${text}`, 3],
    ['UTF-16 text', Buffer.from(`\ufeff${text}`, 'utf16le'), 3],
    ['an empty file', '', 0],
    ['gzip of nothing', gzipSync(''), 0],
    ['zip of nothing', zipOf([]), 0],
    ['zip of an empty file', zipOf([{ name: 'a', content: '' }]), 0],
  ])('reads %s, from a file and from a stream', async (_name, content, count) => {
    const { engine, summary } = await ingestContent(content);
    expect(summary).toMatchObject({ files: 1, read: count, ingested: count, rejected: 0, rejects: [] });
    expect(engine.rows('AlertInfo')).toHaveLength(count);
    const streamed = await ingestStream(inPieces(content, 100), { engine: new RecordingEngine(), clock });
    expect(streamed).toMatchObject({ read: count, ingested: count, rejected: 0 });
  });

  it('keeps what is readable of a truncated gzip and tells where it ended', async () => {
    const whole = gzipSync(many);
    const result = await ingestContent(whole.subarray(0, Math.floor(whole.length / 2)));
    expect(result.summary.ingested).toBeGreaterThan(1_000);
    expect(result.summary.ingested).toBeLessThan(5_000);
    expect(result.summary.read).toBe(result.summary.ingested + result.summary.rejected);
    expect(reasons(result).at(-1)).toBe('the gzip file is truncated: its compressed data ends too early');
  });

  it('keeps what comes before the corruption of a gzip', async () => {
    const corrupt = Buffer.from(gzipSync(many));
    corrupt.fill(0xff, corrupt.length - 2_000, corrupt.length - 1_000);
    const result = await ingestContent(corrupt);
    expect(result.summary.ingested).toBeGreaterThan(1_000);
    expect(reasons(result).at(-1)).toContain('the gzip file is damaged');
  });

  it('keeps what is readable of a truncated zip', async () => {
    const whole = zipOf([
      { name: 'a', content: text },
      { name: 'b', content: text, stored: true },
      { name: 'c', content: many },
    ]);
    const result = await ingestContent(whole.subarray(0, Math.floor(whole.length / 2)), { keepRejects: 10 });
    expect(result.summary.ingested).toBeGreaterThan(1_006);
    expect(result.summary.read).toBe(result.summary.ingested + result.summary.rejected);
    expect(reasons(result).some((reason) => reason.startsWith('the zip is damaged or truncated'))).toBe(true);
    expect(result.summary.rejects.some(({ entry }) => entry === 'c')).toBe(true);
  });

  it('tells an entry whose checksum is wrong, and reads the next one', async () => {
    const zip = zipOf([
      { name: 'a', content: text, stored: true },
      { name: 'b', content: text },
    ]);
    zip[zip.indexOf('Alert 0')] = 0x41 + 1;
    const result = await ingestContent(zip);
    expect(result.summary).toMatchObject({ ingested: 6, rejected: 1 });
    expect(result.summary.rejects[0]).toMatchObject({ entry: 'a', reason: expect.stringContaining('checksum') });
  });

  it.each<[string, () => Uint8Array]>([
    ['a gzip bomb', () => gzipSync(Buffer.alloc(70 * MiB, 0x20))],
    ['a zip bomb', () => zipOf([{ name: 'bomb', content: Buffer.alloc(70 * MiB, 0x20) }])],
    [
      'a zip bomb that hides its size',
      () => zipOf([{ name: 'bomb', content: Buffer.alloc(70 * MiB, 0x20), claimedSize: 10 }]),
    ],
    ['a gzip bomb in a zip', () => zipOf([{ name: 'bomb.gz', content: gzipSync(Buffer.alloc(70 * MiB, 0x20)) }])],
    ['a bomb of rows', () => gzipSync(Buffer.alloc(70 * MiB, ndjson([alert(1, { Category: 'x'.repeat(50_000) })])))],
  ])('refuses %s', async (_name, bomb) => {
    const { summary } = await ingestContent(bomb());
    expect(summary.rejects.at(-1)?.reason).toContain('refused as a decompression bomb');
    expect(summary.read).toBe(summary.ingested + summary.rejected);
  });

  it('refuses a zip whose entries are modest but together a bomb', async () => {
    const entries = Array.from({ length: 4 }, (_, at) => ({ name: `${at}`, content: Buffer.alloc(20 * MiB, 0x20) }));
    const { summary } = await ingestContent(zipOf(entries));
    expect(summary).toMatchObject({ read: 1, rejected: 1 });
    expect(summary.rejects[0]).toMatchObject({ entry: '3', reason: expect.stringContaining('decompression bomb') });
  });

  it('names what it cannot read', async () => {
    const encrypted = zipOf([{ name: 'a', content: text }]);
    encrypted[encrypted.indexOf('PK\x01\x02') + 8] = 1;
    encrypted[6] = 1;
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [encrypted, 'encrypted'],
      [zipOf([{ name: 'inner.zip', content: zipOf([{ name: 'a', content: text }]) }]), 'a zip within an archive'],
      [
        Buffer.from('ElfFile\x00\x00\x00'),
        'expected JSON, CSV, Parquet, gzip or zip, found bytes that start with 45 6c 66',
      ],
      [Buffer.from('PAR1 and nothing more'), 'the Parquet file is damaged or truncated'],
    ];
    for (const [content, reason] of cases) {
      const { summary } = await ingestContent(content);
      expect(summary).toMatchObject({ read: 1, ingested: 0, rejected: 1 });
      expect(summary.rejects[0]?.reason).toContain(reason);
    }
  });

  it('passes over what macOS lays beside files in a zip, and says so', async () => {
    const fork = Buffer.from('0005160700020000', 'hex');
    const { summary } = await ingestContent(
      zipOf([
        { name: 'a', content: text },
        { name: '__MACOSX/._a', content: fork },
      ]),
    );
    expect(summary).toMatchObject({ read: 3, ingested: 3, rejected: 0, skipped: [{ entry: '__MACOSX/._a' }] });
  });

  it('reads a zip of several files each by its own format', async () => {
    const csv = 'Timestamp,AlertId,Title\n2026-11-22T10:00:00Z,x,"a, b"\n';
    const engine = new RecordingEngine();
    const path = fileOf(
      zipOf([
        { name: 'rows.json', content: JSON.stringify({ records: alerts(2) }) },
        { name: 'rows', content: csv },
      ]),
    );
    const summary = await ingest([{ path }], { engine, clock, table: 'AlertInfo' });
    expect(summary).toMatchObject({ read: 3, ingested: 3 });
    expect(engine.rows('AlertInfo').map(({ Title }) => Title)).toEqual(['Alert 0', 'Alert 1', 'a, b']);
  });
});
