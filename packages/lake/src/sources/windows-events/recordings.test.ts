import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { tables } from '../../tables/index.js';
import { isRejection } from '../source.js';
import { windowsEvents } from './windows-events.js';

const folder = fileURLToPath(new URL('../../../../../../shared/data/otrf/', import.meta.url));

type Records = readonly Record<string, unknown>[];

const endRecordLength = 22;

/** Two of the recordings have a line feed after the end of the archive. */
function openZip(path: string): Promise<ZipFile> {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf('PK\x05\x06') + endRecordLength;
  return new Promise((resolve, reject) => {
    fromBuffer(bytes.subarray(0, end), { lazyEntries: true }, (error, zip) =>
      error === null ? resolve(zip) : reject(error),
    );
  });
}

/** The records of a recording; what a Mac's archiver left beside them is not one. */
async function recordsOf(path: string): Promise<Records> {
  const zip = await openZip(path);
  const records: Record<string, unknown>[] = [];
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      if (entry.fileName.startsWith('__MACOSX/')) return zip.readEntry();
      zip.openReadStream(entry, (error, stream) => {
        if (error !== null) return reject(error);
        const lines = createInterface({ input: stream });
        lines.on('line', (line) => line.trim() !== '' && records.push(JSON.parse(line)));
        lines.on('close', () => zip.readEntry());
      });
    });
    zip.readEntry();
  });
  return records;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([key, times]) => `${String(times).padStart(7)}  ${key}`)
    .join('\n');
}

describe('the 47 recordings', () => {
  it('are accounted for to the last line, and nearly all of Sysmon and Security is mapped', async () => {
    const mapped = new Map<string, number>();
    const rejected = new Map<string, number>();
    const actions = new Map<string, number>();
    const reasons = new Map<string, number>();
    const strays = new Set<string>();
    let untimed = 0;
    let milliseconds = 0;

    const files = readdirSync(folder).filter((name) => name.endsWith('.zip'));
    expect(files).toHaveLength(47);
    for (const file of files) {
      const records = await recordsOf(folder + file);
      expect(windowsEvents.detect(records.slice(0, 100)), file).toBe(true);
      const mapper = windowsEvents.open();
      const start = performance.now();
      const results = records.map((record) => mapper.map(record));
      milliseconds += performance.now() - start;
      for (const [index, result] of results.entries()) {
        const channel = String(records[index]?.Channel).toLowerCase();
        if (isRejection(result)) {
          count(rejected, channel);
          count(reasons, result.rejected);
          continue;
        }
        count(mapped, channel);
        count(actions, `${result.table}/${String(result.values.ActionType)}`);
        const columns = new Set(tables.get(result.table)?.columns.map((column) => column.name));
        for (const column of Object.keys(result.values))
          if (!columns.has(column)) strays.add(`${result.table}.${column}`);
        if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/.test(String(result.values.Timestamp))) untimed += 1;
      }
    }

    const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((all, one) => all + one, 0);
    const share = (channel: string) =>
      (mapped.get(channel) ?? 0) / ((mapped.get(channel) ?? 0) + (rejected.get(channel) ?? 0));
    console.log(
      [
        `mapped ${sum(mapped)}, rejected ${sum(rejected)}, ${Math.round((sum(mapped) + sum(rejected)) / (milliseconds / 1000))} records/s`,
        `mapped by channel\n${listed(mapped)}`,
        `rejected by channel\n${listed(rejected)}`,
        `rows by table and ActionType\n${listed(actions)}`,
        `reasons of rejection\n${listed(reasons)}`,
      ].join('\n\n'),
    );

    expect(sum(mapped) + sum(rejected)).toBe(162_924);
    expect(share('microsoft-windows-sysmon/operational')).toBe(1);
    expect(share('security')).toBeGreaterThan(0.999);
    expect(mapped.get('windows powershell')).toBe(6467);
    expect([...strays]).toEqual([]);
    expect(untimed).toBe(0);
    for (const reason of reasons.keys()) expect(reason).toMatch(/^no mapping for .+ event \d+/);
  });
});
