// Streams a hunt's answer in the shape of the Defender APIs: Schema, Results, then Stats, which are known last (wire contract 2.8).

import type { QueryUsage } from '@gamekeeper/lake';
import type { HuntAnswer, ResultColumn } from '@gamekeeper/platform';
import { boolRule, keyOf, nullRule, utf8 } from './cell-rules.js';
import { netTypes } from './net-types.js';
import { type CellRule, createRowRewriter } from './row-rewriter.js';

/** The parts of the body as UTF-8; fails rather than end early. */
export async function* defenderResult(answer: HuntAnswer): AsyncGenerator<Uint8Array> {
  const schema = answer.columns.map(({ name, type }) => ({ Name: name, Type: netTypes[type] }));
  yield utf8(`{"Schema":${JSON.stringify(schema)},"Results":[`);
  const rewriter = createRowRewriter(answer.columns.map(toRule));
  for await (const chunk of answer.rows) yield rewriter.push(chunk);
  rewriter.end();
  yield utf8(`],"Stats":${JSON.stringify(toStats(await answer.usage, answer.warnings))}}`);
}

function toRule({ name, type }: ResultColumn): CellRule {
  if (type === 'bool') return boolRule(name, 'null');
  return type === 'string' ? nullRule(name, '""') : { prefix: utf8(keyOf(name)) };
}

/** Warnings are a member of our own, there only when there are some. */
function toStats(usage: QueryUsage, warnings: readonly string[]) {
  const noCache = { hits: 0, misses: 0, total: 0 };
  return {
    ExecutionTime: usage.elapsedMs / 1000,
    resource_usage: {
      cache: { memory: noCache, disk: noCache },
      cpu: {
        user: cpuTime(usage.cpuUserMs),
        kernel: cpuTime(usage.cpuSystemMs),
        'total cpu': cpuTime(usage.cpuUserMs + usage.cpuSystemMs),
      },
      memory: { peak_per_node: usage.peakMemoryBytes },
    },
    dataset_statistics: [{ table_row_count: usage.rows, table_size: usage.bytes }],
    ...(warnings.length > 0 && { warnings }),
  };
}

/** `hh:mm:ss.fffffff`, without fraction when there is none. */
export function cpuTime(milliseconds: number): string {
  const ticks = Math.round(milliseconds * 10_000);
  const seconds = Math.floor(ticks / 10_000_000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':');
  const fraction = ticks % 10_000_000;
  return fraction === 0 ? clock : `${clock}.${String(fraction).padStart(7, '0')}`;
}
