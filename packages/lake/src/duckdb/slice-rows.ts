// Cuts a batch into the texts that go to the child: a few large strings travel and parse much faster than many small ones.

import { type AppendPart, EngineError } from '../engine/engine.js';
import type { AppendSlice, AppendSlices } from './protocol.js';

const SLICE_CHARACTERS = 8 * 1024 * 1024;
const LARGEST_BATCH_CHARACTERS = 256 * 1024 * 1024;

/**
 * The parts of a batch, each in slices of some 8 million characters.
 * @throws EngineError `execution-failed` when a row is no object or the batch is larger than 256 Mi characters
 */
export function sliceParts(parts: readonly AppendPart[]): AppendSlices[] {
  let room = LARGEST_BATCH_CHARACTERS;
  return parts.map(({ table, partition, rows }) => {
    const slices: AppendSlice[] = [];
    let lines: string[] = [];
    let characters = 0;
    const cut = () => {
      slices.push({ text: lines.join('\n'), rows: lines.length });
      room -= characters;
      lines = [];
      characters = 0;
    };
    for (const row of rows) {
      if (!row.startsWith('{'))
        throw new EngineError(
          'execution-failed',
          `table ${table}: expected a row as the JSON text of an object, found ${JSON.stringify(row.slice(0, 80))}`,
        );
      lines.push(row);
      characters += row.length;
      if (characters >= SLICE_CHARACTERS) cut();
      if (room < 0)
        throw new EngineError(
          'execution-failed',
          `expected a batch of at most ${LARGEST_BATCH_CHARACTERS} characters; append it in smaller ones`,
        );
    }
    if (lines.length > 0) cut();
    return { table, partition, slices };
  });
}
