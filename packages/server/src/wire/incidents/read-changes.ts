// Reads the body of a PATCH: the properties that people change, each checked, with a refusal that names the one at fault.

import { RequestFault } from '../../http/request-fault.js';
import type { WordReader } from './read-word.js';

/** Reads one property; undefined where it is not what was expected. */
export interface ChangeReader<V> {
  readonly expected: string;
  readonly read: (value: unknown) => V | undefined;
}

/** Characters of a text that people write, and tags, at most. */
const longestText = 30_000;
const mostTags = 100;

const isText = (value: unknown, most = longestText): value is string =>
  typeof value === 'string' && value.length <= most && !value.includes('\0');

/** Texts; an empty one and null clear it. */
export const clearableText: ChangeReader<string | null> = {
  expected: `a text of at most ${longestText} characters or null`,
  read: (value) => (value === null || value === '' ? null : isText(value) ? value : undefined),
};
/** Texts that cannot be cleared. */
export const plainText: ChangeReader<string> = {
  expected: `a text of 1 to ${longestText} characters`,
  read: (value) => (isText(value) && value.trim() !== '' ? value : undefined),
};
export const tagList: ChangeReader<readonly string[]> = {
  expected: `a list of at most ${mostTags} texts of at most 256 characters`,
  read: (value) =>
    Array.isArray(value) && value.length <= mostTags && value.every((tag) => isText(tag, 256)) ? value : undefined,
};
export const textMembers: ChangeReader<Readonly<Record<string, string>>> = {
  expected: `an object of at most ${mostTags} texts`,
  read: (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && areTextMembers(value) ? value : undefined,
};
const areTextMembers = (value: object): value is Record<string, string> =>
  Object.keys(value).length <= mostTags &&
  Object.entries(value).every(([name, text]) => isText(name, 256) && isText(text));

/** @param words for the sentence of a refusal, as the wire spells them */
export const oneOf = <W extends string>(read: WordReader<W>, words: readonly string[]): ChangeReader<W> => ({
  expected: `one of ${words.join(', ')}`,
  read: (value) => (typeof value === 'string' ? read(value) : undefined),
});

/** How the properties of a wire become changes: the name of the change and its reader, by the wire's name. */
export type ChangeReaders<C extends object> = Readonly<
  Record<
    string,
    { readonly [K in keyof C]-?: readonly [K, ChangeReader<NonNullable<C[K]> | Extract<C[K], null>>] }[keyof C]
  >
>;

/**
 * @throws RequestFault for a body that is no object, an unknown property, and a value that is not what was expected
 * @example readChanges<IncidentChanges>({ status: 'Resolved' }, readers)
 */
export function readChanges<C extends object>(body: unknown, readers: ChangeReaders<C>): C {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw fault('expected a JSON object.');
  const byName = new Map(Object.entries(readers).map(([name, reader]) => [name.toLowerCase(), reader]));
  const changes = new Map<keyof C, unknown>();
  for (const [name, value] of Object.entries(body)) {
    if (name.startsWith('@')) continue;
    const reader = byName.get(name.toLowerCase());
    if (reader === undefined) throw fault(`${name.slice(0, 80)}: expected one of ${Object.keys(readers).join(', ')}.`);
    const [change, { read, expected }] = reader;
    const found = read(value);
    if (found === undefined)
      throw fault(`${name}: expected ${expected}, found ${(JSON.stringify(value) ?? 'nothing').slice(0, 80)}.`);
    changes.set(change, found);
  }
  return Object.fromEntries(changes) as C;
}

const fault = (detail: string) => new RequestFault({ kind: 'bad-request', detail });
