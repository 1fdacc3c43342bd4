// Cells of the S2 and H3 grids, by their tokens.

import { engineOrder, engineOrderGrown } from './engine-order.js';
import {
  EARTH_RADIUS,
  h3,
  isPosition,
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
import { defineHostFamily } from './host-function.js';

const DEFAULT_S2_LEVEL = 11;
const DEFAULT_H3_RESOLUTION = 6;
const MAX_CHILDREN_DEPTH = 5;
const MAX_RINGS = 142;
const MAX_CELLS = 65_536;

const levelOf = (value: number | null, otherwise: number, most: number): number | null => {
  const level = value ?? otherwise;
  return Number.isInteger(level) && level >= 0 && level <= most ? level : null;
};

function s2Cell(longitude: number | null, latitude: number | null, wanted: number | null): string {
  const [point, level] = [pointAt(longitude, latitude), levelOf(wanted, DEFAULT_S2_LEVEL, 30)];
  if (!point || level === null) return '';
  const { cellid } = s2();
  return cellid.toToken(cellid.parent(cellid.fromPoint(point), level));
}

/** The cell of a token; null when it names none. */
function s2CellId(token: string): bigint | null {
  if (!/^[0-9a-fA-F]{1,16}$/.test(token)) return null;
  const { cellid } = s2();
  const id = cellid.fromToken(token.toLowerCase());
  return cellid.valid(id) ? id : null;
}

const ring = (points: readonly Point[]): string => {
  const positions = points.map(positionOf);
  return printGeometry('Polygon', [[...positions, positions[0]]]);
};

function s2Polygon(token: string): string | null {
  const id = s2CellId(token);
  if (id === null) return null;
  const cell = s2().Cell.fromCellID(id);
  return ring([0, 1, 2, 3].map((corner) => cell.vertex(corner)));
}

function s2Neighbours(token: string): string | null {
  const id = s2CellId(token);
  if (id === null) return null;
  const { cellid } = s2();
  return JSON.stringify(engineOrder(cellid.allNeighbors(id, cellid.level(id)).map((cell) => cellid.toToken(cell))));
}

/** About how many cells of a level cover a polygon: what its area takes, and what its outline crosses. */
function cellsNeeded(polygon: Polygon, level: number): number {
  const cellArea = (4 * Math.PI) / 6 / 4 ** level;
  const outline = outlines(polygon).reduce((sum, line) => sum + line.length(), 0);
  return polygon.area() / cellArea + outline / Math.sqrt(cellArea);
}

function polygonToS2(json: string | null, wanted: number | null): string | null {
  const [polygon, level] = [polygonOf(json), levelOf(wanted, DEFAULT_S2_LEVEL, 30)];
  if (!polygon || level === null || cellsNeeded(polygon, level) > 2 * MAX_CELLS) return null;
  const { RegionCoverer, cellid } = s2();
  const covering = new RegionCoverer({ minLevel: level, maxLevel: level, maxCells: MAX_CELLS }).covering(polygon);
  return covering.length > MAX_CELLS ? null : JSON.stringify([...covering].map((cell) => cellid.toToken(cell)));
}

// Edge by edge: each meets few cells, whatever the others do.
function lineToS2(json: string | null, wanted: number | null, radius: number | null): string | null {
  const [lines, level] = [linesOf(json), levelOf(wanted, DEFAULT_S2_LEVEL, 30)];
  const angle = (radius ?? 0) / EARTH_RADIUS;
  if (!lines || level === null || !(angle >= 0 && angle < Math.PI / 2)) return null;
  const length = lines.reduce((sum, line) => sum + line.length(), 0);
  const cellArea = (4 * Math.PI) / 6 / 4 ** level;
  if ((angle * (length + angle)) / cellArea + length / Math.sqrt(cellArea) > 2 * MAX_CELLS) return null;
  const { RegionCoverer, cellid } = s2();
  const coverer = new RegionCoverer({ minLevel: level, maxLevel: level, maxCells: MAX_CELLS });
  const found = new Set<bigint>();
  for (const line of lines)
    for (let i = 0; i < line.numEdges() && found.size <= MAX_CELLS; i++)
      for (const cell of coverer.covering(edgeRegion(line.edge(i), angle))) found.add(cell);
  if (found.size > MAX_CELLS) return null;
  return JSON.stringify([...found].sort((a, b) => (a < b ? -1 : 1)).map((cell) => cellid.toToken(cell)));
}

/** An edge and the points around it, up to an angle. */
function edgeRegion({ v0, v1 }: ReturnType<Polyline['edge']>, angle: number): Region {
  const { Polyline } = s2();
  const line = new Polyline([v0, v1]);
  // The library compares squared chords.
  const reach = 4 * Math.sin(angle / 2) ** 2;
  return {
    containsCell: () => false,
    intersectsCell: (cell) => (angle === 0 ? line.intersectsCell(cell) : cell.distanceToEdge(v0, v1) <= reach),
    containsPoint: () => false,
    cellUnionBound: () => line.capBound().expanded(angle).cellUnionBound(),
  };
}

type Region = Parameters<InstanceType<ReturnType<typeof s2>['RegionCoverer']>['covering']>[0];

// Cells whose centres lie inside.
function polygonToH3(json: string | null, wanted: number | null): string | null {
  const [polygon, resolution] = [polygonOf(json), levelOf(wanted, DEFAULT_H3_RESOLUTION, 15)];
  if (!polygon || resolution === null || json === null) return null;
  const cellArea = (4 * Math.PI) / (2 + 120 * 7 ** resolution);
  if (polygon.area() / cellArea > MAX_CELLS) return null;
  const { type, coordinates } = JSON.parse(json) as { type: string; coordinates: number[][][] | number[][][][] };
  const polygons = (type === 'Polygon' ? [coordinates] : coordinates) as number[][][][];
  return JSON.stringify(engineOrderGrown(polygons.flatMap((rings) => h3().polygonToCells(rings, resolution, true))));
}

function h3Cell(longitude: number | null, latitude: number | null, wanted: number | null): string {
  const resolution = levelOf(wanted, DEFAULT_H3_RESOLUTION, 15);
  if (longitude === null || latitude === null || resolution === null || !isPosition(longitude, latitude)) return '';
  return h3().latLngToCell(latitude, longitude, resolution);
}

/** Null for a text that is no cell. */
const ofH3 =
  <T extends string | bigint>(read: (cell: string, wanted: number | null) => T | null) =>
  (cell: string, wanted: number | null): T | null =>
    h3().isValidCell(cell) ? read(cell, wanted) : null;

/** H3 and S2 functions. */
export const geoCells = defineHostFamily({
  geo_point_to_s2cell: { takes: ['real', 'real', 'real?'], returns: 'string', call: s2Cell },
  geo_s2cell_to_central_point: {
    takes: ['string'],
    returns: 'dynamic',
    call: (token: string) => {
      const id = s2CellId(token);
      return id === null ? null : printGeometry('Point', positionOf(s2().cellid.point(id)));
    },
  },
  geo_s2cell_to_polygon: { takes: ['string'], returns: 'dynamic', call: s2Polygon },
  geo_s2cell_neighbors: { takes: ['string'], returns: 'dynamic', call: s2Neighbours },
  geo_polygon_to_s2cells: { takes: ['dynamic', 'real?'], returns: 'dynamic', call: polygonToS2 },
  geo_line_to_s2cells: { takes: ['dynamic', 'real?', 'real?'], returns: 'dynamic', call: lineToS2 },
  geo_point_to_h3cell: { takes: ['real', 'real', 'real?'], returns: 'string', call: h3Cell },
  geo_polygon_to_h3cells: { takes: ['dynamic', 'real?'], returns: 'dynamic', call: polygonToH3 },
  geo_h3cell_level: { takes: ['string'], returns: 'int', call: ofH3((cell) => BigInt(h3().getResolution(cell))) },
  geo_h3cell_to_central_point: {
    takes: ['string'],
    returns: 'dynamic',
    call: ofH3((cell) => {
      const [latitude, longitude] = h3().cellToLatLng(cell);
      return printGeometry('Point', [longitude, latitude]);
    }),
  },
  geo_h3cell_to_polygon: {
    takes: ['string'],
    returns: 'dynamic',
    call: ofH3((cell) => printGeometry('Polygon', [h3().cellToBoundary(cell, true)])),
  },
  geo_h3cell_neighbors: {
    takes: ['string'],
    returns: 'dynamic',
    call: ofH3((cell) => JSON.stringify(engineOrder(h3().gridDisk(cell, 1).slice(1)))),
  },
  geo_h3cell_children: {
    takes: ['string', 'real?'],
    returns: 'dynamic',
    call: ofH3((cell, wanted) => {
      const own = h3().getResolution(cell);
      const resolution = wanted ?? own + 1;
      const fits =
        Number.isInteger(resolution) && resolution > own && resolution <= Math.min(15, own + MAX_CHILDREN_DEPTH);
      return fits ? JSON.stringify(h3().cellToChildren(cell, resolution)) : null;
    }),
  },
  geo_h3cell_parent: {
    takes: ['string', 'real?'],
    returns: 'string',
    call: ofH3((cell, wanted) => {
      const own = h3().getResolution(cell);
      const resolution = wanted ?? own - 1;
      return Number.isInteger(resolution) && resolution >= 0 && resolution < own
        ? h3().cellToParent(cell, resolution)
        : null;
    }),
  },
  geo_h3cell_rings: {
    takes: ['string', 'real'],
    returns: 'dynamic',
    call: ofH3((cell, distance) =>
      distance !== null && Number.isInteger(distance) && distance >= 0 && distance <= MAX_RINGS
        ? JSON.stringify(h3().gridDiskDistances(cell, distance))
        : null,
    ),
  },
});
