// Connected components of a graph (the operator graph-mark-components).

import type { HostTable } from './host-table.js';

/** A node as Tarjan's algorithm knows it. */
interface Visit {
  readonly index: number;
  low: number;
  isOpen: boolean;
}

/**
 * Rows are a node each, or an edge's two nodes. Option: `weak` or `strong`. A row per node with its component, numbered 0, 1, … in the
 * order of the nodes.
 */
export const components: HostTable = function* (rows, [kind]) {
  const nodes = rows.flatMap(([a, b]) => (b === null || b === undefined ? [Number(a)] : [])).sort((a, b) => a - b);
  const edges = rows.flatMap(([a, b]): [number, number][] =>
    b === null || b === undefined ? [] : [[Number(a), Number(b)]],
  );
  const representative = kind === 'strong' ? strongly(nodes, edges) : weakly(edges);
  const numbers = new Map<number, bigint>();
  for (const node of nodes) {
    const root = representative(node);
    const number = numbers.get(root) ?? BigInt(numbers.size);
    numbers.set(root, number);
    yield [BigInt(node), number];
  }
};

// A forest in which every tree is a component; paths are halved as they are walked.
function weakly(edges: readonly (readonly [number, number])[]): (node: number) => number {
  const parents = new Map<number, number>();
  const rootOf = (node: number): number => {
    let current = node;
    for (let parent = parents.get(current); parent !== undefined; parent = parents.get(current)) {
      const above = parents.get(parent);
      if (above !== undefined) parents.set(current, above);
      current = parent;
    }
    return current;
  };
  const sizes = new Map<number, number>();
  for (const [a, b] of edges) {
    const [x, y] = [rootOf(a), rootOf(b)];
    if (x === y) continue;
    const [sizeX, sizeY] = [sizes.get(x) ?? 1, sizes.get(y) ?? 1];
    const [small, large] = sizeX < sizeY ? [x, y] : [y, x];
    parents.set(small, large);
    sizes.set(large, sizeX + sizeY);
  }
  return rootOf;
}

// Tarjan's algorithm, with a list in place of the stack of calls.
function strongly(nodes: readonly number[], edges: readonly (readonly [number, number])[]): (node: number) => number {
  const outgoing = new Map<number, number[]>(nodes.map((node) => [node, []]));
  for (const [from, to] of edges) outgoing.get(from)?.push(to);
  const visits = new Map<number, Visit>();
  const component = new Map<number, number>();
  const open: number[] = [];
  const places: { readonly node: number; readonly visit: Visit; tried: number }[] = [];
  const enter = (node: number): void => {
    const visit: Visit = { index: visits.size, low: visits.size, isOpen: true };
    visits.set(node, visit);
    open.push(node);
    places.push({ node, visit, tried: 0 });
  };
  const close = (root: number): void => {
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const visit = visits.get(node);
      if (visit) visit.isOpen = false;
      component.set(node, root);
      if (node === root) return;
    }
  };
  for (const node of nodes) {
    if (!visits.has(node)) enter(node);
    for (let place = places.at(-1); place; place = places.at(-1)) {
      const next = outgoing.get(place.node)?.[place.tried++];
      if (next !== undefined) {
        const known = visits.get(next);
        if (!known) enter(next);
        else if (known.isOpen) place.visit.low = Math.min(place.visit.low, known.index);
        continue;
      }
      places.pop();
      const before = places.at(-1);
      if (before) before.visit.low = Math.min(before.visit.low, place.visit.low);
      if (place.visit.low === place.visit.index) close(place.node);
    }
  }
  return (node) => component.get(node) ?? node;
}
