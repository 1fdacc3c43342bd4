// The graph that walks run over, read from the rows that `operators/graph/walk.ts` sends.

import type { HostRow } from './host-table.js';

/** What a row says; the cells are the row's kind, two nodes, an edge, whether a node may be passed, and values to gather. */
export const WALK_ROWS = { start: 0, target: 1, step: 2, inner: 3 } as const;

/** An edge as it is walked; `values` are JSON texts. */
export interface Step {
  readonly to: number;
  readonly edge: number;
  readonly values: readonly string[];
}

/** How long walks may be, and what they may come to again. */
export interface WalkBounds {
  readonly cycles: 'all' | 'unique_edges' | 'none';
  readonly least: number;
  readonly most: number;
}

export interface WalkGraph {
  readonly starts: readonly number[];
  /** Where walks are to end; null for anywhere. */
  readonly targets: ReadonlySet<number> | null;
  readonly steps: (node: number) => readonly Step[];
  /** Whether a walk may pass a node on its way. */
  readonly passes: (node: number) => boolean;
  /** What is gathered of a node that is passed. */
  readonly valuesOf: (node: number) => readonly string[];
  /** The fewest steps from a node to a target; Infinity where there are more than `most`. */
  readonly distance: (node: number) => number;
}

const number = (cell: HostRow[number] | undefined): number => Number(cell ?? -1);

/** @param edgeValues how many of the cells at the end are values of edges; the others are values of nodes */
export function walkGraph(rows: readonly HostRow[], hasTargets: boolean, edgeValues: number, most: number): WalkGraph {
  const starts: number[] = [];
  const targets = new Set<number>();
  const outgoing = new Map<number, Step[]>();
  const incoming = new Map<number, number[]>();
  const inner = new Map<number, { readonly passes: boolean; readonly values: readonly string[] }>();
  for (const row of rows) {
    const [kind, a, b] = [number(row[0]), number(row[1]), number(row[2])];
    const values = (from: number, to?: number): string[] => row.slice(from, to).map((cell) => String(cell ?? 'null'));
    if (kind === WALK_ROWS.start) starts.push(a);
    else if (kind === WALK_ROWS.target) targets.add(a);
    else if (kind === WALK_ROWS.inner) inner.set(a, { passes: row[4] === true, values: values(5 + edgeValues) });
    else {
      listAt(outgoing, a).push({ to: b, edge: number(row[3]), values: values(5, 5 + edgeValues) });
      listAt(incoming, b).push(a);
    }
  }
  // Rows come in any order; the edges' numbers give the answers one.
  for (const steps of outgoing.values()) steps.sort((x, y) => x.edge - y.edge);
  starts.sort((x, y) => x - y);
  const distances = hasTargets ? distancesTo(targets, incoming, most) : null;
  return {
    starts,
    targets: hasTargets ? targets : null,
    steps: (node) => outgoing.get(node) ?? [],
    passes: (node) => inner.get(node)?.passes ?? true,
    valuesOf: (node) => inner.get(node)?.values ?? [],
    distance: (node) => (distances ? (distances.get(node) ?? Number.POSITIVE_INFINITY) : 0),
  };
}

function listAt<T>(lists: Map<number, T[]>, key: number): T[] {
  const known = lists.get(key);
  if (known) return known;
  const list: T[] = [];
  lists.set(key, list);
  return list;
}

function distancesTo(
  targets: ReadonlySet<number>,
  incoming: ReadonlyMap<number, readonly number[]>,
  most: number,
): ReadonlyMap<number, number> {
  const distances = new Map([...targets].map((target): [number, number] => [target, 0]));
  let frontier: readonly number[] = [...targets];
  for (let length = 1; length <= most && frontier.length > 0; length++) {
    const next: number[] = [];
    for (const node of frontier) {
      for (const before of incoming.get(node) ?? []) {
        if (distances.has(before)) continue;
        distances.set(before, length);
        next.push(before);
      }
    }
    frontier = next;
  }
  return distances;
}
