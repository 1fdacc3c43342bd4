// Streams a hunt's answer as lines: `{"columns","visualization","warnings"}`, one JSON array per row, `{"usage"}`.

import type { HuntAnswer } from '@gamekeeper/platform';
import { utf8 } from './cell-rules.js';

const newline = 0x0a;

/** The last line is there only when every row was sent before it. */
export async function* ndjsonResult(answer: HuntAnswer): AsyncGenerator<Uint8Array> {
  const { columns, visualization, warnings } = answer;
  yield utf8(`${JSON.stringify({ columns, visualization, warnings })}\n`);
  for await (const chunk of answer.rows) {
    if (chunk.length === 0) continue;
    yield chunk;
    if (chunk.at(-1) !== newline) yield utf8('\n');
  }
  yield utf8(`${JSON.stringify({ usage: await answer.usage })}\n`);
}
