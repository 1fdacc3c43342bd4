import type { HuntAnswer } from '@gamekeeper/platform';
import { describe, expect, test } from 'vitest';
import { cpuTime, defenderResult } from './defender-result.js';
import { graphResult } from './graph-result.js';

test.each([
  [0, '00:00:00'],
  [1250, '00:00:01.2500000'],
  [0.0001, '00:00:00.0000001'],
  [3_661_000, '01:01:01'],
  [100 * 3_600_000 + 15.625, '100:00:00.0156250'],
])('CPU time of %d ms is %s', (milliseconds, text) => expect(cpuTime(milliseconds)).toBe(text));

describe('warnings of a hunt', () => {
  const usage = {
    ...{ rows: 1, bytes: 3, truncated: false, elapsedMs: 1 },
    ...{ cpuUserMs: 0, cpuSystemMs: 0, peakMemoryBytes: 0 },
  };
  const answerWith = (...warnings: string[]): HuntAnswer => ({
    ...{
      name: 'Table_0',
      columns: [{ name: 'n', type: 'long' }],
      visualization: null,
      further: [],
      tables: [],
      warnings,
    },
    ...{ usage: Promise.resolve(usage), cost: Promise.resolve(usage) },
    rows: (async function* () {
      yield Buffer.from('[1]');
    })(),
  });
  const bodyOf = async (parts: AsyncIterable<Uint8Array>) => {
    const chunks: Uint8Array[] = [];
    for await (const part of parts) chunks.push(part);
    return JSON.parse(Buffer.concat(chunks).toString());
  };

  test('stand in Stats, and beside the results of Graph', async () => {
    const { Stats, Results } = await bodyOf(defenderResult(answerWith('look out')));
    expect([Stats.warnings, Results]).toEqual([['look out'], [{ n: 1 }]]);
    const graph = await bodyOf(graphResult(answerWith('look out'), 'https://host/v1.0'));
    expect([graph['@gamekeeper.warnings'], graph.results]).toEqual([['look out'], [{ n: 1 }]]);
  });

  test('without any, the answers have the members that they always have', async () => {
    expect((await bodyOf(defenderResult(answerWith()))).Stats).not.toHaveProperty('warnings');
    const graph = await bodyOf(graphResult(answerWith(), 'https://host/v1.0'));
    expect(Object.keys(graph)).toEqual(['@odata.context', 'schema', 'results']);
  });
});
