// Valid queries drawn from the grammar: none may crash the compiler, become SQL that the engine refuses, or run for long.

import { KqlError } from '@gamekeeper/kql';
import { expect, it } from 'vitest';
import { createRunner } from '../golden/duckdb-runner.js';
import { QueryGenerator } from './generate-query.js';
import { createRandom } from './random.js';

/** `FUZZ_QUERIES=20000 npx vitest run packages/kql/fuzz` draws more; `PROPERTY_SEED=7` draws others. */
const count = Number(process.env.FUZZ_QUERIES ?? 250);
const seed = Number(process.env.PROPERTY_SEED ?? 1);
const LONGEST_MS = 10_000;

const columns = [
  { name: 'b', type: 'bool' },
  { name: 'i', type: 'int' },
  { name: 'l', type: 'long' },
  { name: 'r', type: 'real' },
  { name: 'm', type: 'decimal' },
  { name: 's', type: 'string' },
  { name: 't', type: 'datetime' },
  { name: 'd', type: 'timespan' },
  { name: 'g', type: 'guid' },
  { name: 'j', type: 'dynamic' },
] as const;
const source = `(datatable(${columns.map(({ name, type }) => `${name}:${type}`).join(', ')})[
  true, 1, 5, 1.5, decimal(2.5), 'abc', datetime(2024-01-01 10:00:00.1234567), 1h, guid(74be27de-1e4e-49d9-b579-fe0b331d3642), dynamic({'a':1,'b':[1,2]}),
  false, -2, -9223372036854775807, real(nan), decimal(-0.5), 'A b;k=v', datetime(2024-01-02), -1d, guid(null), dynamic([1,'x',null]),
  bool(null), int(null), long(null), real(null), decimal(null), '', datetime(null), timespan(null), guid(null), dynamic(null)])`;

/** Names that the official library knows as functions of the language. */
function callableNames(): ReadonlySet<string> {
  const { Kusto } = globalThis as unknown as {
    Kusto: { Language: { Functions: { All: readonly { readonly Name: string }[] } } };
  };
  return new Set([...Kusto.Language.Functions.All].map(({ Name }) => Name));
}

it('valid queries compile to SQL that runs, or are refused by name', async () => {
  const run = await createRunner([]);
  await run('print 1');
  const callable = callableNames();
  const findings: string[] = [];
  const outcomes = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const query = new QueryGenerator(createRandom(seed * 1_000_003 + i), source, columns, callable).query();
    const begun = process.hrtime.bigint();
    const outcome = await run(query).then(
      () => 'answered',
      (error: unknown) => {
        if (error instanceof KqlError && error.code !== 'syntax') return error.code;
        const message = error instanceof Error ? (error.message.split('\nSQL:')[0] ?? '') : String(error);
        if (/assert\(\) has failed/.test(message)) return 'asserted';
        findings.push(`${message}\n${query}\n`);
        return 'finding';
      },
    );
    if (Number(process.hrtime.bigint() - begun) / 1e6 > LONGEST_MS) findings.push(`ran for long\n${query}\n`);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  console.log(Object.fromEntries(outcomes));
  expect(findings.join('\n')).toBe('');
  expect(outcomes.get('answered') ?? 0).toBeGreaterThan(count / 4);
}, 3_600_000);
