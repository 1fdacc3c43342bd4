// Points on the Earth: distances, directions, well-known text and geohashes.

import { engineOrder } from './engine-order.js';
import { EARTH_RADIUS, isPosition, type Position, pointAt, printCoordinates, printGeometry } from './geometry.js';
import { defineHostFamily } from './host-function.js';

type Coordinate = number | null;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The distance of two positions along the sphere, in metres; null out of range. */
function distance(lng1: Coordinate, lat1: Coordinate, lng2: Coordinate, lat2: Coordinate): number | null {
  const [a, b] = [pointAt(lng1, lat1), pointAt(lng2, lat2)];
  if (lng1 === null || lat1 === null || lng2 === null || lat2 === null || !a || !b) return null;
  const across = Math.sin(radians(lat2 - lat1) / 2) ** 2;
  const along = Math.sin(radians(lng2 - lng1) / 2) ** 2 * Math.cos(radians(lat1)) * Math.cos(radians(lat2));
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(across + along)));
}

const turn = 2 * Math.PI;
const normalized = (angle: number): number => ((angle % turn) + turn) % turn;

// The direction from one position to another, clockwise from north.
function azimuth(lng1: Coordinate, lat1: Coordinate, lng2: Coordinate, lat2: Coordinate): number | null {
  if (lng1 === null || lat1 === null || lng2 === null || lat2 === null) return null;
  if (!isPosition(lng1, lat1) || !isPosition(lng2, lat2) || (lng1 === lng2 && lat1 === lat2)) return null;
  const [from, to, east] = [radians(lat1), radians(lat2), radians(lng2 - lng1)];
  return normalized(
    Math.atan2(
      Math.sin(east) * Math.cos(to),
      Math.cos(from) * Math.sin(to) - Math.sin(from) * Math.cos(to) * Math.cos(east),
    ),
  );
}

// The angle at the middle position, clockwise from the first to the last.
function angle(
  lng1: Coordinate,
  lat1: Coordinate,
  lng2: Coordinate,
  lat2: Coordinate,
  lng3: Coordinate,
  lat3: Coordinate,
): number | null {
  const [to, from] = [azimuth(lng2, lat2, lng3, lat3), azimuth(lng2, lat2, lng1, lat1)];
  return to === null || from === null ? null : normalized(to - from);
}

const geohashDigits = '0123456789bcdefghjkmnpqrstuvwxyz';
const MAX_GEOHASH = 18;

interface Box {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

function geohashOf(lng: Coordinate, lat: Coordinate, accuracy: number | null): string {
  const length = accuracy ?? 5;
  if (lng === null || lat === null || !isPosition(lng, lat)) return '';
  if (!Number.isInteger(length) || length < 1 || length > MAX_GEOHASH) return '';
  let hash = '';
  const sides = [
    { low: -180, high: 180, value: lng },
    { low: -90, high: 90, value: lat },
  ];
  for (let [bit, digit] = [0, 0]; hash.length < length; bit++) {
    const side = sides[bit % 2] ?? { low: 0, high: 0, value: 0 };
    const middle = (side.low + side.high) / 2;
    const upper = side.value >= middle;
    if (upper) side.low = middle;
    else side.high = middle;
    digit = digit * 2 + Number(upper);
    if (bit % 5 === 4) {
      hash += geohashDigits[digit] ?? '';
      digit = 0;
    }
  }
  return hash;
}

function boxOf(geohash: string): Box | null {
  if (geohash.length === 0 || geohash.length > MAX_GEOHASH) return null;
  const [lng, lat] = [
    [-180, 180],
    [-90, 90],
  ];
  let bit = 0;
  for (const character of geohash.toLowerCase()) {
    const digit = geohashDigits.indexOf(character);
    if (digit < 0) return null;
    for (let mask = 16; mask > 0; mask >>= 1, bit++) {
      const range = bit % 2 === 0 ? lng : lat;
      const middle = ((range?.[0] ?? 0) + (range?.[1] ?? 0)) / 2;
      range?.splice(digit & mask ? 0 : 1, 1, middle);
    }
  }
  return { west: lng?.[0] ?? 0, east: lng?.[1] ?? 0, south: lat?.[0] ?? 0, north: lat?.[1] ?? 0 };
}

/** A rectangle's ring, counter-clockwise from its south-west. */
const ringOf = ({ west, east, south, north }: Box): readonly Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];

function neighbours(geohash: string): string | null {
  const box = boxOf(geohash);
  if (!box) return null;
  const [width, height] = [box.east - box.west, box.north - box.south];
  const [lng, lat] = [(box.west + box.east) / 2, (box.south + box.north) / 2];
  // From the north-west clockwise.
  const steps = [
    [-1, 1],
    [0, 1],
    [1, 1],
    [1, 0],
    [1, -1],
    [0, -1],
    [-1, -1],
    [-1, 0],
  ];
  const wrapped = (value: number): number => ((((value + 180) % 360) + 360) % 360) - 180;
  const found = steps.flatMap(([east = 0, north = 0]) => {
    const to = lat + north * height;
    return Math.abs(to) > 90 ? [] : [geohashOf(wrapped(lng + east * width), to, geohash.length)];
  });
  return JSON.stringify(engineOrder(found));
}

const depths: Readonly<Record<string, readonly [type: string, depth: number]>> = {
  POINT: ['Point', 0],
  MULTIPOINT: ['MultiPoint', 1],
  LINESTRING: ['LineString', 1],
  MULTILINESTRING: ['MultiLineString', 2],
  POLYGON: ['Polygon', 2],
  MULTIPOLYGON: ['MultiPolygon', 3],
};

// Well-known text as GeoJSON; null for what is none.
function fromWkt(text: string): string | null {
  const [, word = '', body = ''] = /^\s*([A-Za-z]+)\s*\(([\s\S]*)\)\s*$/.exec(text) ?? [];
  if (word.toUpperCase() === 'GEOMETRYCOLLECTION') {
    const parts = splitTop(body).map(fromWkt);
    return parts.includes(null) ? null : `{"type":"GeometryCollection","geometries":[${parts.join(',')}]}`;
  }
  const shape = depths[word.toUpperCase()];
  const coordinates = shape && wktCoordinates(body, shape[1]);
  return coordinates ? printGeometry(shape[0], coordinates) : null;
}

/** Pieces between commas that no parenthesis encloses. */
function splitTop(body: string): readonly string[] {
  const pieces = [''];
  let depth = 0;
  for (const character of body) {
    if (character === '(') depth++;
    else if (character === ')') depth--;
    if (character === ',' && depth === 0) pieces.push('');
    else pieces[pieces.length - 1] += character;
  }
  return pieces;
}

function wktCoordinates(body: string, depth: number): readonly unknown[] | null {
  if (depth === 0) {
    const numbers = body.trim().split(/\s+/).map(Number);
    return numbers.length >= 2 && numbers.every(Number.isFinite) && body.trim() !== '' ? numbers : null;
  }
  const parts = splitTop(body).map((piece) => {
    const inner = /^\s*\(([\s\S]*)\)\s*$/.exec(piece)?.[1] ?? (depth === 1 ? piece : null);
    return inner === null ? null : wktCoordinates(inner, depth - 1);
  });
  return parts.includes(null) ? null : parts;
}

const fourReals = ['real', 'real', 'real', 'real'] as const;

/** Functions on positions. */
export const geoPoints = defineHostFamily({
  geo_distance_2points: { takes: fourReals, returns: 'real', call: distance },
  geo_azimuth: { takes: fourReals, returns: 'real', call: azimuth },
  geo_angle: { takes: [...fourReals, 'real', 'real'], returns: 'real', call: angle },
  geo_point_in_circle: {
    takes: [...fourReals, 'real'],
    returns: 'bool',
    call: (lng: Coordinate, lat: Coordinate, centreLng: Coordinate, centreLat: Coordinate, radius: number | null) => {
      const away = distance(lng, lat, centreLng, centreLat);
      return away === null || radius === null || !(radius >= 0) ? null : away <= radius;
    },
  },
  geo_from_wkt: { takes: ['text'], returns: 'dynamic', call: fromWkt },
  geo_point_to_geohash: { takes: ['real', 'real', 'real?'], returns: 'string', call: geohashOf },
  geo_geohash_to_central_point: {
    takes: ['string'],
    returns: 'dynamic',
    call: (geohash: string) => {
      const box = boxOf(geohash);
      return box && printGeometry('Point', [(box.west + box.east) / 2, (box.south + box.north) / 2]);
    },
  },
  geo_geohash_to_polygon: {
    takes: ['string'],
    returns: 'dynamic',
    call: (geohash: string) => {
      const box = boxOf(geohash);
      return box && `{"type":"Polygon","coordinates":[${printCoordinates(ringOf(box))}]}`;
    },
  },
  geo_geohash_neighbors: { takes: ['string'], returns: 'dynamic', call: neighbours },
});
