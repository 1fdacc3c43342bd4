// Unions and intersections of lines and polygons.

import { arrange } from './geo/arrangement.js';
import { chainsOf, distinct } from './geo/chains.js';
import { type Reference, regionsOf } from './geo/regions.js';
import type { Vector } from './geo/vector.js';
import { type Area, areaOf, edgesOf, lineEdges, referenceFor } from './geo-areas.js';
import { simplifiedPolygon } from './geo-reshaping.js';
import { linesOf, type Polygon, polygonOf, positionOf, printLines, printPolygons, type Ring } from './geometry.js';
import { defineHostFamily } from './host-function.js';

function joined(a: Area, b: Area, point: Vector): Area | null {
  const own = edgesOf(a.rings, 0, 0);
  const arrangement = arrange([...own, ...edgesOf(b.rings, 1, own.length)]);
  const reference: Reference = { point, winding: a.winding + b.winding };
  const rings = arrangement && regionsOf(arrangement, reference, 1);
  return rings && { rings, winding: Math.min(1, reference.winding), size: a.size + b.size };
}

/** The union: the two smallest areas become one until there is only one, as in the S2 library. */
function union(polygons: readonly Polygon[]): readonly Ring[] | null {
  const point = referenceFor(polygons);
  const queue = polygons.map((polygon) => areaOf(polygon, point)).sort((a, b) => a.size - b.size);
  for (let [a, b] = queue.splice(0, 2); a; [a, b] = queue.splice(0, 2)) {
    if (!b) return a.rings;
    const both = joined(a, b, point);
    if (!both) return null;
    const larger = queue.findIndex(({ size }) => size > both.size);
    queue.splice(larger === -1 ? queue.length : larger, 0, both);
  }
  return null;
}

/** All shapes of an array; null when one of them is none, or there are none. */
function eachOf<Shape>(json: string | null, read: (json: string) => Shape | null): readonly Shape[] | null {
  const values: unknown = json === null ? null : JSON.parse(json);
  if (!Array.isArray(values) || values.length === 0) return null;
  const shapes = values.map((value) => read(JSON.stringify(value)));
  return shapes.every((shape) => shape !== null) ? shapes : null;
}

function unionOf(json: string | null): string | null {
  const polygons = eachOf(json, polygonOf);
  const rings = polygons && union(polygons);
  return rings && rings.length > 0 ? printPolygons(rings) : null;
}

// Lines that only cross stay as they are; ways that several have are there once.
function unionOfLines(json: string | null): string | null {
  const lines = eachOf(json, linesOf);
  const arrangement = lines && arrange(lineEdges(lines.flat(), 0, 0), { cutAtCrossings: false });
  if (!arrangement) return null;
  const { nodes, pieces } = arrangement;
  return printLines(chainsOf(distinct(pieces)).map((chain) => chain.map((node) => positionOf(nodes[node] as Vector))));
}

/** Functions that make a shape of several. */
export const geoOverlays = defineHostFamily({
  geo_union_polygons_array: { takes: ['dynamic'], returns: 'dynamic', call: unionOf },
  geo_union_lines_array: { takes: ['dynamic'], returns: 'dynamic', call: unionOfLines },
  geo_simplify_polygons_array: {
    takes: ['dynamic', 'real?'],
    returns: 'dynamic',
    call: (json: string | null, tolerance: number | null) => {
      const polygon = polygonOf(unionOf(json));
      return polygon && simplifiedPolygon(polygon, tolerance);
    },
  },
});
