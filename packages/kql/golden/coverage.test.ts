// Everything of the language that compiles stands in a golden line: what the official library knows by name and no line uses must be refused.

import { readdirSync, readFileSync } from 'node:fs';
import { createCompiler, probeLanguage, probeTable } from '@gamekeeper/kql';
import { expect, test } from 'vitest';

const folder = new URL('.', import.meta.url);
const queries = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('\n'))
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as { readonly kql: string; readonly error?: string })
  .filter(({ error }) => error === undefined)
  .map(({ kql }) => kql);

/** What a query uses by name: words, the signs and negations of operators, and the syntax kinds of operators and statements. */
const used = new Set<string>();
const compiler = createCompiler([probeTable]);
for (const query of queries) {
  for (const [word] of query.matchAll(/matches regex|[\p{L}_][\p{L}\p{N}_]*|[^\s\p{L}\p{N}_'"()[\]{}]+/gu))
    used.add(word);
  for (const [word] of query.matchAll(/!?in~|![a-z_]+/g)) used.add(word);
  for (const [, kind] of JSON.stringify(compiler.syntax(query)).matchAll(/"kind":"(\w+)"/g)) used.add(kind ?? '');
}

/** Reads what only stored rows have; `packages/platform/src/hunting` tests it. */
const needsRows: ReadonlySet<string> = new Set(['ingestion_time']);

test('every statement, operator, function, aggregate and plugin that compiles has a golden line', () => {
  const unused = probeLanguage(compiler, (name) => !used.has(name) && !needsRows.has(name));
  expect(unused.filter(({ isSupported }) => isSupported).map(({ part, name }) => `${part} ${name}`)).toEqual([]);
});
