// What lines and polygons share: areas, lines that only touch, and points that only meet.

import { type Arrangement, arrange, type Edge, type Piece } from './geo/arrangement.js';
import { chainsOf, distinct, wayOf } from './geo/chains.js';
import { regionsOf } from './geo/regions.js';
import { plus, unit, type Vector } from './geo/vector.js';
import { areaOf, edgesOf, lineEdges, referenceFor } from './geo-areas.js';
import {
  linesOf,
  type Polygon,
  pointOf,
  polygonOf,
  positionOf,
  printGeometry,
  printLines,
  printPolygons,
  type Ring,
  ringsOf,
  s2,
} from './geometry.js';
import { defineHostFamily } from './host-function.js';

/** Pieces and nodes of two shapes, and those of the first that the second has, too. */
interface Meeting {
  readonly arrangement: Arrangement;
  readonly own: readonly Piece[];
  readonly shared: readonly Piece[];
  readonly common: readonly number[];
}

const endsOf = (pieces: readonly Piece[]): ReadonlySet<number> => new Set(pieces.flatMap(({ from, to }) => [from, to]));

function meetingOf(edges: readonly Edge[]): Meeting | null {
  const arrangement = arrange(edges);
  if (!arrangement) return null;
  const sideOf = (side: number): readonly Piece[] =>
    distinct(arrangement.pieces.filter((piece) => piece.side === side));
  const [own, others] = [sideOf(0), sideOf(1)];
  const ways = new Set(others.map(wayOf));
  const nodes = endsOf(others);
  return {
    arrangement,
    own,
    shared: own.filter((piece) => ways.has(wayOf(piece))),
    common: [...endsOf(own)].filter((node) => nodes.has(node)),
  };
}

/** GeoJSON of all that is shared; several kinds, or none, are a collection. */
function print(points: readonly Vector[], lines: readonly (readonly Vector[])[], rings: readonly Ring[]): string {
  const { cellid } = s2();
  const places = points
    .map((point) => ({ cell: cellid.fromPoint(pointOf(point)), position: positionOf(point) }))
    .sort((a, b) => (a.cell < b.cell ? -1 : 1))
    .map(({ position }) => position);
  const geometries = [
    ...(places.length === 1 ? [printGeometry('Point', places[0])] : []),
    ...(places.length > 1 ? [printGeometry('MultiPoint', places)] : []),
    ...(lines.length > 0 ? [printLines(lines.map((line) => line.map(positionOf)))] : []),
    ...(rings.length > 0 ? [printPolygons(rings)] : []),
  ];
  const [only, ...others] = geometries;
  return only !== undefined && others.length === 0
    ? only
    : `{"type":"GeometryCollection","geometries":[${geometries.join(',')}]}`;
}

/** Lines of kept pieces, and the common nodes that none of them has. */
function linesAndPoints({ arrangement: { nodes }, common }: Meeting, kept: readonly Piece[], rings: readonly Ring[]) {
  const at = (node: number): Vector => nodes[node] as Vector;
  const taken = endsOf(kept);
  const corners = new Set(rings.flatMap(({ points }) => points.map(({ x, y, z }) => `${x},${y},${z}`)));
  const isCorner = ({ x, y, z }: Vector): boolean => corners.has(`${x},${y},${z}`);
  return print(
    common
      .filter((node) => !taken.has(node))
      .map(at)
      .filter((point) => !isCorner(point)),
    chainsOf(kept).map((chain) => chain.map(at)),
    rings,
  );
}

function ofLines(a: string | null, b: string | null): string | null {
  const [left, right] = [linesOf(a), linesOf(b)];
  if (!left || !right) return null;
  const own = lineEdges(left, 0, 0);
  const meeting = meetingOf([...own, ...lineEdges(right, 1, own.length)]);
  return meeting && linesAndPoints(meeting, meeting.shared, []);
}

function ofLineAndPolygon(a: string | null, b: string | null): string | null {
  const [lines, polygon] = [linesOf(a), polygonOf(b)];
  if (!lines || !polygon) return null;
  const own = lineEdges(lines, 0, 0);
  const meeting = meetingOf([...own, ...edgesOf(ringsOf(polygon), 1, own.length)]);
  if (!meeting) return null;
  const { nodes } = meeting.arrangement;
  const along = new Set(meeting.shared);
  const middle = ({ from, to }: Piece): Vector => unit(plus(nodes[from] as Vector, nodes[to] as Vector));
  const kept = meeting.own.filter((piece) => along.has(piece) || polygon.containsPoint(pointOf(middle(piece))));
  return linesAndPoints(meeting, kept, []);
}

function ofPolygons(a: string | null, b: string | null): string | null {
  const [left, right] = [polygonOf(a), polygonOf(b)];
  if (!left || !right) return null;
  const point = referenceFor([left, right]);
  const [one, other] = ([left, right] as readonly Polygon[]).map((polygon) => areaOf(polygon, point));
  if (!one || !other) return null;
  const own = edgesOf(one.rings, 0, 0);
  const meeting = meetingOf([...own, ...edgesOf(other.rings, 1, own.length)]);
  const rings = meeting && regionsOf(meeting.arrangement, { point, winding: one.winding + other.winding }, 2);
  if (!rings) return null;
  // Along edges that both have in the same direction lies an area; in opposite ones, nothing else.
  const { pieces } = meeting.arrangement;
  const directed = new Set(pieces.filter(({ side }) => side === 1).map(({ from, to }) => `${from},${to}`));
  const touching = meeting.shared.filter(({ from, to }) => !directed.has(`${from},${to}`));
  return linesAndPoints(meeting, touching, rings);
}

/** Functions for what two shapes share. */
export const geoIntersections = defineHostFamily({
  geo_intersection_2lines: { takes: ['dynamic', 'dynamic'], returns: 'dynamic', call: ofLines },
  geo_intersection_line_with_polygon: { takes: ['dynamic', 'dynamic'], returns: 'dynamic', call: ofLineAndPolygon },
  geo_intersection_2polygons: { takes: ['dynamic', 'dynamic'], returns: 'dynamic', call: ofPolygons },
});
