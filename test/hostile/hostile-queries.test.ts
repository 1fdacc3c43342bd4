// Whatever stands in a query as a name or a string means itself: it comes back as it was, or the query is refused before any SQL.

import { createDuckDbEngine, type Engine, EngineError, ingestStream, tables } from '@gamekeeper/lake';
import { createHuntingService, HuntError, type HuntingService } from '@gamekeeper/platform';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bracketed, hostileNames, hostileText, quoting, regexOf } from './hostile-text.js';

const RUNS = 40;
const clock = (): number => Date.parse('2026-03-04T05:06:07Z');
const secret = 'what another table keeps to itself';

let engine: Engine;
let hunting: HuntingService;
beforeAll(async () => {
  engine = await createDuckDbEngine({ directory: null, tables, clock });
  hunting = createHuntingService({ engine, tables, clock, limits: { timeoutMs: 20_000 } });
  async function* rows() {
    yield Buffer.from(
      `${JSON.stringify({ Timestamp: '2026-03-04T00:00:00Z', DeviceName: secret, ActionType: secret })}\n`,
    );
  }
  await ingestStream(rows(), { engine, clock, table: 'DeviceEvents' });
});
afterAll(() => engine.close());

interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly visualization: Readonly<Record<string, unknown>> | null;
}

async function hunt(query: string): Promise<Answer> {
  const { columns, rows, visualization } = await hunting.hunt({ query, caller: null });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of rows) text += `${decoder.decode(chunk)}\n`;
  expect(text, query).not.toContain(secret);
  return {
    columns: columns.map(({ name }) => name),
    rows: text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
    visualization,
  };
}

/** The answer, or null when the compiler refuses the query; an engine that stumbles fails the test. */
async function huntOrRefusal(query: string): Promise<Answer | null> {
  try {
    return await hunt(query);
  } catch (error) {
    if (error instanceof HuntError && !(error.cause instanceof EngineError)) return null;
    throw new Error(`not refused by the compiler: ${query}`, { cause: error });
  }
}

interface Case {
  readonly query: string;
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly title?: string;
  /** The language has no meaning for most texts in this place. */
  readonly mostlyRefused?: true;
}

/** Checks a query made of hostile parts; most must run, or the property would show nothing. */
async function check<Parts>(parts: fc.Arbitrary<Parts>, make: (parts: Parts) => Case): Promise<void> {
  let answered = 0;
  let asked = 0;
  let least = RUNS / 2;
  await fc.assert(
    fc.asyncProperty(parts, async (some) => {
      const { query, columns, rows, title, mostlyRefused } = make(some);
      asked++;
      if (mostlyRefused) least = 0;
      const answer = await huntOrRefusal(query);
      if (answer === null) return;
      answered++;
      if (columns) expect(answer.columns, query).toEqual(columns);
      if (rows) expect(answer.rows, query).toEqual(rows);
      if (title !== undefined) expect(answer.visualization?.title, query).toBe(title);
    }),
    { numRuns: RUNS },
  );
  expect(answered, `of ${asked} asked`).toBeGreaterThanOrEqual(least);
}

type NameCase = (names: readonly string[], quoted: readonly string[]) => Case;

const nameCases: Readonly<Record<string, NameCase>> = {
  'let values': (_, [A]) => ({ query: `let ${A} = "v"; print x = ${A}`, rows: [['v']] }),
  'let tables and functions': (_, [A, B, C]) => ({
    query: `let ${A} = datatable(x: string)["v"]; let ${B} = (${C}: string) { ${A} | where x == ${C} }; ${B}("v")`,
    rows: [['v']],
  }),
  'columns of a datatable': ([a = '', b = ''], [A, B]) => ({
    query: `datatable(${A}: string, ${B}: long)["v", 7] | where ${A} == "v" and ${B} == 7`,
    columns: [a, b],
    rows: [['v', 7]],
  }),
  'print and extend': ([a = '', b = ''], [A, B]) => ({
    query: `print ${A} = 1 | extend ${B} = ${A} + 1`,
    columns: [a, b],
    rows: [[1, 2]],
  }),
  'project and its sisters': ([a = '', b = '', c = '', d = ''], [A, B, C, D]) => ({
    query: `print ${A} = 1, ${B} = 2, ${C} = 3 | project-away ${B} | project-rename ${D} = ${A} | project-reorder ${C}, ${D} | project-keep ${C}, ${D} | project ${B} = ${D}, ${A} = ${C}, ${C}, ${D}`,
    columns: [b, a, c, d],
    rows: [[1, 3, 3, 1]],
  }),
  summarize: ([a = '', b = '', c = ''], [A, B, C]) => ({
    query: `datatable(${A}: string, ${B}: long)["v", 1, "v", 2] | summarize ${C} = sum(${B}), arg_max(${B}, *) by ${A}`,
    columns: [a, c, b],
    rows: [['v', 3, 2]],
  }),
  'order, top, distinct and count': ([a = '', b = ''], [A, B]) => ({
    query: `datatable(${A}: long, ${B}: string)[1, "x", 2, "y", 2, "y"] | order by ${A} desc, ${B} asc | top 2 by ${A} | distinct ${A}, ${B}`,
    columns: [a, b],
    rows: [[2, 'y']],
  }),
  'join and lookup': ([a = '', b = '', c = ''], [A, B, C]) => ({
    query: `let L = datatable(${A}: long, ${B}: string)[1, "l"]; let R = datatable(${A}: long, ${C}: string)[1, "r"]; L | join kind=inner (R) on ${A} | project ${A}, ${B}, ${C} | lookup (R | project ${A}, ${B} = ${C}) on ${A} | project ${A}, ${B}, ${C}`,
    columns: [a, b, c],
    rows: [[1, 'l', 'r']],
  }),
  'join by different names': (_, [A, B, C]) => ({
    query: `datatable(${A}: long)[1] | join kind=leftouter (datatable(${B}: long, ${C}: long)[1, 5]) on $left.${A} == $right.${B} | project ${C}`,
    rows: [[5]],
  }),
  'union withsource': ([a = '', b = ''], [A, B]) => ({
    query: `union withsource=${A} (print ${B} = 1), (print ${B} = 2) | project ${A}, ${B} | summarize ${A} = dcount(${A}), ${B} = sum(${B})`,
    columns: [a, b],
    rows: [[2, 3]],
  }),
  'as and materialize': ([a = ''], [A, B]) => ({
    query: `let ${B} = materialize(print ${A} = 1); ${B} | as T | join kind=inner (${B}) on ${A} | project ${A}`,
    columns: [a],
    rows: [[1]],
  }),
  'mv-expand and mv-apply': ([a = '', b = ''], [A, B]) => ({
    query: `print ${A} = dynamic([1, 2]) | mv-expand ${B} = ${A} to typeof(long) | mv-apply ${A} to typeof(long) on (where ${A} == ${B}) | order by ${B} asc | project ${A}, ${B}`,
    columns: [a, b],
    rows: [
      [1, 1],
      [2, 2],
    ],
  }),
  parse: ([a = '', b = ''], [A, B]) => ({
    query: `print ${A} = "k=v;" | parse ${A} with "k=" ${B} ";"`,
    columns: [a, b],
    rows: [['k=v;', 'v']],
  }),
  range: ([a = ''], [A]) => ({ query: `range ${A} from 1 to 2 step 1`, columns: [a], rows: [[1], [2]] }),
  'serialize and row functions': ([a = '', b = ''], [A, B]) => ({
    query: `range ${A} from 5 to 6 step 1 | serialize ${B} = row_number() | extend ${A} = prev(${B}, 1, 0)`,
    columns: [a, b],
    rows: [
      [0, 1],
      [1, 2],
    ],
  }),
  getschema: ([a = ''], [A]) => ({ query: `print ${A} = 1 | getschema | project ColumnName`, rows: [[a]] }),
  'keys of dynamics': ([a = '', b = ''], [A]) => ({
    query: `print d = dynamic(${JSON.stringify({ [a]: 'v', other: { [b]: 'w' } })}) | project x = tostring(d${A}), y = d.other[${JSON.stringify(b)}], z = bag_keys(d)`,
    rows: [['v', 'w', a === 'other' ? ['other'] : expect.arrayContaining([a, 'other'])]],
  }),
  'keys of packed bags': ([a = ''], [A]) => ({
    query: `print ${A} = "v" | project x = bag_pack(${JSON.stringify(a)}, ${A}), y = pack_all()`,
    rows: [[{ [a]: 'v' }, { [a]: 'v' }]],
  }),
  column_ifexists: ([a = ''], [A]) => ({
    query: `print ${A} = "v" | project x = column_ifexists(${JSON.stringify(a)}, "other"), y = column_ifexists(${JSON.stringify(`${a}?`)}, "other")`,
    rows: [['v', 'other']],
  }),
  'columns named by the data': ([a = '', b = ''], [A]) => ({
    query: `print ${A} = dynamic(${JSON.stringify({ [b]: a })}) | evaluate bag_unpack(${A})`,
    columns: [b],
    rows: [[a]],
  }),
  toscalar: (_, [A, B]) => ({
    query: `let ${A} = print ${B} = 7; print x = toscalar(${A} | project ${B})`,
    rows: [[7]],
  }),
};

describe('hostile names', () => {
  test.each(Object.entries(nameCases))('%s', async (_, make) => {
    await check(hostileNames(4), (names) => make(names, names.map(bracketed)));
  });
});

type TextCase = (text: string, literal: string, quote: (text: string) => string) => Case;

const textCases: Readonly<Record<string, TextCase>> = {
  printed: (s, S) => ({ query: `print ${S}`, rows: [[s]] }),
  'cells of a datatable': (s, S) => ({
    query: `datatable(x: string, y: long)[${S}, 1, "", 2]`,
    rows: [
      [s, 1],
      ['', 2],
    ],
  }),
  equality: (s, S) => ({
    query: `datatable(x: string)[${S}, "other text"] | extend y = x != ${S}, z = x =~ ${S} | where x == ${S}`,
    rows: [[s, false, true]],
  }),
  'in and !in': (s, S) => ({
    query: `datatable(x: string)[${S}, "other text"] | where x in (${S}, "third text") and x in~ (${S}) and x !in ("other text")`,
    rows: [[s]],
  }),
  'contains, startswith, endswith': (_, S) => ({
    query: `print x = strcat("<", ${S}, ">") | project a = x contains ${S}, b = x contains_cs ${S}, c = strcat(${S}, "z") startswith_cs ${S}, d = strcat("z", ${S}) endswith_cs ${S}, e = x !contains_cs ${S}`,
    rows: [[expect.any(Boolean), true, true, true, false]],
  }),
  'has and its kin': (_, S) => ({
    query: `datatable(x: string)[${S}] | project a = x has ${S}, b = x has_cs ${S}, c = x has_any (${S}, "y"), d = x has_all (${S}), e = x hasprefix ${S}, f = x hassuffix ${S}, g = x !has ${S}`,
    rows: [Array.from({ length: 7 }, () => expect.any(Boolean))],
  }),
  'matches regex': (s, _, quote) => ({
    query: `print x = strcat("<", ${quote(s)}, ">") | where x matches regex ${quote(`^(?s)<${regexOf(s)}>$`)}`,
    rows: [[`<${s}>`]],
  }),
  extract: (s, S, quote) => ({
    query: `print x = extract(${quote(`^<((?s)${regexOf(s)})>$`)}, 1, strcat("<", ${S}, ">"))`,
    rows: [[s]],
  }),
  'replace and split': (s, S) => ({
    query: `print x = strcat("a", ${S}, "b") | project r = replace_string(x, ${S}, "-"), p = split(x, ${S}), t = strcat_array(dynamic(["a", "b"]), ${S}), i = indexof(x, ${S})`,
    rows:
      s === ''
        ? [[expect.any(String), expect.any(Array), 'ab', null]]
        : [
            [
              `a${s}b`.replaceAll(s, '-'),
              `a${s}b`.split(s),
              `a${s}b`,
              `a${s}b`.indexOf(s) === 1 ? 1 : expect.any(Number),
            ],
          ],
  }),
  'replacement texts': (s, S) => ({ query: `print replace_string("<x>", "x", ${S})`, rows: [[`<${s}>`]] }),
  'dynamic literals': (s) => ({
    query: `print dynamic(${JSON.stringify({ k: [s, { n: s }] })})`,
    rows: [[{ k: [s, { n: s }] }]],
  }),
  'dynamic functions': (s, S) => ({
    query: `print a = pack_array(${S}), b = bag_pack("k", ${S}), c = tostring(parse_json(tostring(bag_pack("k", ${S}))).k), d = array_index_of(pack_array("q", ${S}), ${S})`,
    rows: [[[s], { k: s }, s, s === 'q' ? 0 : 1]],
  }),
  aggregates: (s, S) => ({
    query: `datatable(x: string)[${S}, ${S}] | summarize a = make_set(x), b = make_list(x), c = take_any(x), d = max(x), e = countif(x == ${S}), f = dcount(x)`,
    rows: [[[s], [s, s], s, s, 2, 1]],
  }),
  'case, iff and coalesce': (s, S) => ({
    query: `print a = case(1 == 2, "x", ${S}), b = iff(true, ${S}, "x"), c = coalesce(${S}, "fallback"), d = strlen(${S})`,
    rows: [[s, s, s === '' ? 'fallback' : s, expect.any(Number)]],
  }),
  conversions: (_, S) => ({
    query: `print a = tolong(${S}), b = todatetime(${S}), c = totimespan(${S}), d = toreal(${S}), e = tobool(${S}), f = toguid(${S}), g = parse_json(${S}), h = todecimal(${S})`,
  }),
  'parsers of texts': (_, S) => ({
    query: `print a = parse_url(${S}), b = parse_ipv4(${S}), c = parse_path(${S}), d = parse_version(${S}), e = base64_encode_tostring(${S}), f = base64_decode_tostring(${S}), g = url_decode(${S}), h = parse_command_line(${S}, "windows")`,
  }),
  'paths into JSON': (_, S) => ({
    query: `print a = extractjson(${S}, '{"a":1}'), c = parse_json(${S})[${S}]`,
    mostlyRefused: true,
  }),
  'keys in paths into JSON': (s, _, quote) => ({
    query: `print extractjson(${quote(`$['${s}'][0]`)}, ${quote(JSON.stringify({ other: 1, [s]: ['v'] }))})`,
    rows: [['v']],
    mostlyRefused: true,
  }),
  'parse patterns': (s, S) => ({
    query: `print x = strcat(${S}, "tail") | parse kind=simple x with ${S} rest: string | project rest`,
    rows: s === '' ? [[expect.any(String)]] : [['tail']],
  }),
  formats: (_, S) => ({
    query: `print a = format_datetime(datetime(2026-01-02), ${S}), b = format_timespan(1h, ${S})`,
    mostlyRefused: true,
  }),
  'names of tables': (_, S) => ({ query: `union isfuzzy=true (print x = 1), (table(${S})) | take 5 | project x` }),
  'titles of charts': (s, S) => ({ query: `print x = 1 | render piechart with (title = ${S})`, title: s }),
  'search terms': (_, S) => ({ query: `datatable(x: string)[${S}] | search ${S}` }),
};

describe('hostile strings', () => {
  test.each(Object.entries(textCases))('%s', async (_, make) => {
    await check(fc.tuple(hostileText, quoting), ([text, quote]) => make(text, quote(text), quote));
  });
});
