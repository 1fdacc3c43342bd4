// Edges on the sphere cut where they meet: afterwards any two share at most an end, or all of their way.

import { apart, cross, dot, length, minus, normal, scaled, unit, type Vector } from './vector.js';

/** An edge of a shape. */
export interface Edge {
  readonly from: Vector;
  readonly to: Vector;
  /** Its place among all edges: what is made of it is listed in this order. */
  readonly id: number;
  /** The shape that it belongs to. */
  readonly side: number;
}

/** A part of an edge between two nodes, by their numbers. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly id: number;
  readonly side: number;
}

export interface Arrangement {
  readonly nodes: readonly Vector[];
  readonly pieces: readonly Piece[];
}

/** Points nearer than this are one (some tens of nanometres): what rounding may part. */
const NEAR = 1e-14;
/** What a hostile shape is given up at: pairs of edges side by side, and pairs that come near each other. */
const MAX_PAIRS = 200_000_000;
const MAX_NEAR_PAIRS = 3_000_000;
/** Cuts move edges by a rounding error, which may make them meet others. */
const MAX_ROUNDS = 4;

/** Points by number; points that are nearly the same get the same. */
class Nodes {
  readonly points: Vector[] = [];
  private readonly cells = new Map<string, number>();

  numberOf(point: Vector): number {
    const near = (value: number): readonly number[] => {
      const at = value / (4 * NEAR);
      const cell = Math.floor(at);
      return [cell, at - cell < 0.5 ? cell - 1 : cell + 1];
    };
    const [xs, ys, zs] = [near(point.x), near(point.y), near(point.z)];
    for (const x of xs)
      for (const y of ys)
        for (const z of zs) {
          const known = this.cells.get(`${x},${y},${z}`);
          if (known !== undefined && length(minus(this.at(known), point)) <= NEAR) return known;
        }
    this.points.push(point);
    this.cells.set(`${xs[0]},${ys[0]},${zs[0]}`, this.points.length - 1);
    return this.points.length - 1;
  }

  at(node: number): Vector {
    return this.points[node] as Vector;
  }
}

/** Where a point on the way between two others is, as a fraction that grows along it. */
const progress = (from: Vector, to: Vector, point: Vector): number => dot(minus(point, from), minus(to, from));

function touches(from: Vector, to: Vector, across: Vector, point: Vector): boolean {
  if (Math.abs(dot(across, minus(point, from))) > NEAR * length(across)) return false;
  return progress(from, to, point) > 0 && progress(to, from, point) > 0;
}

/** The point where two edges cross inside of both; null when they do not. */
export function crossing(a: Vector, b: Vector, c: Vector, d: Vector): Vector | null {
  const [first, second] = [normal(a, b), normal(c, d)];
  const [cSide, dSide] = [dot(first, minus(c, a)), dot(first, minus(d, a))];
  const [aSide, bSide] = [dot(second, minus(a, c)), dot(second, minus(b, c))];
  // On the far side of the sphere they would pass the other way round.
  if (cSide > 0 === dSide > 0 || aSide > 0 === bSide > 0 || dSide > 0 !== aSide > 0) return null;
  const fraction = aSide / (aSide - bSide);
  return unit(minus(a, scaled(minus(a, b), fraction)));
}

interface Extent {
  readonly low: Vector;
  readonly high: Vector;
}

// Edges bend outwards from the straight way between their ends.
function extentOf(a: Vector, b: Vector): Extent {
  const bend = 1 - Math.cos(apart(a, b) / 2) + 2 * NEAR;
  return {
    low: { x: Math.min(a.x, b.x) - bend, y: Math.min(a.y, b.y) - bend, z: Math.min(a.z, b.z) - bend },
    high: { x: Math.max(a.x, b.x) + bend, y: Math.max(a.y, b.y) + bend, z: Math.max(a.z, b.z) + bend },
  };
}

/** Calls for every two extents that overlap; false when there are too many to look at. */
function pairs(extents: readonly Extent[], call: (a: number, b: number) => void): boolean {
  const spread = (axis: keyof Vector): number =>
    extents.reduce((most, { high }) => Math.max(most, high[axis]), -1) -
    extents.reduce((least, { low }) => Math.min(least, low[axis]), 1);
  const [x, y, z] = (['x', 'y', 'z'] as const).toSorted((a, b) => spread(b) - spread(a)) as [
    keyof Vector,
    keyof Vector,
    keyof Vector,
  ];
  const order = extents.map((_, i) => i).sort((a, b) => (extents[a]?.low[x] ?? 0) - (extents[b]?.low[x] ?? 0));
  let active: number[] = [];
  let [looked, near] = [0, 0];
  for (const i of order) {
    const own = extents[i] as Extent;
    const still: number[] = [];
    looked += active.length;
    if (looked > MAX_PAIRS || near > MAX_NEAR_PAIRS) return false;
    for (const j of active) {
      const other = extents[j] as Extent;
      if (other.high[x] < own.low[x]) continue;
      still.push(j);
      const apartInY = other.high[y] < own.low[y] || own.high[y] < other.low[y];
      if (apartInY || other.high[z] < own.low[z] || own.high[z] < other.low[z]) continue;
      near++;
      call(j, i);
    }
    still.push(i);
    active = still;
  }
  return true;
}

/** The cuts of every piece, by its position; null when there is too much to look at. */
function cutsOf(
  nodes: Nodes,
  pieces: readonly Piece[],
  cutAtCrossings: boolean,
): ReadonlyMap<number, Set<number>> | null {
  const cuts = new Map<number, Set<number>>();
  const cut = (at: number, node: number): void => {
    const { from, to } = pieces[at] as Piece;
    if (node === from || node === to) return;
    const known = cuts.get(at);
    if (known) known.add(node);
    else cuts.set(at, new Set([node]));
  };
  const ends = pieces.map(({ from, to }) => [nodes.at(from), nodes.at(to)] as const);
  const meet = (i: number, j: number): void => {
    const [[a, b], [c, d]] = [ends[i], ends[j]] as [readonly [Vector, Vector], readonly [Vector, Vector]];
    const [one, other] = [pieces[i], pieces[j]] as [Piece, Piece];
    const [first, second] = [normal(a, b), normal(c, d)];
    let met = false;
    for (const [node, point] of [
      [other.from, c],
      [other.to, d],
    ] as const)
      if (node === one.from || node === one.to) met = true;
      else if (touches(a, b, first, point)) {
        met = true;
        cut(i, node);
      }
    for (const [node, point] of [
      [one.from, a],
      [one.to, b],
    ] as const)
      if (node !== other.from && node !== other.to && touches(c, d, second, point)) {
        met = true;
        cut(j, node);
      }
    const point = met || !cutAtCrossings ? null : crossing(a, b, c, d);
    if (point === null) return;
    const node = nodes.numberOf(point);
    cut(i, node);
    cut(j, node);
  };
  return pairs(
    ends.map(([a, b]) => extentOf(a, b)),
    meet,
  )
    ? cuts
    : null;
}

/**
 * The edges cut where they meet; null when there are too many to do so. Without `cutAtCrossings` they are cut only where
 * an end of one lies on another.
 */
export function arrange(edges: readonly Edge[], { cutAtCrossings = true } = {}): Arrangement | null {
  const nodes = new Nodes();
  let pieces: readonly Piece[] = edges
    .map(({ from, to, id, side }) => ({ from: nodes.numberOf(from), to: nodes.numberOf(to), id, side }))
    .filter(({ from, to }) => from !== to);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const cuts = cutsOf(nodes, pieces, cutAtCrossings);
    if (!cuts) return null;
    if (cuts.size === 0) break;
    pieces = pieces.flatMap((piece, at) => {
      const [from, to] = [nodes.at(piece.from), nodes.at(piece.to)];
      const inner = [...(cuts.get(at) ?? [])].sort(
        (a, b) => progress(from, to, nodes.at(a)) - progress(from, to, nodes.at(b)),
      );
      const stops = [piece.from, ...inner, piece.to];
      return stops.slice(1).map((stop, i) => ({ ...piece, from: stops[i] as number, to: stop }));
    });
  }
  return { nodes: nodes.points, pieces };
}

/** An angle for every direction at a point, to sort by: counter-clockwise. */
export function compass(point: Vector, north: Vector): (to: Vector) => number {
  const west = cross(point, north);
  return (to) => {
    const way = minus(to, point);
    return Math.atan2(dot(way, west), dot(way, north));
  };
}
