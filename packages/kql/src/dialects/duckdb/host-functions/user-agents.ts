// `parse_user_agent`: browser, operating system and device by the published patterns of ua-parser (`uap-core`), first match wins.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'yaml';
import { defineHostFamily } from './host-function.js';

/** A published pattern: `regex`, `regex_flag` and what replaces its groups, by name. */
type PatternRow = Readonly<Record<string, string>>;

interface Pattern {
  readonly regex: RegExp;
  readonly row: PatternRow;
}

/** One field of an answer: its name, the row's replacement for it, the group that fills it otherwise, and its value without a match. */
interface Field {
  readonly name: string;
  readonly replacement: string;
  readonly group: number | null;
  readonly otherwise: string;
}

interface Part {
  readonly name: string;
  readonly rows: string;
  readonly fields: readonly Field[];
}

const field = (name: string, replacement: string, group: number | null, otherwise = ''): Field => ({
  name,
  replacement,
  group,
  otherwise,
});

const parts: ReadonlyMap<string, Part> = new Map([
  [
    'browser',
    {
      name: 'Browser',
      rows: 'user_agent_parsers',
      fields: [
        field('Family', 'family_replacement', 1, 'Other'),
        field('MajorVersion', 'v1_replacement', 2),
        field('MinorVersion', 'v2_replacement', 3),
        field('Patch', 'v3_replacement', 4),
      ],
    },
  ],
  [
    'os',
    {
      name: 'OperatingSystem',
      rows: 'os_parsers',
      fields: [
        field('Family', 'os_replacement', 1, 'Other'),
        field('MajorVersion', 'os_v1_replacement', 2),
        field('MinorVersion', 'os_v2_replacement', 3),
        field('Patch', 'os_v3_replacement', 4),
        field('PatchMinor', 'os_v4_replacement', 5),
      ],
    },
  ],
  [
    'device',
    {
      name: 'Device',
      rows: 'device_parsers',
      fields: [
        field('Family', 'device_replacement', 1, 'Other'),
        field('Brand', 'brand_replacement', null),
        field('Model', 'model_replacement', 1),
      ],
    },
  ],
]);

/** The patterns backtrack: an agent's text longer than any real one is not searched further. */
const LONGEST_AGENT = 2048;
/** The few agents that most rows share are looked up once. */
const MAX_KEPT = 10_000;

let patterns: Readonly<Record<string, readonly Pattern[]>> | undefined;
const kept = new Map<string, Readonly<Record<string, string>>>();

/** The published patterns, read at first use (about 0.2 s). */
function loadPatterns(): NonNullable<typeof patterns> {
  const path = createRequire(import.meta.url).resolve('uap-core/regexes.yaml');
  const published = parse(readFileSync(path, 'utf8')) as Record<string, readonly PatternRow[]>;
  return Object.fromEntries(
    Object.entries(published).map(([name, rows]) => [
      name,
      rows.map((row) => ({ regex: new RegExp(row.regex ?? '', row.regex_flag ?? ''), row })),
    ]),
  );
}

function partOf(agent: string, part: Part): Readonly<Record<string, string>> {
  const key = `${part.name}\0${agent}`;
  const known = kept.get(key);
  if (known) return known;
  patterns ??= loadPatterns();
  const found = readPart(agent, part, patterns[part.rows] ?? []);
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(key, found);
  return found;
}

function readPart(agent: string, part: Part, rows: readonly Pattern[]): Record<string, string> {
  for (const { regex, row } of rows) {
    const match = regex.exec(agent);
    if (!match) continue;
    const values = part.fields.map(({ name, replacement, group, otherwise }): [string, string] => {
      const written = row[replacement];
      const value =
        written === undefined
          ? group === null
            ? undefined
            : match[group]
          : written.replace(/\$(\d)/g, (_, digit: string) => match[Number(digit)] ?? '').trim();
      return [name, value || otherwise];
    });
    return Object.fromEntries(values);
  }
  return Object.fromEntries(part.fields.map(({ name, otherwise }) => [name, otherwise]));
}

/** Which parts are asked for: one name, or an array of names. */
function wanted(lookFor: string): readonly string[] {
  const asked: unknown = JSON.parse(lookFor);
  return (Array.isArray(asked) ? asked : [asked]).map((name) => String(name).toLowerCase());
}

/** Functions on the texts that browsers send of themselves. */
export const userAgents = defineHostFamily({
  parse_user_agent: {
    takes: ['string', 'any'],
    returns: 'dynamic',
    call: (agent: string | null, lookFor: string | null) => {
      if (agent === null || lookFor === null) return null;
      const found = wanted(lookFor).flatMap((name) => parts.get(name) ?? []);
      const text = agent.slice(0, LONGEST_AGENT);
      return found.length === 0
        ? null
        : JSON.stringify(Object.fromEntries(found.map((part) => [part.name, partOf(text, part)])));
    },
  },
});
