// Passwords of people: which are accepted, how they are kept, and how they are compared (NIST SP 800-63B 5.1.1.2).

import { hashWithScrypt, verifyScryptHash } from '../identity/scrypt-hash.js';
import { SignInError } from './sign-in-error.js';

/** 32 MiB and about a quarter of a second on one core. */
const cost = { N: 32_768, r: 8, p: 3 } as const;

/** Characters that a password must have at least and may have at most. */
export const passwordLength = { least: 12, most: 256 } as const;

/** Words of which guessers build their first million guesses. */
const commonWords = (
  'correcthorsebatterystaple qwertyuiop asdfghjkl zxcvbnm qwertz azerty qwerty iloveyou letmein administrator ' +
  'gamekeeper microsoft defender security passwort password passwd kennwort welcome whatever trustno football ' +
  'baseball superman batman starwars pokemon princess sunshine shadow dragon monkey master secret changeme default ' +
  'summer winter spring autumn monday friday january february march april june july august september october ' +
  'november december company internet computer freedom hello login admin abcdefghijklmnopqrstuvwxyz abcdef abc root ' +
  'user guest test pass love'
).split(' ');

/** What people write digits and signs for. */
const lookalikes: ReadonlyMap<string, string> = new Map(
  Object.entries({ 0: 'o', 1: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i' }),
);

/**
 * Refuses a password that is short or among the first to be guessed.
 * @throws SignInError `password-weak`; the message tells what to change and does not repeat the password.
 * @example checkPassword('lantern-orbit-quilt', { userName: 'admin@sample.example' })
 */
export function checkPassword(password: string, { userName }: { readonly userName: string }): void {
  const characters = [...password.normalize('NFC')];
  const { least, most } = passwordLength;
  if (characters.length < least || characters.length > most) {
    throw weak(`expected ${least} to ${most} characters, found ${characters.length}`);
  }
  if (new Set(characters).size < 5) throw weak('expected at least five different characters, found fewer');
  if (isRow(characters)) throw weak('expected characters that do not follow each other in a row');
  const lower = password.normalize('NFC').toLowerCase();
  const own = userName.toLowerCase().split(/[^\p{L}]+/u);
  const words = [...own.filter((word) => word.length >= 4), ...commonWords];
  const spelled = [...lower].map((character) => lookalikes.get(character) ?? character).join('');
  if ([lower, spelled].some((text) => remainder(text, words) < 4)) {
    throw weak('expected more than common words, the user name or digits alone');
  }
}

/** Letters that are left without any of the words. */
function remainder(text: string, words: readonly string[]): number {
  const letters = text.replace(/\P{L}/gu, '');
  return words.reduce((rest, word) => rest.replaceAll(word, ''), letters).length;
}

/** Whether most steps from character to character are none or one: 123456, aaabbb, zyx. */
function isRow(characters: readonly string[]): boolean {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const small = codes.slice(1).filter((code, index) => Math.abs(code - (codes[index] ?? 0)) <= 1);
  return small.length * 3 > (codes.length - 1) * 2;
}

function weak(detail: string): SignInError {
  return new SignInError('password-weak', `password: ${detail}`);
}

/** The text to store. */
export function hashPassword(password: string): Promise<string> {
  return hashWithScrypt(password.normalize('NFC'), cost);
}

/** Nobody's hash: what a wrong user name is compared with, so that it takes as long as a wrong password. */
const decoy = ['scrypt', cost.N, cost.r, cost.p, 'A'.repeat(22), 'A'.repeat(43)].join('$');

/** Whether the password is the one stored; where none is stored the answer is no, after the same time. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const matches = await verifyScryptHash(password.normalize('NFC'), stored ?? decoy);
  return matches && stored !== null;
}
