// Streams a hunt's answer in the shape of Graph's huntingQueryResults (wire contract 4.2).

import type { HuntAnswer, ResultColumn } from '@gamekeeper/platform';
import { boolRule, nullRule, utf8 } from './cell-rules.js';
import { graphDynamicMember } from './graph-dynamic.js';
import { netTypes } from './net-types.js';
import { type CellRule, createRowRewriter } from './row-rewriter.js';

/** The parts of the body as UTF-8; fails rather than end early. `service` is the origin with version: `https://host/v1.0`. */
export async function* graphResult(answer: HuntAnswer, service: string): AsyncGenerator<Uint8Array> {
  const context = `${service}/$metadata#microsoft.graph.security.huntingQueryResults`;
  const schema = answer.columns.map(({ name, type }) => ({ name, type: netTypes[type] }));
  yield utf8(`{"@odata.context":${JSON.stringify(context)},"schema":${JSON.stringify(schema)},"results":[`);
  const rewriter = createRowRewriter(answer.columns.map(toRule));
  for await (const chunk of answer.rows) yield rewriter.push(chunk);
  rewriter.end();
  await answer.usage;
  const { warnings } = answer;
  // An annotation, which readers that do not know it pass over (OData JSON 4.01, 4.6).
  yield utf8(warnings.length > 0 ? `],"@gamekeeper.warnings":${JSON.stringify(warnings)}}` : ']}');
}

function toRule({ name, type }: ResultColumn): CellRule {
  if (type === 'string') return nullRule(name, '""');
  if (type === 'bool') return boolRule(name, '{}', `${JSON.stringify(`${name}@odata.type`)}:"#SByte",`);
  return type === 'dynamic' ? dynamicRule(name) : nullRule(name, '{}');
}

const containers = new Set([...utf8('[{')]);

function dynamicRule(name: string): CellRule {
  const { prefix, rewrite } = nullRule(name, '{}');
  const decoder = new TextDecoder();
  return {
    prefix,
    rewrite(bytes, start, end) {
      if (!containers.has(bytes[start] ?? 0)) return rewrite?.(bytes, start, end);
      return utf8(graphDynamicMember(name, decoder.decode(bytes.subarray(start, end))));
    },
  };
}
