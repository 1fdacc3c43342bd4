// What people write who come from SQL and other languages, and how KQL says it.

import { type FaultInText, wordAt } from './fault.js';

/**
 * How KQL says what stands at a fault.
 * @returns null for what is no habit from another language
 * @example foreignHabit({ text: 'T | where a = 1', fault, next: null }) // "'==' compares, '=' gives a name"
 */
export function foreignHabit(place: FaultInText): string | null {
  const { text, fault, next } = place;
  if (next?.code === FIRST_OPERATOR && next.start === fault.start) return "a '|' stands before every operator";
  if (fault.code === NOT_BOOLEAN && /^\s*[\w.$]+\s*=(?![=~])/.test(text.slice(fault.start, fault.start + fault.length)))
    return "'==' compares, '=' gives a name";
  if (fault.code === STAR_NOT_ALLOWED && /\bcount\s*\(\s*$/i.test(text.slice(0, fault.start)))
    return "'count()' counts rows";
  const symbol = symbols.find(([pattern]) => pattern.test(around(place)));
  if (symbol) return symbol[1];
  // `where a like 'x'` with a word that KQL does not know is reported at `a` first.
  const word = wordAt(text, isContinued(place) ? (next ?? fault) : fault).toLowerCase();
  if (!unexpected.has(fault.code)) return null;
  return (isFirst(place) ? beginnings.get(word) : undefined) ?? words.get(word) ?? null;
}

const NOT_BOOLEAN = 'KS141';
const STAR_NOT_ALLOWED = 'KS191';
const FIRST_OPERATOR = 'KS174';

/** Faults at a word that means nothing where it stands. */
const unexpected: ReadonlySet<string> = new Set(['KS005', 'KS141', 'KS142', 'KS176', 'KS204', 'KS211']);

/** Whether the next fault is the word right behind this one's. */
export const isContinued = ({ text, fault, next }: FaultInText): boolean =>
  fault.code === NOT_BOOLEAN &&
  next?.code === 'KS005' &&
  text.slice(fault.start + fault.length, next.start).trim() === '' &&
  next.start > fault.start;

const isFirst = ({ text, fault }: FaultInText): boolean => text.slice(0, fault.start).trim() === '';

/** The two characters before a fault and, behind a line break, those that it begins with; spaces between them left out. */
const around = ({ text, fault }: FaultInText): string =>
  `${text.slice(0, fault.start).trimEnd().slice(-2)}\n${text.slice(fault.start, fault.start + 3).trimStart()}`;

/** By what stands right before and, behind a line break, at the fault. */
const symbols: readonly (readonly [RegExp, string])[] = [
  [/\n&/, "'and' joins conditions"],
  [/\|\n\|/, "'or' joins conditions"],
  [/\n[‘’“”]/, 'texts stand between straight quotes'],
  [/(^|[^!])\n!(?![=~])/, "'not(…)' negates"],
  [/--\n/, "'//' begins a comment"],
];

const chooses = "'project' chooses columns";
const groups = "'summarize … by …' groups";
const missing = "'isnull(…)' and 'isempty(…)' tell what is missing";
const asks = "a query begins with its table: 'T | where … | project …'";

/** Words that other languages begin a query with. */
const beginnings: ReadonlyMap<string, string> = new Map([
  ['select', asks],
  ['with', "'let Name = …;' names a part of a query"],
]);

const words: ReadonlyMap<string, string> = new Map([
  ['select', chooses],
  ['fields', chooses],
  ['from', asks],
  ['group', groups],
  ['groupby', groups],
  ['stats', groups],
  ['aggregate', groups],
  ['having', "'where' after 'summarize' chooses groups"],
  ['is', missing],
  ['null', missing],
  ['like', "'has', 'contains', 'startswith' and 'matches regex' compare parts of a text"],
  ['eq', "'==' compares"],
  ['ne', "'!=' compares"],
  ['as', "'Name = …' names a column"],
  ['eval', "'extend' adds columns"],
  ['rename', "'project-rename' renames columns"],
  ['drop', "'project-away' leaves columns out"],
  ['dedup', "'distinct' leaves repetitions out"],
  ['head', "'take' and 'top … by …' cut to a number of rows"],
  ['offset', "'serialize' and 'row_number()' number rows, which 'where' can choose by"],
]);
