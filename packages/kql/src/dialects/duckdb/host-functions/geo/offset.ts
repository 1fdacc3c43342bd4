// Outlines at a distance from points, lines and polygons, raw: they may cross themselves, and what they go around is the
// surroundings asked for. Arcs become chains of edges, as in the S2 library.

import { across, apart, cross, dot, minus, normal, plus, scaled, unit, type Vector } from './vector.js';

/** How an outline is drawn: the distance, and the steps in which arcs around vertices and beside edges are cut (radians). */
export interface Drawing {
  readonly radius: number;
  readonly vertexStep: number;
  readonly edgeStep: number;
}

/** No closer to the end of an arc than this does a vertex stand (radians). */
const LEAST_STEP = 1e-6;

/** Steps with which no edge is further from the ideal outline than `error` (radians, as the radius; below it). */
export function drawingOf(radius: number, error: number): Drawing {
  return {
    radius,
    // A chord comes nearer to a vertex than the circle, and goes further away from an edge.
    vertexStep: 2 * Math.acos(Math.max(0, Math.tan(radius - error) / Math.tan(radius))),
    edgeStep: 2 * Math.acos(Math.min(1, Math.tan(radius) / Math.tan(radius + error))),
  };
}

/** The point at the distance from a point, in a direction across it. */
const beside = (point: Vector, direction: Vector, { radius }: Drawing): Vector =>
  plus(scaled(point, Math.cos(radius)), scaled(direction, Math.sin(radius)));

const turned = (direction: Vector, point: Vector, angle: number): Vector =>
  plus(scaled(direction, Math.cos(angle)), scaled(cross(point, direction), Math.sin(angle)));

/** A circle, counter-clockwise. */
export function circle(point: Vector, drawing: Drawing): readonly Vector[] {
  const count = Math.max(3, Math.ceil((2 * Math.PI) / drawing.vertexStep));
  const start = across(point);
  return Array.from({ length: count }, (_, i) =>
    beside(point, turned(start, point, (2 * Math.PI * i) / count), drawing),
  );
}

/** The direction to the right of an edge. */
const rightOf = (a: Vector, b: Vector): Vector => unit(normal(b, a));

/** Around a vertex, counter-clockwise from one direction to another, both included. */
function arc(point: Vector, from: Vector, to: Vector, drawing: Drawing): readonly Vector[] {
  const turn = Math.atan2(dot(cross(from, to), point), dot(from, to));
  // What seems to turn a little back is straight on, or back all the way.
  const span = turn >= 0 ? turn : turn < -Math.PI / 2 ? turn + 2 * Math.PI : 0;
  const points = [beside(point, from, drawing)];
  for (let angle = drawing.vertexStep; angle < span - LEAST_STEP; angle += drawing.vertexStep)
    points.push(beside(point, turned(from, point, angle), drawing));
  return [...points, beside(point, to, drawing)];
}

/** Beside an edge, between its ends. */
function along(a: Vector, b: Vector, drawing: Drawing): readonly Vector[] {
  const [span, right] = [apart(a, b), rightOf(a, b)];
  const ahead = cross(a, right);
  const points: Vector[] = [];
  for (let angle = drawing.edgeStep; angle < span - LEAST_STEP; angle += drawing.edgeStep)
    points.push(beside(plus(scaled(a, Math.cos(angle)), scaled(ahead, Math.sin(angle))), right, drawing));
  return points;
}

/** On the right of a way through three points: along the first edge and around its end. */
function corner(a: Vector, b: Vector, c: Vector, drawing: Drawing): readonly Vector[] {
  const edge = along(a, b, drawing);
  const [from, to] = [rightOf(a, b), rightOf(b, c)];
  // Back to where it came from is as far as it can turn.
  const isBack = a.x === c.x && a.y === c.y && a.z === c.z;
  const isLeftTurn = isBack || dot(normal(a, b), minus(c, b)) >= 0;
  if (isLeftTurn) return [...edge, ...arc(b, from, to, drawing)];
  // Through the vertex: what is gone around twice there lies within the surroundings anyway.
  return [...edge, beside(b, from, drawing), b, beside(b, to, drawing)];
}

/** Around a ring whose area lies to its left. */
export function aroundRing(ring: readonly Vector[], drawing: Drawing): readonly Vector[] {
  const at = (i: number): Vector => ring[i % ring.length] as Vector;
  const points = ring.flatMap((_, i) => corner(at(i), at(i + 1), at(i + 2), drawing));
  return [beside(at(0), rightOf(at(0), at(1)), drawing), ...points.slice(0, -1)];
}

/** Around a line, from the left of its first vertex behind it to the right side, and back. */
export function aroundLine(line: readonly Vector[], drawing: Drawing): readonly Vector[] {
  const back = line.slice(1, -1).reverse();
  const way = [...line, ...back];
  const at = (i: number): Vector => way[(i + way.length) % way.length] as Vector;
  const [first, second] = [at(0), at(1)];
  const start = arc(first, rightOf(second, first), rightOf(first, second), drawing);
  const points = way.flatMap((_, i) => corner(at(i), at(i + 1), at(i + 2), drawing));
  // The last corner is the start's.
  const around = arc(first, rightOf(second, first), rightOf(first, second), drawing).length;
  return [...start, ...points.slice(0, points.length - around)];
}
