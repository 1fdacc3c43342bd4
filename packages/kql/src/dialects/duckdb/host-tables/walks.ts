// Walks along the edges of a graph: all of them, or the shortest between two nodes (the operators graph-match, graph-shortest-paths).

import { HostRefusal, type HostRow, type HostTable } from './host-table.js';
import { type Step, type WalkBounds, type WalkGraph, walkGraph } from './walk-graph.js';

/** Paths that one call finds, and steps that it tries, at most. */
export const MOST_WALKS = 1_000_000;
const MOST_STEPS = 20_000_000;

/** Steps from a node, one after the other. */
interface Walk {
  readonly start: number;
  readonly steps: readonly Step[];
}

/** How a walk is told: from its end, and with how many values per edge and per node that it passes. */
interface Told {
  readonly backwards: boolean;
  readonly edgeValues: number;
  readonly nodeValues: number;
}

const endOf = ({ start, steps }: Walk): number => steps.at(-1)?.to ?? start;

/**
 * Options: cycles, least and most steps, whether there are targets, whether walks are told backwards, number of values per edge and per
 * node. A row per walk: its start, its end, its edges and the nodes reached as JSON arrays, then an array per value gathered.
 */
export const walks: HostTable = function* (rows, options) {
  const { graph, bounds, told } = input(rows, options);
  const spend = counter(MOST_STEPS, 'takes more than', 'steps');
  const found = counter(MOST_WALKS, 'finds more than', 'paths');
  for (const start of graph.starts) {
    for (const walk of walksFrom(start, graph, bounds, spend)) {
      found();
      yield rowOf(walk, graph, told);
    }
  }
};

/** As `walks`, with one option more: `any` or `all` of the shortest for each start and end; walks come to no node again. */
export const shortestWalks: HostTable = function* (rows, options) {
  const { graph, bounds, told } = input(rows, options);
  const every = options[7] === 'all';
  const spend = counter(MOST_STEPS, 'takes more than', 'steps');
  const found = counter(MOST_WALKS, 'finds more than', 'paths');
  for (const start of graph.starts) {
    const candidates =
      bounds.least <= 1
        ? shortestFrom(start, graph, bounds, every, spend)
        : searched(start, graph, bounds, every, spend);
    for (const walk of candidates) {
      found();
      yield rowOf(walk, graph, told);
    }
  }
};

function input(rows: readonly HostRow[], options: HostRow) {
  const [cycles, least, most, hasTargets, backwards, edgeValues, nodeValues] = options;
  const bounds: WalkBounds = {
    cycles: cycles as WalkBounds['cycles'],
    least: Number(least),
    most: Number(most),
  };
  const graph = walkGraph(rows, hasTargets === true, Number(edgeValues), bounds.most);
  const told: Told = {
    backwards: backwards === true,
    edgeValues: Number(edgeValues),
    nodeValues: Number(nodeValues),
  };
  return { graph, bounds, told };
}

function counter(most: number, before: string, after: string): () => void {
  let count = 0;
  return () => {
    if (++count > most) throw new HostRefusal(`${before} ${most} ${after}`);
  };
}

function* walksFrom(start: number, graph: WalkGraph, bounds: WalkBounds, spend: () => void): Generator<Walk> {
  const steps: Step[] = [];
  const nodes = new Map([[start, 1]]);
  const edges = new Map<number, number>();
  const isEnd = (node: number): boolean => graph.targets?.has(node) ?? true;
  const onwards = (node: number): readonly Step[] =>
    steps.length < bounds.most && (steps.length === 0 || graph.passes(node)) ? graph.steps(node) : [];
  const isAllowed = (step: Step): boolean => {
    if (steps.length + 1 + graph.distance(step.to) > bounds.most) return false;
    if (bounds.cycles === 'none') return !nodes.has(step.to);
    return bounds.cycles === 'all' || !edges.has(step.edge);
  };
  // A place per step taken: what leads on from there, and how much of it was tried.
  const places = [{ next: onwards(start), tried: 0 }];
  if (bounds.least === 0 && isEnd(start)) yield { start, steps: [] };
  while (places.length > 0) {
    const place = places.at(-1) as (typeof places)[number];
    const step = place.next[place.tried++];
    if (!step) {
      places.pop();
      const left = steps.pop();
      if (left) {
        decrease(nodes, left.to);
        decrease(edges, left.edge);
      }
      continue;
    }
    spend();
    if (!isAllowed(step)) continue;
    steps.push(step);
    nodes.set(step.to, (nodes.get(step.to) ?? 0) + 1);
    edges.set(step.edge, (edges.get(step.edge) ?? 0) + 1);
    if (steps.length >= bounds.least && isEnd(step.to)) yield { start, steps: [...steps] };
    places.push({ next: onwards(step.to), tried: 0 });
  }
}

function decrease(counts: Map<number, number>, key: number): void {
  const count = (counts.get(key) ?? 0) - 1;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

// Breadth first: each node is reached by its shortest walks before longer ones, and remembers the last steps of those.
function* shortestFrom(
  start: number,
  graph: WalkGraph,
  bounds: WalkBounds,
  every: boolean,
  spend: () => void,
): Generator<Walk> {
  const lengths = new Map([[start, 0]]);
  const lastSteps = new Map<number, { readonly from: number; readonly step: Step }[]>();
  let frontier: readonly number[] = [start];
  for (let length = 1; length <= bounds.most && frontier.length > 0; length++) {
    const next: number[] = [];
    for (const from of frontier) {
      if (from !== start && !graph.passes(from)) continue;
      for (const step of graph.steps(from)) {
        spend();
        const known = lengths.get(step.to);
        if (known === undefined) {
          lengths.set(step.to, length);
          lastSteps.set(step.to, [{ from, step }]);
          next.push(step.to);
        } else if (every && known === length) lastSteps.get(step.to)?.push({ from, step });
      }
    }
    frontier = next;
  }
  for (const [node, length] of lengths) {
    if (length < bounds.least || !(graph.targets?.has(node) ?? true)) continue;
    // Walks are put together from their ends.
    const open: { readonly at: number; readonly steps: readonly Step[] }[] = [{ at: node, steps: [] }];
    for (let partial = open.pop(); partial; partial = open.pop()) {
      const { at, steps } = partial;
      if (at === start) {
        yield { start, steps };
        continue;
      }
      for (const { from, step } of [...(lastSteps.get(at) ?? [])].reverse()) {
        spend();
        open.push({ at: from, steps: [step, ...steps] });
      }
    }
  }
}

// With a least length the shortest walk need not be put together from shortest ones: all are looked at.
function searched(
  start: number,
  graph: WalkGraph,
  bounds: WalkBounds,
  every: boolean,
  spend: () => void,
): readonly Walk[] {
  const best = new Map<number, Walk[]>();
  for (const walk of walksFrom(start, graph, { ...bounds, cycles: 'none' }, spend)) {
    const known = best.get(endOf(walk));
    const length = known?.[0]?.steps.length ?? Number.POSITIVE_INFINITY;
    if (walk.steps.length < length) best.set(endOf(walk), [walk]);
    else if (every && walk.steps.length === length) known?.push(walk);
  }
  return [...best.values()].flat();
}

function rowOf(walk: Walk, graph: WalkGraph, { backwards, edgeValues, nodeValues }: Told): HostRow {
  const { start, steps } = walk;
  const list = (texts: readonly (string | number)[]): string =>
    `[${(backwards ? [...texts].reverse() : texts).join(',')}]`;
  const inner = steps.slice(0, -1).map(({ to }) => graph.valuesOf(to));
  return [
    BigInt(start),
    BigInt(endOf(walk)),
    list(steps.map(({ edge }) => edge)),
    list(steps.map(({ to }) => to)),
    ...Array.from({ length: edgeValues }, (_, i) => list(steps.map(({ values }) => values[i] ?? 'null'))),
    ...Array.from({ length: nodeValues }, (_, i) => list(inner.map((values) => values[i] ?? 'null'))),
  ];
}
