// `reduce by`: texts that have frequent words in the same places as one pattern (R. Vaarandi, "A Data Clustering Algorithm for Mining
// Patterns From Event Logs", which the documentation names as its source).

import { HostRefusal, type HostTable } from './host-table.js';

/** A text apart: words at the odd places, what separates them at the even ones. */
type Pieces = readonly string[];

interface Group {
  readonly pattern: string;
  readonly representative: string;
  readonly words: readonly string[];
  count: number;
}

const OTHERS = 'others';

/** Rows are texts; options the share of rows that a word must be in more of than, and the separators, '' for all but ASCII letters and digits. */
export const reduce: HostTable = function* (rows, [threshold, separators]) {
  const least = Math.max(1, Number(threshold) * rows.length);
  const texts = rows.map(([text]) => String(text ?? ''));
  const split = splitter(String(separators ?? ''));
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of wordsOf(split(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
  const groups = new Map<string, Group>();
  let others = 0;
  for (const text of texts) {
    const pieces = split(text);
    const all = wordsOf(pieces);
    const isFrequent = all.map((word) => (counts.get(word) ?? 0) > least);
    const words = all.filter((_, i) => isFrequent[i]);
    if (words.length === 0) {
      others++;
      continue;
    }
    const pattern = patternOf(pieces, isFrequent);
    const group = groups.get(pattern) ?? { pattern, representative: text, words, count: 0 };
    groups.set(pattern, group);
    group.count++;
  }
  refuseOverlap([...groups.values()]);
  for (const { pattern, count, representative } of [...groups.values()].sort((a, b) => b.count - a.count))
    yield [pattern, BigInt(count), representative];
  if (others > 0) yield [OTHERS, BigInt(others), ''];
};

function splitter(separators: string): (text: string) => Pieces {
  const listed = [...separators].map((character) => character.replace(/[\\\]^-]/g, '\\$&')).join('');
  const pattern = listed === '' ? /([a-zA-Z0-9]+)/u : new RegExp(`([^${listed}]+)`, 'u');
  return (text) => text.split(pattern);
}

// A word counts in its place only.
const wordsOf = (pieces: Pieces): readonly string[] =>
  pieces.filter((_, i) => i % 2 === 1).map((word, place) => `${place} ${word}`);

// What separates a rare word is as arbitrary as the word, spaces excepted.
function patternOf(pieces: Pieces, isFrequent: readonly boolean[]): string {
  const kept = pieces.map((piece, i) => {
    if (i % 2 === 1) return isFrequent[(i - 1) / 2] ? piece : '*';
    const before = i === 0 || isFrequent[i / 2 - 1];
    const after = i === pieces.length - 1 || isFrequent[i / 2];
    return (before && after) || piece.trim() === '' ? piece : '';
  });
  return kept.join('').replace(/\*+/g, '*');
}

// Where groups share a word, the documentation does not say whether they are one.
function refuseOverlap(groups: readonly Group[]): void {
  const taken = new Set<string>();
  for (const { words } of groups)
    for (const word of words) {
      if (taken.has(word))
        throw new HostRefusal(
          `finds several patterns with the word '${word.replace(/^\d+ /, '')}', which is not supported`,
        );
      taken.add(word);
    }
}
