// Lines and polygons on the sphere: measures, centres, nearness and meetings.

import {
  EARTH_RADIUS,
  linesOf,
  outlines,
  type Point,
  type Polygon,
  type Polyline,
  pointAt,
  polygonOf,
  positionOf,
  printGeometry,
  s2,
} from './geometry.js';
import { defineHostFamily, type HostedFunction } from './host-function.js';

const printPoint = (point: Point): string => printGeometry('Point', positionOf(point));

/** The centre that a weighted sum of points tells; null when it tells none. */
function centre(sum: { readonly vector: Parameters<typeof unit>[0] }): string | null {
  const point = unit(sum.vector);
  return point && printPoint(point);
}

function unit(vector: { readonly x: number; readonly y: number; readonly z: number }): Point | null {
  const length = Math.hypot(vector.x, vector.y, vector.z);
  return length === 0 ? null : s2().Point.fromCoords(vector.x / length, vector.y / length, vector.z / length);
}

const added = (points: readonly Point[]): { readonly x: number; readonly y: number; readonly z: number } =>
  points.reduce((sum, { x, y, z }) => ({ x: sum.x + x, y: sum.y + y, z: sum.z + z }), { x: 0, y: 0, z: 0 });

const angleBetween = (a: Point, b: Point): number => a.distance(b);

/** The nearest point on any of the lines, and its distance as an angle. */
function nearest(lines: readonly Polyline[], point: Point): { readonly point: Point; readonly angle: number } | null {
  return lines
    .map((line) => {
      const [found] = line.project(point);
      return { point: found, angle: angleBetween(found, point) };
    })
    .reduce<{ point: Point; angle: number } | null>(
      (best, next) => (best && best.angle <= next.angle ? best : next),
      null,
    );
}

const perLine =
  (measure: (lines: readonly Polyline[]) => number | string | null): HostedFunction['call'] =>
  (json: string | null) => {
    const lines = linesOf(json);
    return lines && measure(lines);
  };

const perPolygon =
  (measure: (polygon: Polygon) => number | string | null): HostedFunction['call'] =>
  (json: string | null) => {
    const polygon = polygonOf(json);
    return polygon && measure(polygon);
  };

function linesMeet(a: readonly Polyline[], b: readonly Polyline[]): boolean {
  return a.some((left) => b.some((right) => left.intersects(right)));
}

const length = (lines: readonly Polyline[]): number =>
  lines.reduce((sum, line) => sum + line.length(), 0) * EARTH_RADIUS;

/** Where the surroundings of a shape end, in degrees: in the west, south, east or north. */
function bound(json: string | null, metres: number | null, side: bigint | null): number | null {
  const polygon = polygonOf(json);
  const parts: readonly (Polygon | Polyline)[] | null = polygon ? [polygon] : linesOf(json);
  if (!parts || metres === null || !(metres >= 0)) return null;
  const bounds = parts.map((part) => part.rectBound());
  // A little more than asked for: distances and bounds are rounded.
  const reach = (metres / EARTH_RADIUS) * (1 + 1e-9) + 1e-9;
  const south = Math.min(...bounds.map(({ lat }) => lat.lo));
  const north = Math.max(...bounds.map(({ lat }) => lat.hi));
  const pole = Math.max(-south, north);
  const aside = pole + reach < Math.PI / 2 ? Math.asin(Math.sin(reach) / Math.cos(pole)) : Math.PI;
  const west = Math.min(...bounds.map(({ lng }) => lng.lo)) - aside;
  const east = Math.max(...bounds.map(({ lng }) => lng.hi)) + aside;
  // Over the antimeridian: all around.
  const around = west < -Math.PI || east > Math.PI || bounds.some(({ lng }) => lng.lo > lng.hi);
  const found = [around ? -Math.PI : west, south - reach, around ? Math.PI : east, north + reach][Number(side)];
  return found === undefined ? null : (found * 180) / Math.PI;
}

/** Functions on lines and polygons. */
export const geoShapes = defineHostFamily({
  // Of no use to queries, which cannot name it: the lookup plugins search by it.
  geo_bound: { takes: ['dynamic', 'real', 'long'], returns: 'real', call: bound },
  geo_line_length: { takes: ['dynamic'], returns: 'real', call: perLine(length) },
  geo_line_centroid: {
    takes: ['dynamic'],
    returns: 'dynamic',
    call: perLine((lines) => centre({ vector: added(lines.map((line) => line.centroid())) })),
  },
  geo_line_interpolate_point: {
    takes: ['dynamic', 'real'],
    returns: 'dynamic',
    call: (json: string | null, fraction: number | null) => {
      const [line, ...others] = linesOf(json) ?? [];
      if (!line || others.length > 0 || fraction === null || !(fraction >= 0 && fraction <= 1)) return null;
      return printPoint(line.interpolate(fraction)[0]);
    },
  },
  geo_line_locate_point: {
    takes: ['dynamic', 'real', 'real'],
    returns: 'real',
    call: (json: string | null, longitude: number | null, latitude: number | null) => {
      const [line, ...others] = linesOf(json) ?? [];
      const point = pointAt(longitude, latitude);
      if (!line || others.length > 0 || !point) return null;
      return line.uninterpolate(...line.project(point));
    },
  },
  geo_closest_point_on_line: {
    takes: ['real', 'real', 'dynamic'],
    returns: 'dynamic',
    call: (longitude: number | null, latitude: number | null, json: string | null) => {
      const [point, lines] = [pointAt(longitude, latitude), linesOf(json)];
      const found = point && lines && nearest(lines, point);
      return found && printPoint(found.point);
    },
  },
  geo_closest_point_on_polygon: {
    takes: ['real', 'real', 'dynamic'],
    returns: 'dynamic',
    call: (longitude: number | null, latitude: number | null, json: string | null) => {
      const [point, polygon] = [pointAt(longitude, latitude), polygonOf(json)];
      if (!point || !polygon) return null;
      const found = polygon.containsPoint(point) ? { point } : nearest(outlines(polygon), point);
      return found && printPoint(found.point);
    },
  },
  geo_distance_point_to_line: {
    takes: ['real', 'real', 'dynamic'],
    returns: 'real',
    call: (longitude: number | null, latitude: number | null, json: string | null) => {
      const [point, lines] = [pointAt(longitude, latitude), linesOf(json)];
      const found = point && lines && nearest(lines, point);
      return found && found.angle * EARTH_RADIUS;
    },
  },
  geo_distance_point_to_polygon: {
    takes: ['real', 'real', 'dynamic'],
    returns: 'real',
    call: (longitude: number | null, latitude: number | null, json: string | null) => {
      const [point, polygon] = [pointAt(longitude, latitude), polygonOf(json)];
      if (!point || !polygon) return null;
      return polygon.containsPoint(point) ? 0 : (nearest(outlines(polygon), point)?.angle ?? 0) * EARTH_RADIUS;
    },
  },
  geo_point_in_polygon: {
    takes: ['real', 'real', 'dynamic'],
    returns: 'bool',
    call: (longitude: number | null, latitude: number | null, json: string | null) => {
      const [point, polygon] = [pointAt(longitude, latitude), polygonOf(json)];
      if (!point || !polygon) return null;
      return polygon.containsPoint(point);
    },
  },
  geo_polygon_area: {
    takes: ['dynamic'],
    returns: 'real',
    call: perPolygon((polygon) => polygon.area() * EARTH_RADIUS ** 2),
  },
  geo_polygon_perimeter: {
    takes: ['dynamic'],
    returns: 'real',
    call: perPolygon((polygon) => length(outlines(polygon))),
  },
  geo_polygon_centroid: {
    takes: ['dynamic'],
    returns: 'dynamic',
    call: perPolygon((polygon) => centre({ vector: polygon.centroid() })),
  },
  geo_intersects_2lines: {
    takes: ['dynamic', 'dynamic'],
    returns: 'bool',
    call: (a: string | null, b: string | null) => {
      const [left, right] = [linesOf(a), linesOf(b)];
      return left && right && linesMeet(left, right);
    },
  },
  geo_intersects_line_with_polygon: {
    takes: ['dynamic', 'dynamic'],
    returns: 'bool',
    call: (a: string | null, b: string | null) => {
      const [lines, polygon] = [linesOf(a), polygonOf(b)];
      if (!lines || !polygon) return null;
      return (
        lines.some((line) => line.points.some((point) => polygon.containsPoint(point as Point))) ||
        linesMeet(lines, outlines(polygon))
      );
    },
  },
  geo_intersects_2polygons: {
    takes: ['dynamic', 'dynamic'],
    returns: 'bool',
    call: (a: string | null, b: string | null) => {
      const [left, right] = [polygonOf(a), polygonOf(b)];
      return left === null || right === null ? null : left.intersects(right);
    },
  },
});
