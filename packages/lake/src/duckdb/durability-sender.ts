// A process of its own for the durability test: appends batches, saying on stdout what it has sent and what was acknowledged.

import { writeSync } from 'node:fs';
import { defineTable } from '../tables/define-table.js';
import { createDuckDbEngine } from './duckdb-engine.js';

/** Each row says which batch it belongs to. */
export const Rows = defineTable('Rows', 'Timestamp:datetime, Batch:long, Row:long, Padding:string');

/** The batch with this number: its size and partitions follow from the number alone, so that it can be sent again. */
export function batchOf(number: number) {
  const size = 1 + ((number * 7919) % 1_500);
  const partOf = (partition: string, from: number, to: number) => ({
    table: Rows.name,
    partition,
    rows: Array.from({ length: to - from }, (_, at) =>
      JSON.stringify({ Timestamp: number, Batch: number, Row: from + at, Padding: 'x'.repeat(200) }),
    ),
  });
  const half = Math.floor(size / 2);
  return {
    id: `batch-${number}`,
    size,
    parts: [partOf('m202611', 0, half), partOf(`m20${10 + (number % 60)}01`, half, size)],
  };
}

async function sendBatches(directory: string, first: number, count: number): Promise<void> {
  const say = (line: string) => writeSync(1, `${line}\n`);
  const engine = await createDuckDbEngine({ directory, tables: new Map([[Rows.name, Rows]]), clock: () => 0 });
  const send = async (number: number) => {
    say(`sent ${number}`);
    await engine.append(batchOf(number));
    say(`acknowledged ${number}`);
  };
  // Two at a time, so that one is often under way while another commits.
  for (let number = first; number < first + count; number += 2) await Promise.all([send(number), send(number + 1)]);
  say('closing');
  await engine.close();
  say('closed');
}

const [, , directory, first, count] = process.argv;
if (process.argv[1]?.endsWith('durability-sender.js') && directory !== undefined)
  await sendBatches(directory, Number(first), Number(count));
