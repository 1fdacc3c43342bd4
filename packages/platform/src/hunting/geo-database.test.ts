import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDuckDbEngine, tables } from '@gamekeeper/lake';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeMmdb } from '../network/testing/write-mmdb.js';
import { createHuntingService } from './create-hunting-service.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gamekeeper-places-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const clock = () => Date.parse('2026-01-01T00:00:00Z');
const named = (en: string) => ({ names: { en, de: 'anders' } });

async function placesOf(geoDatabase: string | undefined, addresses: readonly string[]) {
  const engine = await createDuckDbEngine({
    ...{ directory: null, tables, clock, threads: 1 },
    ...(geoDatabase !== undefined && { geoDatabase }),
  });
  try {
    const service = createHuntingService({ engine, tables, clock });
    const list = addresses.map((address) => `'${address}'`).join(', ');
    const query = `datatable(a:string)[${list}] | project geo_info_from_ip_address(a)`;
    const { rows, warnings } = await service.hunt({ query, caller: null });
    const places: unknown[] = [];
    for await (const chunk of rows)
      places.push(
        ...Buffer.from(chunk)
          .toString()
          .split('\n')
          .map((row) => JSON.parse(row)[0]),
      );
    return { places, warnings };
  } finally {
    await engine.close();
  }
}

test('the place of an address by the database: what it does not know is left out', async () => {
  const file = join(directory, 'city.mmdb');
  const sydney = { latitude: -33.8715, longitude: 151.2006 };
  const records = [
    [
      '20.53.203.0/24',
      {
        country: named('Australia'),
        subdivisions: [named('New South Wales'), named('x')],
        city: named('Sydney'),
        location: sydney,
      },
    ],
    ['2001:db8::/32', { country: named('Netherlands') }],
  ] as const;
  await writeFile(file, writeMmdb(records));
  const { places, warnings } = await placesOf(file, [
    ...['20.53.203.50', '::ffff:20.53.203.50', '2001:db8::1', '10.0.0.1', 'nowhere', ''],
  ]);
  const known = { country: 'Australia', state: 'New South Wales', city: 'Sydney', ...sydney };
  expect(places).toEqual([known, known, { country: 'Netherlands' }, {}, {}, {}]);
  expect(warnings).toEqual([]);
});

test('without a database an empty bag and a warning', async () => {
  const { places, warnings } = await placesOf(undefined, ['20.53.203.50']);
  expect(places).toEqual([{}]);
  expect(warnings).toEqual([expect.stringContaining('--geo-database')]);
});

test('a file that is no database is refused by name', async () => {
  const file = join(directory, 'other.mmdb');
  await writeFile(file, 'nothing');
  await expect(placesOf(file, [])).rejects.toMatchObject({
    code: 'data-unusable',
    message: expect.stringContaining(file),
  });
});
