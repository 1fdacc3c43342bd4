// Pieces of lines put together again, as the S2 library makes polylines: as long as nothing else begins or ends there.

import type { Piece } from './arrangement.js';

/** Lines of nodes, each from the first piece of it that was written; at nodes where more than two pieces meet they end. */
export function chainsOf(pieces: readonly Piece[]): readonly (readonly number[])[] {
  const leaving = new Map<number, Piece[]>();
  const entering = new Map<number, number>();
  for (const piece of pieces) {
    leaving.set(piece.from, [...(leaving.get(piece.from) ?? []), piece]);
    entering.set(piece.to, (entering.get(piece.to) ?? 0) + 1);
  }
  const passes = (node: number): boolean => leaving.get(node)?.length === 1 && entering.get(node) === 1;
  const used = new Set<Piece>();
  const chainFrom = (start: Piece): readonly number[] => {
    const nodes = [start.from];
    for (let piece: Piece | undefined = start; piece && !used.has(piece); ) {
      used.add(piece);
      nodes.push(piece.to);
      piece = passes(piece.to) ? leaving.get(piece.to)?.[0] : undefined;
    }
    return nodes;
  };
  const starts = pieces.filter(({ from }) => !passes(from));
  // What is left then are rings.
  return [...starts, ...pieces]
    .flatMap((piece) => (used.has(piece) ? [] : [{ id: piece.id, nodes: chainFrom(piece) }]))
    .sort((a, b) => a.id - b.id)
    .map(({ nodes }) => nodes);
}

/** A key for a piece, whichever way it goes. */
export const wayOf = ({ from, to }: Piece): string => (from < to ? `${from},${to}` : `${to},${from}`);

/** Pieces without those that repeat one before, in either direction. */
export function distinct(pieces: readonly Piece[]): readonly Piece[] {
  const ways = new Map<string, Piece>();
  for (const piece of pieces) if (!ways.has(wayOf(piece))) ways.set(wayOf(piece), piece);
  return [...ways.values()];
}
