// Public recordings of attacks, from the folder that people download to hunts over them.

import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { tables } from '@gamekeeper/lake';
import { systemClock } from '@gamekeeper/platform';
import { beforeAll, expect, test } from 'vitest';
import { createFolders } from './harness/folders.js';
import { type Finished, runGamekeeper } from './harness/run-gamekeeper.js';
import { describeWithShared, sharedPath } from './harness/shared-data.js';
import { startGamekeeper } from './harness/start-gamekeeper.js';

const freshPath = createFolders('recordings');
const recordings = sharedPath('data/otrf');
const oneRecording = join(recordings, 'cmd_sam_copy_esentutl.zip');
const MEMORY_BYTES = 500 * 1024 * 1024;

async function hunt(directory: string, query: string, ...args: string[]): Promise<Record<string, never>[]> {
  const { code, stdout, stderr } = await runGamekeeper([
    ...['hunt', query, '--format', 'ndjson', '--data', directory, ...args],
  ]);
  expect(code, stderr).not.toBe(1);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** The last line of the account: what became of the records. */
const accountOf = ({ stdout }: Finished): readonly number[] =>
  (/^(\d+) records read: (\d+) stored, (\d+) rejected, (\d+) stored before$/m.exec(stdout) ?? []).slice(1).map(Number);

/** Rows by table, as the account lists them. */
const tablesOf = ({ stdout }: Finished): Record<string, number> =>
  Object.fromEntries([...stdout.matchAll(/^(\w+) +(\d+) +\d+$/gm)].map(([, table, rows]) => [table, Number(rows)]));

/** The most resident memory that a process has had, for as long as the system tells. */
function watchMemory(): { readonly onStart: (pid: number) => void; peak(): number | null } {
  let peak: number | null = null;
  return {
    onStart(pid) {
      const look = (): void => {
        try {
          const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
          if (kilobytes !== undefined) peak = Number(kilobytes) * 1024;
        } catch {
          clearInterval(watch);
        }
      };
      const watch = setInterval(look, 50);
    },
    peak: () => peak,
  };
}

describeWithShared('the 47 recordings', ['data/otrf', 'data/Microsoft365DefenderEvents.json'], () => {
  const directory = freshPath();
  const rejectFile = join(directory, 'rejects.ndjson');
  const memory = watchMemory();
  let first: Finished;

  beforeAll(async () => {
    first = await runGamekeeper(['ingest', recordings, '--data', directory], memory);
  }, 240_000);

  test('are ingested from their folder, and every one of 162,924 lines is accounted for', async () => {
    const [read = 0, stored = 0, rejected = 0] = accountOf(first);
    expect(first).toMatchObject({ code: 0, signal: null });
    expect({ read, sum: stored + rejected }).toEqual({ read: 162_924, sum: 162_924 });
    expect(await hunt(directory, 'union withsource=Table * | count', '--window', 'all')).toEqual([{ Count: stored }]);
    expect(Object.values(tablesOf(first)).reduce((sum, rows) => sum + rows, 0)).toBe(stored);
    const rejects = readFileSync(rejectFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rejects).toHaveLength(rejected);
    for (const reject of rejects)
      expect(reject).toMatchObject({ line: expect.any(Number), reason: expect.any(String) });
  });

  test('nearly all Sysmon and Security events have become rows of the table that Defender itself would use', async () => {
    // A table without that column cannot say which channel its rows are from; so this counts too few, never too many.
    const telling = Object.keys(tablesOf(first)).filter((name) =>
      tables.get(name)?.columns.some((column) => column.name === 'AdditionalFields'),
    );
    const channels = telling.map(
      (table) => `(${table} | project Channel = tostring(parse_json(tostring(AdditionalFields)).Channel))`,
    );
    const query = `union ${channels.join(', ')} | summarize Rows=count() by Channel`;
    const counted = await hunt(directory, query, '--window', 'all');
    const rows = new Map(counted.map(({ Channel, Rows }) => [String(Channel).toLowerCase(), Number(Rows)]));
    const rejects = readFileSync(rejectFile, 'utf8');
    for (const channel of ['Microsoft-Windows-Sysmon/Operational', 'Security']) {
      const mapped = rows.get(channel.toLowerCase()) ?? 0;
      const unmapped = rejects.split(`"no mapping for ${channel} event`).length - 1;
      expect(mapped, channel).toBeGreaterThan(1_000);
      expect(mapped / (mapped + unmapped), channel).toBeGreaterThanOrEqual(0.95);
    }
    const kinds = await hunt(
      directory,
      'union Device* | summarize count() by ActionType | project ActionType',
      ...['--window', 'all'],
    );
    expect(kinds.map(({ ActionType }) => ActionType)).toEqual(
      expect.arrayContaining([
        ...['ProcessCreated', 'OpenProcessApiCall', 'RegistryValueSet', 'ImageLoaded', 'ConnectionSuccess'],
        ...['FileCreated', 'LogonSuccess', 'PowerShellCommand', 'ServiceInstalled', 'NamedPipeEvent'],
      ]),
    );
  });

  test('leave the memory of the ingest flat', (context) => {
    const peak = memory.peak();
    if (peak === null) return context.skip('this system does not tell the memory of a process');
    expect(peak).toBeLessThan(MEMORY_BYTES);
  });

  test('are not stored twice by a repeat, not even one through a running server', async () => {
    const [, stored = 0, rejected = 0] = accountOf(first);
    const server = await startGamekeeper(directory, { args: ['--empty'] });
    const again = await runGamekeeper(['ingest', recordings, '--data', directory]);
    expect(again.code).toBe(0);
    expect(accountOf(again)).toEqual([162_924, 0, rejected, stored]);
    await server.stop();
    expect(
      await hunt(directory, 'union withsource=Table * | where Table != "ApiAuditEvents" | count', '--window', 'all'),
    ).toEqual([{ Count: stored }]);
  }, 240_000);

  test('an export of advanced hunting, its tables mixed in one file, goes to its tables', async () => {
    const exported = freshPath();
    const ran = await runGamekeeper(['ingest', sharedPath('data/Microsoft365DefenderEvents.json'), '--data', exported]);
    expect(ran).toMatchObject({ code: 0, stderr: expect.not.stringContaining('rejected') });
    expect(tablesOf(ran)).toEqual({ CloudAppEvents: 2, DeviceEvents: 5, IdentityDirectoryEvents: 2 });
    const found = await hunt(
      exported,
      'DeviceEvents | where ActionType == "LdapSearch" | project DeviceName, Query = AdditionalFields',
      ...['--window', 'all'],
    );
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatchObject({ DeviceName: 'adfs01.simulandlabs.com', Query: expect.anything() });
  });

  test('--shift-time now ends a recording now and keeps its gaps', async () => {
    const [original, shifted] = [freshPath(), freshPath()];
    const before = systemClock();
    expect((await runGamekeeper(['ingest', oneRecording, '--data', original])).code).toBe(0);
    expect((await runGamekeeper(['ingest', oneRecording, '--data', shifted, '--shift-time', 'now'])).code).toBe(0);
    const query = 'union Device* | summarize Newest=max(Timestamp), Rows=count()';
    const [moved] = await hunt(shifted, query);
    expect(Date.parse(moved?.Newest ?? '')).toBeGreaterThanOrEqual(before);
    expect(Date.parse(moved?.Newest ?? '')).toBeLessThanOrEqual(systemClock());
    // In the original the last 30 days hold nothing; the whole of it holds as many rows.
    expect(await hunt(original, query)).toMatchObject([{ Rows: 0 }]);
    expect(await hunt(original, query, '--window', 'all')).toMatchObject([{ Rows: moved?.Rows }]);
    const gaps = `let All = union Device* | project Timestamp; let Newest = toscalar(All | summarize max(Timestamp));
      All | extend Gap = Newest - Timestamp | summarize Rows=count() by Gap | order by Gap asc`;
    expect(await hunt(shifted, gaps)).toEqual(await hunt(original, gaps, '--window', 'all'));
  });

  test('hunt --files reads a zip without storing it', async () => {
    const directoryOfNone = freshPath();
    const found = await hunt(
      directoryOfNone,
      'DeviceProcessEvents | where ProcessCommandLine has "esentutl" | project FileName, ProcessCommandLine | take 1',
      ...['--files', oneRecording],
    );
    expect(found).toEqual([{ FileName: 'esentutl.exe', ProcessCommandLine: expect.stringContaining('config/SAM') }]);
    await expect(stat(directoryOfNone)).rejects.toMatchObject({ code: 'ENOENT' });
    const none = await runGamekeeper(['hunt', 'EmailEvents', '--files', oneRecording, '--format', 'ndjson']);
    expect(none).toMatchObject({ code: 3, stdout: '' });
    const wrong = await runGamekeeper(['hunt', 'EmailEvents', '--files', sharedPath('data/no-such-file.zip')]);
    expect(wrong).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^gamekeeper: .*no-such-file[^\n]*\n$/),
    });
  });
});
