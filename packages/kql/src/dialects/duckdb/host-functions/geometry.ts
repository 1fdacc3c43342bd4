// GeoJSON as shapes on the sphere, by the S2 library; loaded when the first query asks for it, since few do.

import { createRequire } from 'node:module';
import type * as H3Library from 'h3-js';
import type * as S2Library from 's2js';
import { direction, sinCos } from './geo/accurate-angles.js';
import type { Vector } from './geo/vector.js';

const require = createRequire(import.meta.url);
let s2Library: typeof S2Library | undefined;
let h3Library: typeof H3Library | undefined;

/** Spherical geometry. */
export function s2(): typeof S2Library.s2 {
  s2Library ??= require('s2js') as typeof S2Library;
  return s2Library.s2;
}

/** Hexagonal cells. */
export function h3(): typeof H3Library {
  h3Library ??= require('h3-js') as typeof H3Library;
  return h3Library;
}

/** The radius of the Earth in metres that the language computes with. */
export const EARTH_RADIUS = 6_371_010;

export type Position = readonly [longitude: number, latitude: number];
export type Point = InstanceType<typeof S2Library.s2.Point>;
export type Polyline = InstanceType<typeof S2Library.s2.Polyline>;
export type Polygon = InstanceType<typeof S2Library.s2.Polygon>;

const isCoordinate = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Whether a longitude and a latitude are in their ranges. */
export const isPosition = (longitude: unknown, latitude: unknown): boolean =>
  isCoordinate(longitude) && isCoordinate(latitude) && Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;

// In this order, as the engine multiplies: other orders round otherwise.
const RADIANS = Math.PI / 180;
const DEGREES = 180 / Math.PI;

/** The point of a position; null out of range. */
export function pointAt(longitude: number | null, latitude: number | null): Point | null {
  if (longitude === null || latitude === null || !isPosition(longitude, latitude)) return null;
  const { Point: S2Point, LatLng } = s2();
  return S2Point.fromLatLng(new LatLng(latitude * RADIANS, longitude * RADIANS));
}

/** As `pointAt`, to the last digit: for vertices, which are printed again. Longitudes may lie beyond the antimeridian. */
export function vertexAt(longitude: number, latitude: number): Point {
  const [south, across] = sinCos(latitude * RADIANS);
  const [east, along] = sinCos(longitude * RADIANS);
  return new (s2().Point)(along * across, east * across, south);
}

/** A vector as a point of the library. */
export const pointOf = ({ x, y, z }: Vector): Point => new (s2().Point)(x, y, z);

/** The position of a point. */
export function positionOf({ x, y, z }: Vector): Position {
  return [direction(y, x) * DEGREES, direction(z, Math.sqrt(x * x + y * y)) * DEGREES];
}

const numberText = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** JSON text of GeoJSON coordinates: always written as reals. */
export const printCoordinates = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(printCoordinates).join(',')}]` : numberText(Number(value));

/** JSON text of a GeoJSON geometry. */
export const printGeometry = (type: string, coordinates: unknown): string =>
  `{"type":"${type}","coordinates":${printCoordinates(coordinates)}}`;

/** JSON text of one or several lines. */
export const printLines = (lines: readonly (readonly Position[])[]): string =>
  lines.length === 1 ? printGeometry('LineString', lines[0]) : printGeometry('MultiLineString', lines);

/** A ring of a polygon, without its end; shells are counter-clockwise, holes clockwise. */
export interface Ring {
  readonly points: readonly Vector[];
  readonly isHole: boolean;
}

/** JSON text of the polygons that rings are, each shell before its holes. */
export const printPolygons = (rings: readonly Ring[]): string =>
  printRings(
    rings.map(({ points, isHole }) => {
      const positions = points.map(positionOf);
      return { positions: [...positions, ...positions.slice(0, 1)], isHole };
    }),
  );

/** As `printPolygons`, of positions with the first one again at the end. */
export function printRings(
  rings: readonly { readonly positions: readonly Position[]; readonly isHole: boolean }[],
): string {
  const polygons: (readonly Position[])[][] = [];
  for (const { positions, isHole } of rings) {
    if (isHole) polygons.at(-1)?.push(positions);
    else polygons.push([positions]);
  }
  return polygons.length === 1 ? printGeometry('Polygon', polygons[0]) : printGeometry('MultiPolygon', polygons);
}

/** Shapes kept after they were read. */
const MAX_REMEMBERED = 64;

interface Geometry {
  readonly type: unknown;
  readonly coordinates: unknown;
}

/** A shape stays known while a query asks about it row after row. */
function remembered<Shape>(read: (json: string) => Shape | null): (json: string | null) => Shape | null {
  const known = new Map<string, Shape | null>();
  return (json) => {
    if (json === null) return null;
    let shape = known.get(json);
    if (shape === undefined) {
      shape = read(json);
      if (known.size >= MAX_REMEMBERED) known.clear();
      known.set(json, shape);
    }
    return shape;
  };
}

function geometryOf(json: string): Geometry | null {
  const value: unknown = JSON.parse(json);
  return typeof value === 'object' && value !== null && 'type' in value && 'coordinates' in value ? value : null;
}

function pointsOf(positions: unknown): readonly Point[] | null {
  if (!Array.isArray(positions)) return null;
  const points = positions.map((position: unknown) =>
    Array.isArray(position) && isPosition(position[0], position[1]) ? vertexAt(position[0], position[1]) : null,
  );
  return points.every((point) => point !== null) ? points : null;
}

/** The lines of a LineString or MultiLineString; null when there is none, or one of them is not valid. */
export const linesOf = remembered(readLines);

function readLines(json: string): readonly Polyline[] | null {
  const geometry = geometryOf(json);
  if (!geometry) return null;
  const written =
    geometry.type === 'LineString'
      ? [geometry.coordinates]
      : geometry.type === 'MultiLineString'
        ? geometry.coordinates
        : null;
  if (!Array.isArray(written) || written.length === 0) return null;
  const lines = written.map((positions: unknown) => {
    const points = pointsOf(positions);
    if (!points || points.length < 2) return null;
    const line = new (s2().Polyline)([...points]);
    return line.validate() === null ? line : null;
  });
  return lines.every((line) => line !== null) ? lines : null;
}

/** The one polygon of all rings of a Polygon or MultiPolygon; null when it is not valid. */
export const polygonOf = remembered(readPolygon);

function readPolygon(json: string): Polygon | null {
  const geometry = geometryOf(json);
  if (!geometry) return null;
  const written =
    geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : null;
  if (!Array.isArray(written) || written.length === 0) return null;
  const loops = written.flatMap((rings: unknown) =>
    Array.isArray(rings) && rings.length > 0 ? rings.map(loopOf) : [null],
  );
  if (!loops.every((loop) => loop !== null)) return null;
  const polygon = new (s2().Polygon)(loops);
  return polygon.validate() === null ? polygon : null;
}

function loopOf(ring: unknown): InstanceType<typeof S2Library.s2.Loop> | null {
  const points = pointsOf(ring);
  const [first, last] = [points?.[0], points?.at(-1)];
  if (!points || points.length < 4 || !first || !last?.equals(first)) return null;
  const loop = new (s2().Loop)(points.slice(0, -1));
  if (loop.validate() !== null) return null;
  loop.normalize();
  return loop;
}

/** The rings of a polygon, each shell before its holes. */
export const ringsOf = (polygon: Polygon): readonly (Ring & { readonly points: readonly Point[] })[] =>
  Array.from({ length: polygon.numLoops() }, (_, i) => {
    const loop = polygon.loop(i);
    const points = Array.from({ length: loop.numVertices() }, (_unused, at) => loop.orientedVertex(at));
    return { points, isHole: loop.isHole() };
  });

/** The rings of a polygon as closed lines. */
export function outlines(polygon: Polygon): readonly Polyline[] {
  return Array.from({ length: polygon.numLoops() }, (_, i) => {
    const loop = polygon.loop(i);
    return new (s2().Polyline)(Array.from({ length: loop.numVertices() + 1 }, (_unused, at) => loop.vertex(at)));
  });
}
