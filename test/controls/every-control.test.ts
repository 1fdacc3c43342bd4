// Every control in force is shown by a test named after it, and every such test is of a control in force.

import { readdir, readFile } from 'node:fs/promises';
import { controls } from '@gamekeeper/platform';
import { expect, test } from 'vitest';

const folder = new URL('./', import.meta.url);
const ids = (await readdir(folder))
  .map((name) => /^([a-z]{3}-\d+)\.test\.ts$/.exec(name)?.[1]?.toUpperCase())
  .filter((id) => id !== undefined)
  .sort();

test('controls in force and tests of controls are the same', () => {
  const inForce = Object.values(controls).filter(({ state }) => state === 'in-force');
  expect(ids).toEqual(inForce.map(({ id }) => id as string).sort());
});

test.each(ids)('%s: every test names its control', async (id) => {
  const text = await readFile(new URL(`${id.toLowerCase()}.test.ts`, folder), 'utf8');
  const names = [...text.matchAll(/^test(?:\.each\([\s\S]*?\)|)\(\s*(['"`])(.*?)\1/gm)].map(([, , name]) => name);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !name?.startsWith(`${id}: `))).toEqual([]);
});
