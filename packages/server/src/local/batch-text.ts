// A batch as text between the command line and the server: a line that says what follows, then a line per row.

import type { AppendBatch } from '@gamekeeper/lake';

/** A batch of the ingest has about 8 MB; more than this is no batch of ours. */
const MAX_BYTES = 64 * 1024 * 1024;

interface Head {
  readonly id?: string;
  readonly parts: readonly { readonly table: string; readonly partition: string; readonly rows: number }[];
}

/** Rows are JSON texts and hold no line feed of their own. */
export function writeBatch({ id, parts }: AppendBatch): string {
  const head: Head = {
    ...(id !== undefined && { id }),
    parts: parts.map(({ table, partition, rows }) => ({ table, partition, rows: rows.length })),
  };
  return [JSON.stringify(head), ...parts.flatMap(({ rows }) => rows)].join('\n');
}

/** @throws Error when the text is not a whole batch, so that nothing of it is stored */
export async function readBatch(body: AsyncIterable<Uint8Array>): Promise<AppendBatch> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    if (bytes > MAX_BYTES) throw new Error(`expected a batch of at most ${MAX_BYTES} bytes, found more`);
    pieces.push(piece);
  }
  const [first = '', ...rows] = Buffer.concat(pieces).toString('utf8').split('\n');
  const head = JSON.parse(first) as Head;
  let at = 0;
  const parts = head.parts.map(({ table, partition, rows: count }) => {
    at += count;
    return { table, partition, rows: rows.slice(at - count, at) };
  });
  if (at !== rows.length) throw new Error(`expected ${at} rows in the batch, found ${rows.length}`);
  return { ...(head.id !== undefined && { id: head.id }), parts };
}
