import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRecords, type Records } from '../records/index.js';
import { createOwnProfiles } from './own-profiles.js';

const by = { actor: 'operator', reason: 'contract 7' };
const text = (amount: number) =>
  JSON.stringify({
    name: 'partner',
    title: 'Partner',
    date: '2026-05-01',
    quotas: {
      incidents: [
        {
          ...{ name: 'calls-per-minute', unit: 'calls', amount, windowMs: 60_000 },
          ...{ scopes: ['tenant'], source: 'contract 7, annex 2' },
        },
      ],
    },
  });

let folder: string;
let records: Records;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quotas-'));
  records = await openRecords({ directory: folder, clock: () => 1000 });
});
afterAll(async () => {
  await records?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a kept profile is listed as it was given, its successor takes its place, and both leave an event', async () => {
  const profiles = createOwnProfiles({ records, clock: () => 1000 });
  const first = await profiles.keep(text(200), by);
  expect(await profiles.list()).toEqual([first]);
  const second = await profiles.keep(text(300), by);
  expect(await profiles.list()).toEqual([second]);
  const events = (await records.events.list()).filter(({ kind }) => kind === 'quota-profile.kept');
  expect(events.map(({ subject, actor }) => [subject, actor])).toEqual([
    ['partner', 'operator'],
    ['partner', 'operator'],
  ]);
  await expect(profiles.keep(text(0), by)).rejects.toMatchObject({ code: 'profile-invalid' });
  expect(await profiles.list()).toEqual([second]);
});
