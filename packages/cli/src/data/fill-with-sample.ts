// Fills the lake with the sample on the first start, and finishes on a later one what was cut short.

import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storeSample } from '@gamekeeper/lake';
import type { Clock } from '@gamekeeper/platform';
import type { Platform } from '@gamekeeper/server';

interface SampleState {
  /** Milliseconds since the Unix epoch at which the sample ends. */
  readonly now: number;
  readonly done: boolean;
}

export interface FillOptions {
  readonly clock: Clock;
  /** Begin a sample; otherwise only one that was begun is finished. */
  readonly wanted: boolean;
  readonly report: (text: string) => void;
}

/** What is written down before the first row and after the last makes a kill in between harmless: batches have ids. */
export async function fillWithSample(
  { directory, services }: Platform,
  { clock, wanted, report }: FillOptions,
): Promise<void> {
  const file = join(directory, 'sample.json');
  const begun = await readState(file);
  if (begun?.done || (!begun && !wanted)) return;
  const { now } = begun ?? { now: clock() };
  await writeState(file, { now, done: false });
  report('writing a month of sample events …');
  const rows = await storeSample(services.engine, { now });
  await writeState(file, { now, done: true });
  report(`${rows} sample events written`);
}

async function readState(file: string): Promise<SampleState | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SampleState;
  } catch {
    return null;
  }
}

async function writeState(file: string, state: SampleState): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
