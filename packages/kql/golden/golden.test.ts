// Every `<name>.jsonl` beside this file: a line is a query with its answer (with its tables, where it gives several), or with the
// start of the error that refuses it. The SQL of a family's queries stands in `sql/<name>.sql`: `npx vitest run packages/kql/golden --update` writes it.

import { readdirSync, readFileSync } from 'node:fs';
import { KqlError, type ScalarType } from '@gamekeeper/kql';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRunner, type Runner } from './duckdb-runner.js';

interface GoldenTable {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly types?: readonly ScalarType[];
  readonly rows: readonly (readonly unknown[])[];
}

interface GoldenCase extends Partial<GoldenTable> {
  readonly kql: string;
  readonly tables?: readonly GoldenTable[];
  /** What the files of `externaldata` hold, a text per column. */
  readonly external?: readonly (readonly string[])[];
  /** The error's code and the start of its message: `unsupported: the function 'f'`. */
  readonly error?: string;
}

const folder = new URL('.', import.meta.url);
let run: Runner;
beforeAll(async () => {
  run = await createRunner([]);
});

for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
  describe(file.replace('.jsonl', ''), () => {
    const lines = readFileSync(new URL(file, folder), 'utf8').split('\n');
    const cases = lines.filter((text) => text.trim() !== '').map((line) => JSON.parse(line) as GoldenCase);
    const ran = new Map<string, string>();
    for (const golden of cases) {
      it(golden.kql, async () => {
        if (golden.error !== undefined) {
          const error = await run(golden.kql).then(
            () => null,
            (reason: unknown) => reason,
          );
          expect(error).toBeInstanceOf(KqlError);
          const { code, message } = error as KqlError;
          expect(`${code}: ${message}`.slice(0, golden.error.length)).toBe(golden.error);
          return;
        }
        const expected = golden.tables ?? [golden];
        const told = await run(golden.kql, golden.external);
        ran.set(golden.kql, told.map(({ sql }) => sql).join('\n'));
        const answers = told.map(({ name, columns, types, rows }, i) => ({
          ...(expected[i]?.name !== undefined && { name }),
          columns,
          ...(expected[i]?.types && { types }),
          rows,
        }));
        expect(answers).toEqual(
          expected.map(({ name, columns, types, rows }) => ({
            ...(name !== undefined && { name }),
            columns,
            ...(types && { types }),
            rows,
          })),
        );
      });
    }

    // Only where all cases ran: a filter on their names leaves some out.
    it('the SQL beside it', async ({ skip }) => {
      skip(ran.size < new Set(cases.filter(({ error }) => error === undefined).map(({ kql }) => kql)).size);
      const written = [...ran].map(([kql, sql]) => `${kql.replace(/^/gm, '-- ')}\n${sql}\n`).join('\n');
      await expect(written).toMatchFileSnapshot(`sql/${file.replace('.jsonl', '.sql')}`);
    });
  });
}
