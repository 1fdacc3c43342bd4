// Lines and polygons with more vertices, where edges are meant straight on a map, or with fewer.

import { tessellate } from './geo/tessellate.js';
import {
  EARTH_RADIUS,
  linesOf,
  type Point,
  type Polygon,
  type Polyline,
  type Position,
  polygonOf,
  positionOf,
  printLines,
  printPolygons,
  printRings,
  ringsOf,
  s2,
} from './geometry.js';
import { defineHostFamily, type HostedFunction } from './host-function.js';

const DEFAULT_TOLERANCE = 10;
const MIN_DENSIFIED = 0.1;
const MAX_DENSIFIED = 10_000;
/** The engine's own limit is ten times this; a value of a tenth of that is too large for it, too. */
const MAX_POINTS = 1_048_576;
/** 70 degrees, in metres. */
const MAX_SIMPLIFIED = (70 * Math.PI * EARTH_RADIUS) / 180;

/** An edge's end on the plane of the map: over the antimeridian where that is nearer and wanted. */
function onMap([from]: Position, [to, latitude]: Position, crossing: boolean): Position {
  const turn = crossing && Math.abs(to - from) > 180 ? Math.sign(from - to) * 360 : 0;
  return [to + turn, latitude];
}

function densified(points: readonly Point[], tolerance: number, crossing: boolean): readonly Position[] | null {
  const positions = points.map(positionOf);
  const chain = positions.slice(0, 1);
  for (const [i, to] of positions.slice(1).entries()) {
    const from = positions[i] as Position;
    const more = tessellate(from, onMap(from, to, crossing), tolerance, MAX_POINTS - chain.length);
    if (!more) return null;
    for (const position of more) chain.push(position);
    chain.push(to);
  }
  return chain;
}

const densify =
  <Shape>(
    read: (json: string | null) => Shape | null,
    linesIn: (shape: Shape) => readonly (readonly Point[])[],
    print: (shape: Shape, lines: readonly (readonly Position[])[]) => string,
  ): HostedFunction['call'] =>
  (json: string | null, tolerance: number | null, crossing: boolean | null): string | null => {
    const [shape, metres] = [read(json), tolerance ?? DEFAULT_TOLERANCE];
    if (shape === null || !(metres >= MIN_DENSIFIED && metres <= MAX_DENSIFIED)) return null;
    const lines: (readonly Position[])[] = [];
    for (const points of linesIn(shape)) {
      const line = densified(points, metres / EARTH_RADIUS, crossing ?? false);
      if (!line) return null;
      lines.push(line);
    }
    return print(shape, lines);
  };

const pointsOf = (line: Polyline): readonly Point[] => line.points as readonly Point[];
const closed = (points: readonly Point[]): readonly Point[] => [...points, points[0] as Point];

/**
 * A greedy walk that drops vertices within the tolerance of the remaining line, and those nearer than it to the one
 * before; null when no two are left.
 */
function thinned(line: Polyline, tolerance: number): readonly Point[] | null {
  const points = line.subsampleVertices(tolerance).map((at) => line.points[at] as Point);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const kept = [first];
  for (const point of points.slice(1, -1))
    if (point.distance(kept.at(-1) as Point) >= tolerance && point.distance(last) >= tolerance) kept.push(point);
  return kept.length > 1 || last.distance(first) >= tolerance ? [...kept, last] : null;
}

function simplifiedLine(json: string | null, tolerance: number | null): string | null {
  const [lines, angle] = [linesOf(json), simplifying(tolerance)];
  if (!lines || angle === null) return null;
  const kept = lines.map((line) => thinned(line, angle)).filter((points) => points !== null);
  return kept.length === 0 ? null : printLines(kept.map((points) => points.map(positionOf)));
}

function simplifying(tolerance: number | null): number | null {
  const metres = tolerance ?? DEFAULT_TOLERANCE;
  return metres >= 0 && metres <= MAX_SIMPLIFIED ? metres / EARTH_RADIUS : null;
}

/** A polygon with fewer vertices; null when none of it is left. */
export function simplifiedPolygon(polygon: Polygon, tolerance: number | null): string | null {
  const angle = simplifying(tolerance);
  if (angle === null) return null;
  const rings = ringsOf(polygon).flatMap(({ points, isHole }) => {
    const kept = thinned(new (s2().Polyline)([...closed(points)]), angle)?.slice(0, -1);
    return kept && kept.length >= 3 ? [{ points: kept, isHole }] : [];
  });
  const shells = rings.some(({ isHole }) => !isHole);
  const printed = shells ? printPolygons(rings) : null;
  // What crosses itself now is none.
  return polygonOf(printed) && printed;
}

/** Functions that change vertices. */
export const geoReshaping = defineHostFamily({
  geo_line_densify: {
    takes: ['dynamic', 'real?', 'bool?'],
    returns: 'dynamic',
    call: densify(
      linesOf,
      (lines) => lines.map(pointsOf),
      (_, lines) => printLines(lines),
    ),
  },
  geo_polygon_densify: {
    takes: ['dynamic', 'real?', 'bool?'],
    returns: 'dynamic',
    call: densify(
      polygonOf,
      (polygon) => ringsOf(polygon).map(({ points }) => closed(points)),
      (polygon, lines) => printRings(ringsOf(polygon).map(({ isHole }, i) => ({ positions: lines[i] ?? [], isHole }))),
    ),
  },
  geo_line_simplify: { takes: ['dynamic', 'real?'], returns: 'dynamic', call: simplifiedLine },
  geo_polygon_simplify: {
    takes: ['dynamic', 'real?'],
    returns: 'dynamic',
    call: (json: string | null, tolerance: number | null) => {
      const polygon = polygonOf(json);
      return polygon && simplifiedPolygon(polygon, tolerance);
    },
  },
});
