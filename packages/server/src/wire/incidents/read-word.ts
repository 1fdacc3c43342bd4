// Reads enum words as clients send them: in any case, and by the names that other pages of the documentation give them.

import { determinations } from '@gamekeeper/platform';

/** A word of the state by any of its spellings, undefined for others. */
export type WordReader<W extends string> = (word: string) => W | undefined;

/** @example wordReader(['active', 'resolved'])('Active') === 'active' */
export function wordReader<const W extends string>(
  words: readonly W[],
  aliases: Readonly<Record<string, W>> = {},
): WordReader<W> {
  const spellings = new Map([...words.map((word) => [word, word] as const), ...Object.entries(aliases)]);
  const byLowerCase = new Map([...spellings].map(([spelling, word]) => [spelling.toLowerCase(), word]));
  return (word) => byLowerCase.get(word.toLowerCase());
}

/** All names that the two wires and the prose of their documentation use (wire contract 2.4, 4.7). */
export const readDetermination = wordReader(determinations, {
  notAvailable: 'unknown',
  compromisedUser: 'compromisedAccount',
  clean: 'notMalicious',
  insufficientData: 'notEnoughDataToValidate',
  noEnoughDataToValidate: 'notEnoughDataToValidate',
  confirmedUserActivity: 'confirmedActivity',
});
