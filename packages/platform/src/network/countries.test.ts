import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createCountries } from './countries.js';
import { createEmbargo } from './embargo.js';
import { writeMmdb } from './testing/write-mmdb.js';
import { createTrustedProxies } from './trusted-proxies.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gamekeeper-countries-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const nobody = createTrustedProxies([]);
const from = (address: string, headers = {}, peer = address) => ({ address, peer, headers });

test('the database tells the country of IPv4, mapped and IPv6 addresses, however it names it', async () => {
  const databaseFile = join(directory, 'forms.mmdb');
  const records = [
    ['192.0.2.0/24', { country: { iso_code: 'NL' } }],
    ['2001:db8::/32', { country_code: 'de' }],
    ['198.51.100.0/25', { country: 'FR' }],
    ['203.0.113.0/24', { country: { iso_code: 'XX' } }],
  ] as const;
  await writeFile(databaseFile, writeMmdb(records));
  const countries = await createCountries({ databaseFile, proxies: nobody });
  expect(countries.countryOf(from('192.0.2.200'))).toBe('NL');
  expect(countries.countryOf(from('::ffff:192.0.2.200'))).toBe('NL');
  expect(countries.countryOf(from('2001:db8::5'))).toBe('DE');
  expect(countries.countryOf(from('198.51.100.127'))).toBe('FR');
  expect(countries.countryOf(from('198.51.100.128'))).toBeNull();
  expect(countries.countryOf(from('203.0.113.1'))).toBeNull();
  expect(() => countries.countryOf(from('nowhere'))).toThrow(/expected an IPv4 or IPv6 address/);
  countries.close();
});

test("a proxy's header counts before the database, and only from a trusted proxy", async () => {
  const databaseFile = join(directory, 'header.mmdb');
  await writeFile(databaseFile, writeMmdb([['192.0.2.0/24', { country: { iso_code: 'NL' } }]]));
  const proxies = createTrustedProxies(['10.0.0.0/24']);
  const countries = await createCountries({ databaseFile, trustedHeader: 'CF-IPCountry', proxies });
  const sent = { 'cf-ipcountry': 'KP' };
  expect(countries.countryOf(from('192.0.2.1', sent, '10.0.0.1'))).toBe('KP');
  expect(countries.countryOf(from('192.0.2.1', sent))).toBe('NL');
  expect(countries.countryOf(from('192.0.2.1', { 'cf-ipcountry': 'T1' }, '10.0.0.1'))).toBe('NL');
  countries.close();
});

test('a changed file is read again; one that cannot be read is told and leaves the former in force', async () => {
  const databaseFile = join(directory, 'changing.mmdb');
  const database = (country: string) => writeMmdb([['192.0.2.0/24', { country }]]);
  await writeFile(databaseFile, database('NL'));
  const errors: string[] = [];
  const onError = ({ code }: { code: string }) => errors.push(code);
  const countries = await createCountries({ databaseFile, proxies: nobody, interval: 10, onError });
  const country = () => countries.countryOf(from('192.0.2.1'));
  await writeFile(databaseFile, 'not a database');
  await vi.waitFor(() => expect(errors).toEqual(['country-database-unreadable']), { timeout: 10_000 });
  expect(country()).toBe('NL');
  await writeFile(databaseFile, database('BE'));
  await vi.waitFor(() => expect(country()).toBe('BE'), { timeout: 10_000 });
  countries.close();
});

test('a database that cannot be read at the start is refused by name', async () => {
  const databaseFile = join(directory, 'missing.mmdb');
  await expect(createCountries({ databaseFile, proxies: nobody })).rejects.toMatchObject({
    code: 'country-database-unreadable',
    message: expect.stringContaining('missing.mmdb'),
  });
});

test('an embargo refuses its countries, and the unknown only when told to', () => {
  const refuses = createEmbargo({ countries: ['kp', 'IR'] });
  expect([refuses('KP'), refuses('IR'), refuses('NL'), refuses(null)]).toEqual([true, true, false, false]);
  expect(createEmbargo({ countries: [], unknown: 'refuse' })(null)).toBe(true);
});

test.each(['XX', 'Iran', 'EU', 'UN', 'I', 'ZZ'])("an embargo of '%s' is refused", (code) => {
  expect(() => createEmbargo({ countries: [code] })).toThrow(expect.objectContaining({ code: 'country-unknown' }));
});

test('only the networks of the proxies are trusted, in any spelling', () => {
  const { trusts } = createTrustedProxies(['10.0.0.0/24', '::1']);
  expect([trusts('10.0.0.9'), trusts('::ffff:10.0.0.9'), trusts('0:0::1')]).toEqual([true, true, true]);
  expect([trusts('10.0.1.1'), trusts('unknown'), trusts('')]).toEqual([false, false, false]);
  expect(() => createTrustedProxies(['loopback'])).toThrow(/expected a network/);
});
