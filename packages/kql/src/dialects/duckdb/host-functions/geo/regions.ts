// What loops enclose, as polygons: how often they go around each part of the sphere decides whether it belongs to them.

import type { Ring } from '../geometry.js';
import { type Arrangement, compass, crossing } from './arrangement.js';
import { type Border, polygonsWithin } from './borders.js';
import { across, cross, dot, length, minus, normal, type Vector } from './vector.js';

/** A point that lies on no edge, and how often the loops go around it, counter-clockwise. */
export interface Reference {
  readonly point: Vector;
  readonly winding: number;
}

/** Pieces between the same two nodes, taken together. */
interface Link {
  readonly from: number;
  readonly to: number;
  /** How many more pieces go from `from` to `to` than back. */
  net: number;
  /** The first edges that go either way. */
  readonly ids: [along: number, back: number];
}

function linksOf({ nodes, pieces }: Arrangement): readonly Link[] {
  const links = new Map<number, Link>();
  for (const { from, to, id } of pieces) {
    const along = from < to;
    const key = along ? from * nodes.length + to : to * nodes.length + from;
    let link = links.get(key);
    if (!link) {
      link = { from: Math.min(from, to), to: Math.max(from, to), net: 0, ids: [Infinity, Infinity] };
      links.set(key, link);
    }
    link.net += along ? 1 : -1;
    const way = along ? 0 : 1;
    link.ids[way] = Math.min(link.ids[way], id);
  }
  return [...links.values()].filter(({ net }) => net !== 0);
}

/** Numbers in groups. */
function createGroups(size: number) {
  const parents = Array.from({ length: size }, (_, i) => i);
  const groupOf = (item: number): number => {
    let root = item;
    for (let up = parents[root] as number; up !== root; up = parents[root] as number) {
      parents[root] = parents[up] as number;
      root = parents[root] as number;
    }
    return root;
  };
  const join = (a: number, b: number): void => {
    parents[groupOf(a)] = groupOf(b);
  };
  return { groupOf, join };
}

/** Links by the directions in which they are seen from a point. */
function createSight(nodes: readonly Vector[], links: readonly Link[], point: Vector) {
  const north = across(point);
  const east = cross(point, north);
  const whole = 2 * Math.PI;
  const seen = ({ x, y, z }: Vector): number => Math.atan2(dot({ x, y, z }, east), dot({ x, y, z }, north));
  const spans = links.map(({ from, to }) => {
    const start = seen(nodes[from] as Vector);
    const turn = seen(nodes[to] as Vector) - start;
    const shorter = turn - whole * Math.round(turn / whole);
    return [Math.min(start, start + shorter) - 1e-9, Math.abs(shorter) + 2e-9] as const;
  });
  const sum = spans.reduce((total, [, width]) => total + width, 0);
  const count = Math.max(1, Math.min(65_536, 4 * links.length, Math.floor((4 * whole * links.length) / (sum + 1e-9))));
  const bins = Array.from({ length: count }, (): number[] => []);
  const binOf = (angle: number): number => Math.floor(((angle + whole) / whole) * count);
  for (const [i, [start, width]] of spans.entries())
    for (let bin = binOf(start); bin <= binOf(start + width); bin++) bins[bin % count]?.push(i);
  return (to: Vector): readonly number[] => bins[binOf(seen(to)) % count] ?? [];
}

/**
 * The polygons of all that the loops go around at least `threshold` times: 1 for the union of polygons and for an
 * outline that crosses itself, 2 for what two polygons share.
 */
export function regionsOf(arrangement: Arrangement, reference: Reference, threshold: number): readonly Ring[] | null {
  const { nodes } = arrangement;
  const at = (node: number): Vector => nodes[node] as Vector;
  const links = linksOf(arrangement);
  // Each link is two halves, there and back; half ^ 1 is the other. A face lies to the left of its halves.
  const origin = links.flatMap(({ from, to }) => [from, to]);
  const target = (half: number): number => origin[half ^ 1] as number;
  const linkOf = (half: number): Link => links[half >> 1] as Link;
  const fans = new Map<number, number[]>();
  for (const [half, node] of origin.entries()) {
    const fan = fans.get(node);
    if (fan) fan.push(half);
    else fans.set(node, [half]);
  }
  const places = new Array<number>(origin.length).fill(0);
  for (const [node, fan] of fans) {
    const direction = compass(at(node), across(at(node)));
    const angles = new Map(fan.map((half) => [half, direction(at(target(half)))]));
    fan.sort((a, b) => (angles.get(a) ?? 0) - (angles.get(b) ?? 0));
    for (const [place, half] of fan.entries()) places[half] = place;
  }
  /** The half that leaves a half's end first, clockwise from where it came. */
  const turned = (half: number, steps: number): number => {
    const fan = fans.get(target(half)) ?? [];
    return fan[((places[half ^ 1] as number) - steps + fan.length * 2) % fan.length] as number;
  };

  const faces = new Array<number>(origin.length).fill(-1);
  let faceCount = 0;
  for (const [start] of origin.entries()) {
    if (faces[start] !== -1) continue;
    for (let half = start; faces[half] === -1; half = turned(half, 1)) faces[half] = faceCount;
    faceCount++;
  }
  const faceOf = (half: number): number => faces[half] as number;

  const sight = createSight(nodes, links, reference.point);
  const outside = faceCount;
  const groups = createGroups(faceCount + 1);
  const windings = new Array<number | null>(faceCount).fill(null);
  const halvesOf: number[][] = Array.from({ length: faceCount }, () => []);
  for (const half of origin.keys()) halvesOf[faceOf(half)]?.push(half);
  for (const start of origin.keys()) {
    if (windings[faceOf(start)] !== null) continue;
    // The face at this node that the reference is seen from, and what lies between.
    const node = origin[start] as number;
    const direction = compass(at(node), across(at(node)));
    const wanted = direction(reference.point);
    const fan = fans.get(node) ?? [];
    const beside = fan.filter((half) => direction(at(target(half))) <= wanted).at(-1) ?? fan.at(-1) ?? start;
    let winding = reference.winding;
    const crossed: { readonly distance: number; readonly before: number; readonly behind: number }[] = [];
    for (const i of sight(at(node))) {
      const { from, to, net } = links[i] as Link;
      if (from === node || to === node) continue;
      const point = crossing(at(from), at(to), reference.point, at(node));
      if (!point) continue;
      const onLeft = dot(normal(at(from), at(to)), minus(at(node), at(from))) > 0;
      winding += onLeft ? net : -net;
      const sides = [faceOf(2 * i), faceOf(2 * i + 1)] as const;
      const [behind, before] = onLeft ? sides : [sides[1], sides[0]];
      crossed.push({ distance: length(minus(point, at(node))), before, behind });
    }
    const first = faceOf(beside);
    // Between two crossings the way stays in one face, whichever loops drew its ends.
    const last = crossed
      .sort((a, b) => b.distance - a.distance)
      .reduce((face, { before, behind }) => {
        groups.join(face, before);
        return behind;
      }, outside);
    groups.join(last, first);
    windings[first] = winding;
    const waiting = [first];
    for (let face = waiting.pop(); face !== undefined; face = waiting.pop())
      for (const half of halvesOf[face] ?? []) {
        const beyond = faceOf(half ^ 1);
        if (windings[beyond] !== null) continue;
        const { net } = linkOf(half);
        windings[beyond] = (windings[face] ?? 0) - (half % 2 === 0 ? net : -net);
        waiting.push(beyond);
      }
  }

  const belongs = (half: number): boolean => (windings[faceOf(half)] ?? 0) >= threshold;
  const borders: Border[] = [];
  const borderOf = new Map<number, Border>();
  for (const half of origin.keys()) {
    if (!belongs(half)) continue;
    if (belongs(half ^ 1)) groups.join(faceOf(half), faceOf(half ^ 1));
    else {
      const [along, back] = linkOf(half).ids;
      const [own, other] = half % 2 === 0 ? [along, back] : [back, along];
      const border = { half, from: origin[half] as number, id: Number.isFinite(own) ? own : other };
      borders.push(border);
      borderOf.set(half, border);
    }
  }
  const following = ({ half }: Border): Border => {
    for (let steps = 1; ; steps++) {
      const border = borderOf.get(turned(half, steps));
      if (border) return border;
    }
  };
  return polygonsWithin(nodes, borders, following, ({ half }) => groups.groupOf(faceOf(half)));
}
