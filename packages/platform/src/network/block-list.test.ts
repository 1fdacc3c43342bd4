import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openRecords, type Records } from '../records/index.js';
import { type BlockList, createBlockList, type NewBlock } from './block-list.js';

const by = { actor: 'operator', reason: 'test' };
const start = Date.parse('2026-01-01T00:00:00Z');
let directory: string;
let records: Records;
let now = start;
let blockList: BlockList;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gamekeeper-blocks-'));
  const blank = process.env.GAMEKEEPER_BLANK_DIRECTORY;
  if (blank !== undefined) await cp(blank, directory, { recursive: true });
  records = await openRecords({ directory, clock: () => now });
  blockList = await createBlockList({ records, clock: () => now });
});
beforeEach(async () => {
  now = start;
  for (const { id } of blockList.list()) await blockList.remove(by, id);
});
afterAll(async () => {
  blockList.close();
  await records.close();
  await rm(directory, { recursive: true, force: true });
});

const add = (...blocks: NewBlock[]) => blockList.add(by, blocks);
const block = (kind: NewBlock['kind'], value: string, more: Partial<NewBlock> = {}): NewBlock => ({
  ...{ kind, value, reason: 'reported' },
  ...more,
});
const inbound = (address: string) => blockList.blocked({ address, direction: 'inbound' })?.value ?? null;

describe('addresses', () => {
  test('a network is blocked in every spelling, its neighbours are not', async () => {
    await add(block('cidr', '192.0.2.0/24'), block('cidr', '2001:db8::/32'));
    expect(inbound('192.0.2.255')).toBe('192.0.2.0/24');
    expect(inbound('::ffff:192.0.2.255')).toBe('192.0.2.0/24');
    expect(inbound('::ffff:c000:2ff')).toBe('192.0.2.0/24');
    expect(inbound('2001:db8:ffff::1')).toBe('2001:db8::/32');
    expect(inbound('192.0.3.0')).toBeNull();
    expect(inbound('192.0.1.255')).toBeNull();
    expect(inbound('2001:db9::')).toBeNull();
  });

  test('all of IPv6 is not all of IPv4', async () => {
    await add(block('cidr', '::/0'));
    expect(inbound('2001:db8::1')).toBe('::/0');
    expect(inbound('192.0.2.1')).toBeNull();
  });

  test('an address that cannot be read is not cleared', () => {
    expect(() => inbound('192.0.2')).toThrow(expect.objectContaining({ code: 'address-malformed' }));
  });

  test('a narrower block that has ended or looks the other way leaves a wider one in force', async () => {
    await add(
      block('cidr', '10.0.0.0/8'),
      block('cidr', '10.1.0.0/16', { until: start + 1_000 }),
      block('cidr', '10.1.1.0/24', { direction: 'outbound' }),
    );
    expect(inbound('10.1.1.1')).toBe('10.1.0.0/16');
    now = start + 1_000;
    expect(inbound('10.1.1.1')).toBe('10.0.0.0/8');
    expect(blockList.blocked({ address: '10.1.1.1', direction: 'outbound' })?.value).toBe('10.1.1.0/24');
    expect(blockList.list().map(({ value }) => value)).not.toContain('10.1.0.0/16');
  });
});

describe('names', () => {
  const outbound = (domain: string) => blockList.blocked({ domain, direction: 'outbound' })?.value ?? null;

  test('a domain stands for the names under it, in any spelling, and for no other that ends alike', async () => {
    await add(block('domain', 'Bücher.example'));
    expect(outbound('bücher.example')).toBe('xn--bcher-kva.example');
    expect(outbound('A.B.XN--BCHER-KVA.EXAMPLE.')).toBe('xn--bcher-kva.example');
    expect(outbound('notbücher.example')).toBeNull();
    expect(outbound('example')).toBeNull();
  });

  test('a blocked mail server may still be called as a web server; a blocked domain may not send mail', async () => {
    await add(block('mail-server', 'mx.a.example'), block('domain', 'b.example'));
    expect(outbound('mx.a.example')).toBeNull();
    const mail = (mailServer: string) => blockList.blocked({ mailServer, direction: 'outbound' })?.kind ?? null;
    expect(mail('mx.a.example')).toBe('mail-server');
    expect(mail('mx.b.example')).toBe('domain');
    expect(mail('mx.c.example')).toBeNull();
  });
});

describe('keeping', () => {
  test('what was added and removed is in the trail, with who and why', async () => {
    const [added] = await add(block('cidr', '198.51.100.7'));
    await blockList.remove({ actor: 'operator', reason: 'appeal upheld' }, added?.id ?? '');
    expect(inbound('198.51.100.7')).toBeNull();
    const [first, second] = (await records.events.list()).slice(-2);
    expect(first).toMatchObject({ kind: 'block.added', detail: { values: ['cidr both 198.51.100.7/32'] } });
    expect(second).toMatchObject({ kind: 'block.removed', actor: 'operator', detail: { reason: 'appeal upheld' } });
  });

  test('another list on the same state follows at once, and a new one starts with what is kept', async () => {
    const other = await createBlockList({ records, clock: () => now });
    const [first] = await add(block('cidr', '203.0.113.0/24'), block('domain', 'a.example'));
    const third = await createBlockList({ records, clock: () => now });
    for (const list of [other, third])
      expect(list.list().map(({ value }) => value)).toEqual(['203.0.113.0/24', 'a.example']);
    expect(await blockList.remove(by, first?.batch ?? '')).toBe(2);
    // Both follow the same change; the other's turn is over when the state has answered once more.
    await records.db.selectFrom('block').select('id').execute();
    expect(other.list()).toEqual([]);
    other.close();
    third.close();
  });

  test.each([
    [block('cidr', '10.0.0.1/8'), 'network-malformed'],
    [block('domain', '10.0.0.1'), 'domain-malformed'],
    [block('cidr', '10.0.0.0/8', { reason: ' ' }), 'block-invalid'],
    [block('cidr', '10.0.0.0/8', { until: start }), 'block-invalid'],
    [block('cidr', '10.0.0.0/8', { until: Number.NaN }), 'block-invalid'],
  ])('%o is refused, and all that came with it', async (bad, code) => {
    await expect(add(block('domain', 'fine.example'), bad)).rejects.toMatchObject({ code });
    expect(blockList.list()).toEqual([]);
    await expect(add()).rejects.toMatchObject({ code: 'block-invalid' });
  });

  test('an id that is none is told', async () => {
    await expect(blockList.remove(by, 'no such')).rejects.toMatchObject({ code: 'block-unknown' });
  });

  test('a list of thousands goes in and out in one change', async () => {
    const values = Array.from({ length: 6_000 }, (_, at) => `100.${at >> 8}.${at & 255}.0/24`);
    const [first] = await add(...values.map((value) => block('cidr', value)));
    expect(inbound('100.20.7.9')).toBe('100.20.7.0/24');
    expect(inbound('100.24.0.1')).toBeNull();
    expect(await blockList.remove(by, first?.batch ?? '')).toBe(6_000);
    expect(inbound('100.20.7.9')).toBeNull();
    expect((await records.events.list()).at(-1)?.detail).toMatchObject({ count: 6_000 });
  });
});
