// Surroundings of points, lines and polygons.

import { arrange } from './geo/arrangement.js';
import { aroundLine, aroundRing, circle, type Drawing, drawingOf } from './geo/offset.js';
import { regionsOf } from './geo/regions.js';
import { across, apart, cross, minus, plus, scaled, unit, type Vector, vector } from './geo/vector.js';
import {
  EARTH_RADIUS,
  isPosition,
  linesOf,
  type Point,
  pointOf,
  polygonOf,
  printPolygons,
  ringsOf,
  s2,
  vertexAt,
} from './geometry.js';
import { defineHostFamily } from './host-function.js';

const DEFAULT_TOLERANCE = 10;
/** Of the radius. */
const LEAST_TOLERANCE = 1e-6;
const MOST_TOLERANCE = 1 - 1e-9;
/** Vertices of a raw outline before it is given up. */
const MAX_VERTICES = 250_000;

/** The drawing of a buffer; null when the radius or the tolerance, both in metres, is none. */
function drawing(radius: number | null, tolerance: number | null): Drawing | null {
  const metres = tolerance ?? DEFAULT_TOLERANCE;
  if (radius === null || !(radius > 0 && Number.isFinite(radius)) || !(metres >= radius * LEAST_TOLERANCE)) return null;
  const angle = radius / EARTH_RADIUS;
  return angle < Math.PI / 2 ? drawingOf(angle, angle * Math.min(metres / radius, MOST_TOLERANCE)) : null;
}

/** A point that the surroundings of vertices leave out for sure; null when they may reach everywhere. */
function farFrom(vertices: readonly Vector[], distance: (point: Vector) => number, radius: number): Vector | null {
  const middle = unit(vertices.reduce(plus, vector(1e-9, 1e-9, 1e-9)));
  const aside = across(middle);
  const sides = [aside, cross(middle, aside), scaled(aside, -1), scaled(cross(middle, aside), -1)];
  const tilted = sides.flatMap((side) =>
    [0.123456789, 0.87654321].map((tilt) => unit(minus(side, scaled(middle, tilt)))),
  );
  return tilted.find((point) => distance(point) > radius * 1.01) ?? null;
}

/** What raw outlines go around, as polygons. */
function surroundings(outlines: readonly (readonly Vector[])[], outside: Vector | null): string | null {
  if (!outside) return null;
  let id = 0;
  const edges = outlines.flatMap((points) =>
    points.map((from, i) => ({ from, to: points[(i + 1) % points.length] as Vector, id: id++, side: 0 })),
  );
  const arrangement = edges.length > MAX_VERTICES ? null : arrange(edges);
  const rings = arrangement && regionsOf(arrangement, { point: outside, winding: 0 }, 1);
  return rings && rings.length > 0 ? printPolygons(rings) : null;
}

/** Vertices that the outline of so many may have. */
const isTooMuch = (vertices: number, { vertexStep, edgeStep }: Drawing): boolean =>
  vertices * (4 + (2 * Math.PI) / vertexStep + Math.PI / edgeStep) > 64 * MAX_VERTICES;

function lineBuffer(json: string | null, radius: number | null, tolerance: number | null): string | null {
  const [lines, how] = [linesOf(json), drawing(radius, tolerance)];
  if (!lines || !how) return null;
  const vertices = lines.flatMap((line) => line.points as readonly Point[]);
  if (isTooMuch(vertices.length, how)) return null;
  const distance = (point: Vector): number =>
    Math.min(...lines.map((line) => apart(line.project(pointOf(point))[0], point)));
  return surroundings(
    lines.map((line) => aroundLine(line.points as readonly Point[], how)),
    farFrom(vertices, distance, how.radius),
  );
}

function polygonBuffer(json: string | null, radius: number | null, tolerance: number | null): string | null {
  const [polygon, how] = [polygonOf(json), drawing(radius, tolerance)];
  if (!polygon || !how) return null;
  const rings = ringsOf(polygon);
  const vertices = rings.flatMap(({ points }) => points);
  if (isTooMuch(vertices.length, how)) return null;
  const lines = rings.map(({ points }) => new (s2().Polyline)([...points, points[0] as Point]));
  const distance = (at: Vector): number =>
    polygon.containsPoint(pointOf(at)) ? 0 : Math.min(...lines.map((line) => apart(line.project(pointOf(at))[0], at)));
  return surroundings(
    rings.map(({ points }) => aroundRing(points, how)),
    farFrom(vertices, distance, how.radius),
  );
}

function pointBuffer(
  longitude: number | null,
  latitude: number | null,
  radius: number | null,
  tolerance: number | null,
): string | null {
  const how = drawing(radius, tolerance);
  if (!how || longitude === null || latitude === null || !isPosition(longitude, latitude)) return null;
  return printPolygons([{ points: circle(vertexAt(longitude, latitude), how), isHole: false }]);
}

/** Functions for surroundings. */
export const geoBuffers = defineHostFamily({
  geo_point_buffer: { takes: ['real', 'real', 'real', 'real?'], returns: 'dynamic', call: pointBuffer },
  geo_line_buffer: { takes: ['dynamic', 'real', 'real?'], returns: 'dynamic', call: lineBuffer },
  geo_polygon_buffer: { takes: ['dynamic', 'real', 'real?'], returns: 'dynamic', call: polygonBuffer },
});
