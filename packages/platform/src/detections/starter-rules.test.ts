// The rules that come with the platform: each reads without a warning, and finds in its `*.kql.test.yaml` what that says.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CompiledResult, createCompiler, ticksFromMilliseconds } from '@gamekeeper/kql';
import { createDuckDbEngine, type Engine, encodeRow, tables } from '@gamekeeper/lake';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultMappings } from './default-mappings.js';
import { readRule } from './formats/read-rule.js';
import { type RuleTest, readRuleTests } from './formats/rule-test-file.js';
import type { DetectionRule } from './rule.js';

const folder = fileURLToPath(new URL('../../rules', import.meta.url));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml') && !name.endsWith('.kql.test.yaml'))
  .sort();
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const limits = { maxRows: 10_000, maxBytes: 2 ** 24, timeoutMs: 30_000 };
const first = Date.parse('2026-01-10T12:00:00Z');
const hour = 3_600_000;
const compiler = createCompiler(tables.values());

const compile = ({ query, lookbackMs }: DetectionRule, now: number) =>
  compiler.compile(query, {
    now: ticksFromMilliseconds(now),
    window: { from: ticksFromMilliseconds(now - lookbackMs), to: ticksFromMilliseconds(now) },
  });

/** A minute after the newest row, unless the case says it. */
function nowOf(test: RuleTest): number {
  const rows = [...test.tables.values()].flat();
  return test.now ?? Math.max(...rows.map(({ Timestamp }) => Date.parse(String(Timestamp)))) + 60_000;
}

describe('the rules that come with the platform', () => {
  it('are 40 at least, no two of one id or name', () => {
    const rules = names.map((name) => readRule(read(name)).rule);
    expect(rules.length).toBeGreaterThanOrEqual(40);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(new Set(rules.map(({ displayName }) => displayName)).size).toBe(rules.length);
  });

  it.each(names)('%s says what it is about, what it misses, and whom its alerts name', (name) => {
    const { rule, warnings } = readRule(read(name));
    expect(warnings).toEqual([]);
    expect(`${rule.id}.yaml`).toBe(name);
    expect(rule.techniques).not.toEqual([]);
    expect(rule.tactics).not.toEqual([]);
    expect(rule.description).not.toBe('');
    expect(rule.misses ?? '').not.toBe('');
    const columns = compile(rule, first).results[0].columns.map((column) => column.name);
    expect(columns).toContain('Timestamp');
    if (rule.grouping.by === 'columns') expect(columns).toEqual(expect.arrayContaining([...rule.grouping.columns]));
    const mappings = rule.entityMappings.length > 0 ? rule.entityMappings : defaultMappings(columns);
    expect(mappings).not.toEqual([]);
    for (const mapping of rule.entityMappings)
      expect(columns).toEqual(expect.arrayContaining(Object.values(mapping.columns)));
    for (const [, column] of (rule.alertDetails.title ?? '').matchAll(/{{(\w+)}}/g)) expect(columns).toContain(column);
  });
});

describe('on the rows of their tests', () => {
  let latest = first;
  // Each case has a time of its own, so that all rows are stored at once and every run looks back as far as its rule does.
  const cases = names
    .flatMap((name) => {
      const { rule } = readRule(read(name));
      const { tests } = readRuleTests(read(name.replace('.yaml', '.kql.test.yaml')));
      return tests.map((test) => ({ rule, test }));
    })
    .map(({ rule, test }) => {
      latest += rule.lookbackMs + hour;
      return { rule, test, title: `${rule.id}: ${test.name}`, now: latest };
    });
  let engine: Engine;
  beforeAll(async () => {
    const clock = () => latest;
    engine = await createDuckDbEngine({ directory: null, tables, clock });
    const parts = new Map<string, { table: string; partition: string; rows: string[] }>();
    for (const { test, now } of cases)
      for (const [table, rows] of test.tables)
        for (const row of rows) {
          const Timestamp = new Date(Date.parse(String(row.Timestamp)) + now - nowOf(test)).toISOString();
          const encoded = encodeRow({ table, values: { ...row, Timestamp } }, { now: clock() });
          if ('rejected' in encoded) throw new Error(`a row of ${table} in '${test.name}': ${encoded.rejected}`);
          const key = `${table} ${encoded.partition}`;
          const part = parts.get(key) ?? { table, partition: encoded.partition, rows: [] };
          part.rows.push(encoded.json);
          parts.set(key, part);
        }
    await engine.append({ parts: [...parts.values()] });
  });
  afterAll(() => engine.close());

  it.each(cases)('$title', async ({ rule, test, now }) => {
    const [result] = compile(rule, now).results;
    const found = await rowsOf(result);
    if (typeof test.rows === 'number') return expect(found).toHaveLength(test.rows);
    expect(found).toHaveLength(test.rows?.length ?? 0);
    expect(found).toEqual(expect.arrayContaining((test.rows ?? []).map((row) => expect.objectContaining(row))));
  });

  async function rowsOf({ sql, columns }: CompiledResult): Promise<Record<string, unknown>[]> {
    const found: Record<string, unknown>[] = [];
    for await (const chunk of engine.query({ sql }, limits).chunks)
      for (const line of Buffer.from(chunk).toString().split('\n')) {
        const values = JSON.parse(line) as unknown[];
        found.push(Object.fromEntries(columns.map(({ name }, index) => [name, values[index]])));
      }
    return found;
  }
});
