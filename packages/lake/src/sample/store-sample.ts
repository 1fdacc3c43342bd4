// Stores the sample as any other events: checked, in batches whose ids make an interrupted start continue where it stopped.

import type { AppendPart, Engine } from '../engine/engine.js';
import { encodeRow } from '../ingest/encode-row.js';
import { generateSample, type SampleOptions } from './generate-sample.js';

const BATCH_ROWS = 10_000;

export interface StoreSampleOptions extends SampleOptions {
  /** Told the rows stored so far, after each batch. */
  readonly onProgress?: (rows: number) => void;
}

/**
 * Generates and stores the sample; repeated with the same options it stores only what is missing.
 * @returns rows stored, those of an earlier run included
 * @throws EngineError as the engine does; Error when the generator makes a row that its table refuses, a defect
 */
export async function storeSample(engine: Pick<Engine, 'append'>, options: StoreSampleOptions): Promise<number> {
  const { now, seed = 0, days = 30, scale = 1 } = options;
  let parts = new Map<string, { readonly table: string; readonly partition: string; readonly rows: string[] }>();
  let pending = 0;
  let stored = 0;
  let batch = 0;
  const flush = async (): Promise<void> => {
    if (pending === 0) return;
    const id = `sample:${seed}:${now}:${days}:${scale}:${options.tables?.join(',') ?? ''}:${batch++}`;
    await engine.append({ id, parts: [...parts.values()] satisfies readonly AppendPart[] });
    stored += pending;
    parts = new Map();
    pending = 0;
    options.onProgress?.(stored);
  };
  for (const row of generateSample(options)) {
    const encoded = encodeRow(row, { now });
    if ('rejected' in encoded) throw new Error(`the sample made a row that does not fit: ${encoded.rejected}`);
    const { table, partition, json } = encoded;
    const key = `${table} ${partition}`;
    const part = parts.get(key) ?? { table, partition, rows: [] };
    part.rows.push(json);
    parts.set(key, part);
    if (++pending === BATCH_ROWS) await flush();
  }
  await flush();
  return stored;
}
