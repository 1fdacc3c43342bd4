// Walks and components of small random graphs, against what their definitions say.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { components } from './components.js';
import type { HostRow } from './host-table.js';
import { shortestWalks, walks } from './walks.js';

const NODES = 5;
const edges = fc.array(fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1)), { maxLength: 7 });
type Edges = readonly (readonly [number, number])[];

const row = (kind: number, a: number, b: number | null = null, edge: number | null = null): HostRow => [
  BigInt(kind),
  BigInt(a),
  b === null ? null : BigInt(b),
  edge === null ? null : BigInt(edge),
  null,
];
const inputOf = (graph: Edges): readonly HostRow[] => [
  ...Array.from({ length: NODES }, (_, node) => row(0, node)),
  ...graph.map(([from, to], edge) => row(2, from, to, edge)),
];
const options = (cycles: string, least: number, most: number, output = 'any'): HostRow => [
  cycles,
  BigInt(least),
  BigInt(most),
  false,
  false,
  0n,
  0n,
  output,
];
const edgesOf = (rows: Iterable<HostRow>): readonly string[] =>
  [...rows].map(([start, , list]) => `${start}:${list}`).sort();

/** Every sequence of edges that hang together, from every node, by its definition. */
function sequences(graph: Edges, cycles: string, least: number, most: number): readonly string[] {
  const found: string[] = [];
  const extend = (start: number, at: number, taken: readonly number[], seen: readonly number[]): void => {
    if (taken.length >= least) found.push(`${start}:[${taken.join(',')}]`);
    if (taken.length === most) return;
    graph.forEach(([from, to], edge) => {
      const again = cycles === 'none' ? seen.includes(to) : cycles === 'unique_edges' && taken.includes(edge);
      if (from === at && !again) extend(start, to, [...taken, edge], [...seen, to]);
    });
  };
  for (let node = 0; node < NODES; node++) extend(node, node, [], [node]);
  return found.sort();
}

/** Fewest steps between every two nodes, by Floyd and Warshall. */
function distances(graph: Edges): readonly (readonly number[])[] {
  const table = Array.from({ length: NODES }, (_, a) =>
    Array.from({ length: NODES }, (_, b) =>
      a === b ? 0 : graph.some(([x, y]) => x === a && y === b) ? 1 : Number.POSITIVE_INFINITY,
    ),
  );
  const at = (a: number, b: number): number => table[a]?.[b] ?? Number.POSITIVE_INFINITY;
  for (let over = 0; over < NODES; over++)
    for (let a = 0; a < NODES; a++)
      for (let b = 0; b < NODES; b++) (table[a] ?? [])[b] = Math.min(at(a, b), at(a, over) + at(over, b));
  return table;
}

describe('walks', () => {
  for (const cycles of ['all', 'none', 'unique_edges'])
    it(`finds every walk with cycles=${cycles}, and no other`, () => {
      fc.assert(
        fc.property(edges, fc.nat(2), fc.nat(2), (graph, least, more) => {
          const found = edgesOf(walks(inputOf(graph), options(cycles, least, least + more)));
          expect(found).toEqual(sequences(graph, cycles, least, least + more));
        }),
      );
    });

  it('finds no other walks for being told where they end', () => {
    fc.assert(
      fc.property(edges, fc.nat(NODES - 1), (graph, target) => {
        const all = [...walks(inputOf(graph), options('unique_edges', 1, 4))].filter(
          ([, end]) => end === BigInt(target),
        );
        const [cycles, least, most, , ...rest] = options('unique_edges', 1, 4);
        const asked = [cycles, least, most, true, ...rest] as HostRow;
        expect(edgesOf(walks([...inputOf(graph), row(1, target)], asked))).toEqual(edgesOf(all));
      }),
    );
  });

  it('finds walks as short as they can be, one or all of them', () => {
    fc.assert(
      fc.property(edges, (graph) => {
        const shortest = distances(graph);
        const wanted = sequences(graph, 'none', 1, NODES).filter((walk) => {
          const taken = JSON.parse(walk.slice(2)) as number[];
          const end = graph[taken.at(-1) ?? -1]?.[1] ?? -1;
          return taken.length === shortest[Number(walk[0])]?.[end];
        });
        expect(edgesOf(shortestWalks(inputOf(graph), options('none', 1, NODES, 'all')))).toEqual(wanted);
        const any = [...shortestWalks(inputOf(graph), options('none', 1, NODES))];
        expect(new Set(any.map(([start, end]) => `${start}-${end}`)).size).toBe(any.length);
        for (const walk of edgesOf(any)) expect(wanted).toContain(walk);
        const reached = shortest.flat().filter((distance) => distance > 0 && distance !== Number.POSITIVE_INFINITY);
        expect(any).toHaveLength(reached.length);
      }),
    );
  });

  it('refuses more paths than it can give, by their number', () => {
    const dense = Array.from({ length: 20 * 20 }, (_, i): readonly [number, number] => [i % 20, Math.floor(i / 20)]);
    const input = [row(0, 0), ...dense.map(([from, to], edge) => row(2, from, to, edge))];
    const run = (): void => {
      for (const _ of walks(input, options('all', 1, 9)));
    };
    expect(run).toThrow('finds more than 1000000 paths');
  });
});

describe('components', () => {
  for (const kind of ['weak', 'strong'])
    it(`puts nodes into one ${kind} component exactly when they reach each other`, () => {
      fc.assert(
        fc.property(edges, (graph) => {
          const both = kind === 'weak' ? [...graph, ...graph.map(([a, b]) => [b, a] as const)] : graph;
          const shortest = distances(both);
          const rows = [
            ...Array.from({ length: NODES }, (_, node): HostRow => [BigInt(node), null]),
            ...graph.map(([a, b]): HostRow => [BigInt(a), BigInt(b)]),
          ];
          const component = new Map([...components(rows, [kind])].map(([node, id]) => [Number(node), Number(id)]));
          for (let a = 0; a < NODES; a++)
            for (let b = 0; b < NODES; b++) {
              const together = Number.isFinite(shortest[a]?.[b]) && Number.isFinite(shortest[b]?.[a]);
              expect(component.get(a) === component.get(b)).toBe(together);
            }
          const ids = [...new Set(component.values())].sort((x, y) => x - y);
          expect(ids).toEqual(ids.map((_, i) => i));
        }),
      );
    });
});
