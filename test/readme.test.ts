// README's hunts are true: each compiles, and the answer that it shows is the one that the sample gives.

import { readFileSync } from 'node:fs';
import { createCompiler, ticksFromMilliseconds } from '@gamekeeper/kql';
import { createDuckDbEngine, storeSample, tables } from '@gamekeeper/lake';
import { createHuntingService } from '@gamekeeper/platform';
import { expect, test } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const now = Date.parse('2026-05-01T12:00:00Z');

test('every hunt in README compiles', () => {
  const hunts = [...readme.matchAll(/npx gamekeeper hunt (?:--files \S+ )?'([^']+)'/g)].map(([, kql]) => kql ?? '');
  expect(hunts.length).toBeGreaterThanOrEqual(2);
  const compiler = createCompiler(tables.values());
  const options = { now: ticksFromMilliseconds(now), window: { from: null, to: null } };
  for (const kql of hunts) expect(compiler.compile(kql, options).results[0].sql, kql).toContain('SELECT');
});

test('the answer shown is the answer given', async () => {
  const [, body = ''] = /-d '(\{"Query":.*\})'/.exec(readme) ?? [];
  const [, shown = ''] = /"Results":\[(\{[^}]*\})/.exec(readme) ?? [];
  const engine = await createDuckDbEngine({ directory: null, tables, clock: () => now });
  try {
    await storeSample(engine, { now, tables: ['DeviceProcessEvents'] });
    const service = createHuntingService({ engine, tables, clock: () => now });
    const answer = await service.hunt({ query: (JSON.parse(body) as { Query: string }).Query, caller: null });
    const rows: unknown[] = [];
    for await (const chunk of answer.rows) {
      for (const line of new TextDecoder().decode(chunk).split('\n')) if (line !== '') rows.push(JSON.parse(line));
    }
    expect(rows).toContainEqual(Object.values(JSON.parse(shown) as object));
  } finally {
    await engine.close();
  }
});
