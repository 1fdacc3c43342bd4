// Names and strings that somebody with bad intentions, or an odd log, would put into a query, and how KQL writes them down.

import fc from 'fast-check';

const nasty = [
  ...[
    "'",
    '"',
    '\\',
    '`',
    '\0',
    '--',
    ';',
    '/*',
    '*/',
    '$$',
    '**',
    '$' + '{x}',
    '{0}',
    '%s',
    '%',
    '_',
    '?',
    '$1',
    ':x',
    '@x',
    '#',
  ],
  ...[
    `'); DROP VIEW "DeviceEvents"; --`,
    `" FROM "DeviceEvents" --`,
    `' || (SELECT "Secret" FROM "DeviceEvents") || '`,
  ],
  ...[
    "']",
    '["',
    "\\']",
    `\\"`,
    `\\\\"`,
    'a""b',
    "a''b",
    '\\n',
    '\\u0041',
    '(?i)',
    '[a-z]+',
    '.*',
    '^$',
    'a|b',
    '\\E',
    '\\Q',
  ],
  ...[
    '\u0001\u001f',
    '\n',
    '\r\n',
    '\t',
    '\u2028',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\u0301',
    '\u00a0',
    'İ',
    'ß',
    'ǆ',
    '😀',
  ],
  ...[
    'row',
    'Row',
    '$row',
    '$ingested',
    'rowid',
    'i',
    'l',
    'r',
    'steps',
    'a$2',
    'A',
    'a',
    'CAST',
    'select',
    'null',
    'true',
  ],
  ...[
    'count()',
    'Timestamp',
    'DeviceEvents',
    '*',
    '.',
    ' ',
    '  x ',
    '0',
    '1e9',
    '-1',
    'datetime(now)',
    'x'.repeat(300),
  ],
  ...['"'.repeat(301), "'".repeat(300), '\\'.repeat(301), 'é'.repeat(300), '😀'.repeat(150)],
];

/** Texts of up to 300 characters, nasty ones first; no lone surrogates, which UTF-8 cannot hold. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...nasty), weight: 4 },
  {
    arbitrary: fc
      .array(fc.constantFrom(...nasty.filter(({ length }) => length < 50)), { maxLength: 5 })
      .map((all) => all.join('')),
    weight: 2,
  },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 20 }), weight: 2 },
);

/** The same for names, which are never empty. */
export const hostileName: fc.Arbitrary<string> = hostileText.filter((text) => text !== '');

/** Different names; they may differ in case alone. */
export const hostileNames = (count: number): fc.Arbitrary<readonly string[]> =>
  fc.uniqueArray(hostileName, { minLength: count, maxLength: count });

/** Ways to write one string in KQL. */
const quotings: readonly ((text: string) => string)[] = [
  (text) => JSON.stringify(text),
  (text) =>
    `'${[...text].map((character) => ("'\\".includes(character) ? `\\${character}` : escaped(character))).join('')}'`,
  (text) => (/[\r\n\0\u2028]/.test(text) ? JSON.stringify(text) : `@"${text.replaceAll('"', '""')}"`),
  (text) => (/[\r\n\0\u2028]/.test(text) ? JSON.stringify(text) : `@'${text.replaceAll("'", "''")}'`),
  (text) => `h${JSON.stringify(text)}`,
];

const escaped = (character: string): string =>
  /[\p{Cc}\u2028\u2029]/u.test(character) ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character;

/** Chooses how each string is written. */
export const quoting: fc.Arbitrary<(text: string) => string> = fc.constantFrom(...quotings);

/** A name in brackets. */
export const bracketed = (name: string): string => `[${quotings[1]?.(name)}]`;

/** A regular expression that matches just this text. */
export const regexOf = (text: string): string =>
  [...text].map((character) => (/[\w\s]|[^\u0020-\u007e]/.test(character) ? character : `\\${character}`)).join('');
