// Streams a hunt's answer as lines: `{"warnings","results"}` with what every table is, then per table one JSON array per row,
// `{"next"}` between two tables, and `{"usage"}`.

import type { HuntAnswer } from '@gamekeeper/platform';
import { utf8 } from './cell-rules.js';

const newline = 0x0a;

/** The last line is there only when every row was sent before it. */
export async function* ndjsonResult(answer: HuntAnswer): AsyncGenerator<Uint8Array> {
  const { warnings } = answer;
  const tables = [answer, ...answer.further];
  const results = tables.map(({ name, columns, visualization }) => ({ name, columns, visualization }));
  yield utf8(`${JSON.stringify({ warnings, results })}\n`);
  for (const [i, { name, rows }] of tables.entries()) {
    if (i > 0) yield utf8(`${JSON.stringify({ next: name })}\n`);
    for await (const chunk of rows) {
      if (chunk.length === 0) continue;
      yield chunk;
      if (chunk.at(-1) !== newline) yield utf8('\n');
    }
  }
  yield utf8(`${JSON.stringify({ usage: await answer.usage })}\n`);
}
