// The borders of regions as rings, in the order and from the vertex that the engine lists them: that of the S2 library,
// which follows the edges that they were made of.

import { type Point, pointOf, type Ring, s2 } from '../geometry.js';
import type { Vector } from './vector.js';

/** A piece of a border; the region lies to its left. */
export interface Border {
  readonly half: number;
  readonly from: number;
  /** The first edge that it is a piece of. */
  readonly id: number;
}

/** Loops without a node twice: where one is met again, what lies between is a loop of its own. */
function simpleLoops(borders: readonly Border[], following: (border: Border) => Border): readonly Border[][] {
  const loops: Border[][] = [];
  const walked = new Set<number>();
  for (const start of borders) {
    const path: Border[] = [];
    const places = new Map<number, number>();
    for (let border = start; !walked.has(border.half); border = following(border)) {
      walked.add(border.half);
      places.set(border.from, path.length);
      path.push(border);
      const again = places.get(following(border).from);
      if (again === undefined) continue;
      const loop = path.splice(again);
      for (const { from } of loop) places.delete(from);
      loops.push(loop);
    }
  }
  return loops;
}

const rotated = <T>(items: readonly T[], start: number): readonly T[] => [
  ...items.slice(start),
  ...items.slice(0, start),
];

/**
 * The loop from behind its last edge. Where pieces of that lie apart, those count that come first from the node whose
 * cell is first on the curve through all cells.
 */
function inOrder(nodes: readonly Vector[], loop: readonly Border[]): readonly Border[] {
  const last = loop.reduce((most, { id }) => Math.max(most, id), -1);
  const ends = loop.flatMap(({ id }, i) => (id === last && loop[(i + 1) % loop.length]?.id !== last ? [i] : []));
  const [only = loop.length - 1, ...others] = ends;
  if (others.length === 0) return rotated(loop, (only + 1) % loop.length);
  const cells = loop.map(({ from }) => s2().cellid.fromPoint(pointOf(nodes[from] as Vector)));
  const first = cells.reduce((best, cell, i) => (cell < (cells[best] as bigint) ? i : best), 0);
  const fromFirst = rotated(loop, first);
  const end = fromFirst.findIndex(({ id }, i) => id === last && fromFirst[i + 1]?.id !== last);
  return rotated(fromFirst, (end + 1) % loop.length);
}

/** Rings of the borders, each shell before its holes; null when a region has no shell, being most of the sphere. */
export function polygonsWithin(
  nodes: readonly Vector[],
  borders: readonly Border[],
  following: (border: Border) => Border,
  regionOf: (border: Border) => number,
): readonly Ring[] | null {
  const { Loop } = s2();
  const loops = simpleLoops(borders, following)
    .filter(({ length }) => length > 2)
    .map((loop) => inOrder(nodes, loop))
    .sort(([a], [b]) => (a?.id ?? 0) - (b?.id ?? 0))
    .map((loop) => {
      const points = loop.map(({ from }) => pointOf(nodes[from] as Vector));
      return { region: regionOf(loop[0] as Border), points, isHole: new Loop(points).turningAngle() < 0 };
    });
  const shells = loops.filter(({ isHole }) => !isHole);
  const polygons = shells.map((shell): Ring[] => [shell]);
  const ofRegion = new Map<number, number[]>();
  for (const [i, { region }] of shells.entries()) ofRegion.set(region, [...(ofRegion.get(region) ?? []), i]);
  for (const hole of loops.filter(({ isHole }) => isHole)) {
    const candidates = ofRegion.get(hole.region) ?? [];
    const [at] = candidates.length === 1 ? candidates : candidates.filter((i) => surrounds(shells[i]?.points, hole));
    const polygon = at === undefined ? undefined : polygons[at];
    if (!polygon) return null;
    polygon.push(hole);
  }
  return polygons.flat();
}

function surrounds(shell: readonly Point[] | undefined, { points }: { readonly points: readonly Point[] }): boolean {
  const loop = new (s2().Loop)([...(shell ?? [])]);
  return points.some((point) => loop.containsPoint(point) && !shell?.some((vertex) => vertex.equals(point)));
}
