// The name that a misspelled one was most likely meant to be.

/** Names longer than this are not compared. */
const MAX_LENGTH = 128;

/**
 * The candidate with the fewest letters added, left out, replaced or swapped with their neighbour; of those as near, one with the same
 * first letter, then the first. One that differs in case only is nearest of all. A third of the letters may differ, three at most.
 * @returns null when none is near
 * @example nearestName('DeviceProcesEvents', ['DeviceInfo', 'DeviceProcessEvents']) // 'DeviceProcessEvents'
 */
export function nearestName(written: string, candidates: Iterable<string>): string | null {
  const wanted = written.toLowerCase();
  if (wanted === '' || wanted.length > MAX_LENGTH) return null;
  const allowed = Math.min(3, Math.floor(wanted.length / 3));
  let nearest: { readonly name: string; readonly rank: number } | null = null;
  for (const candidate of candidates) {
    if (candidate === written) continue;
    const name = candidate.toLowerCase();
    if (name === wanted) return candidate;
    if (Math.abs(name.length - wanted.length) > allowed) continue;
    const distance = editDistance(wanted, name);
    // Few misspell the first letter.
    const rank = distance + (name[0] === wanted[0] ? 0 : 0.5);
    if (distance <= allowed && rank < (nearest?.rank ?? Infinity)) nearest = { name: candidate, rank };
  }
  return nearest?.name ?? null;
}

/** Letters to add, leave out, replace or swap with their neighbour (optimal string alignment). */
function editDistance(one: string, other: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const differs = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + differs,
          swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length] ?? 0;
}
