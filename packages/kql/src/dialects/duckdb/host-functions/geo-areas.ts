// Shapes as edges, ready to be arranged with those of others.

import type { Edge } from './geo/arrangement.js';
import { across, minus, plus, scaled, unit, type Vector, vector } from './geo/vector.js';
import { type Polygon, type Polyline, pointOf, type Ring, ringsOf } from './geometry.js';

/** A polygon's rings, and what is known of it. */
export interface Area {
  readonly rings: readonly Ring[];
  /** How often it holds the reference: once, or not. */
  readonly winding: number;
  /** Vertices of what it was made of, which decides the order of unions. */
  readonly size: number;
}

/** The edges of rings, numbered on from some place. */
export function edgesOf(rings: readonly Ring[], side: number, start: number): readonly Edge[] {
  let id = start;
  return rings.flatMap(({ points }) =>
    points.map((from, i) => ({ from, to: points[(i + 1) % points.length] as Vector, id: id++, side })),
  );
}

/** A point a quarter turn away from the middle of all, aside of whatever is regular. */
export function referenceFor(polygons: readonly Polygon[]): Vector {
  const vertices = polygons.flatMap((polygon) => ringsOf(polygon).map(({ points }) => points[0] as Vector));
  const middle = vertices.reduce(plus, vector(1e-9, 1e-9, 1e-9));
  return unit(minus(across(unit(middle)), scaled(unit(middle), 0.123456789)));
}

export function areaOf(polygon: Polygon, point: Vector): Area {
  const rings = ringsOf(polygon);
  const winding = Number(polygon.containsPoint(pointOf(point)));
  return { rings, winding, size: rings.reduce((sum, { points }) => sum + points.length, 0) };
}

/** The edges of lines, numbered on from some place. */
export function lineEdges(lines: readonly Polyline[], side: number, start: number): readonly Edge[] {
  let id = start;
  return lines.flatMap(({ points }) =>
    points.slice(1).map((to, i) => ({ from: points[i] as Vector, to: to as Vector, id: id++, side })),
  );
}
