// An edge that is straight on the map (longitude and latitude as plane coordinates) as a chain of edges on the sphere.

import { type Position, positionOf, vertexAt } from '../geometry.js';
import { apart, between, type Vector } from './vector.js';

// Where a chain of one edge is furthest from the straight line is estimated at two fractions of it; the factor makes the
// estimate safe for every edge (S2 Geometry, notes on the edge tessellator).
const FRACTION = 0.31215691082248315;
const SAFETY = 0.8382999256988851;

const along = ([x1, y1]: Position, [x2, y2]: Position, fraction: number): Position => [
  x1 + (x2 - x1) * fraction,
  y1 + (y2 - y1) * fraction,
];

function error(a: Position, b: Position, [from, to]: readonly [Vector, Vector]): number {
  // Halves of a wide edge say nothing about it.
  if (from.x * to.x + from.y * to.y + from.z * to.z < -1e-14) return Infinity;
  const at = (fraction: number): number => apart(between(from, to, fraction), vertexAt(...along(a, b, fraction)));
  return Math.max(at(FRACTION), at(1 - FRACTION));
}

/**
 * The positions between `a` and `b` of a chain none of whose edges is further from the straight line than the tolerance
 * (an angle in radians). Null when there are more than `most`.
 */
export function tessellate(a: Position, b: Position, tolerance: number, most: number): readonly Position[] | null {
  const chain: Position[] = [];
  const waiting: Position[] = [b];
  let from = a;
  for (let to = waiting.pop(); to; to = waiting.pop()) {
    if (chain.length + waiting.length > most) return null;
    const ends = [vertexAt(...from), vertexAt(...to)] as const;
    if (error(from, to, ends) <= SAFETY * tolerance) {
      if (waiting.length > 0) chain.push(positionOf(ends[1]));
      from = to;
    } else waiting.push(to, along(from, to, 0.5));
  }
  return chain;
}
