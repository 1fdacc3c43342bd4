// Draws queries from the language's grammar, typed so that most of them bind: operators, and every function and aggregate of the tables.

import type { Column, ScalarType } from '@gamekeeper/kql';
import { aggregates } from '../src/aggregates/index.js';
import { functions } from '../src/functions/index.js';
import type { Random } from './random.js';

const literals: Readonly<Record<ScalarType, readonly string[]>> = {
  bool: ['true', 'false', 'bool(null)'],
  int: ['int(0)', 'int(-7)', 'int(2147483647)', 'int(null)'],
  long: ['0', '1', '-3', '42', '9223372036854775807', 'long(null)'],
  real: ['0.0', '1.5', '-2.25', '1e300', 'real(nan)', 'real(+inf)', 'real(null)'],
  decimal: ['decimal(1.5)', 'decimal(-0.25)', 'decimal(null)'],
  string: [
    "''",
    "'abc'",
    "'A b-c_d.exe'",
    "'10.0.0.1'",
    "'naïve Żółw 😀'",
    '\'{"a":[1,2]}\'',
    "'2024-02-29'",
    "'https://x.example/p?q=1'",
    "@'C:\\Windows\\System32'",
    '"quote \' here"',
  ],
  datetime: [
    'datetime(2024-02-29 12:34:56.7890123)',
    'datetime(0001-01-01)',
    'datetime(9999-12-31)',
    'datetime(null)',
    'now()',
  ],
  timespan: ['1d', '-2h', '1tick', '0s', '1.5h', 'timespan(null)'],
  guid: ['guid(74be27de-1e4e-49d9-b579-fe0b331d3642)', 'guid(null)'],
  dynamic: [
    'dynamic(null)',
    'dynamic([1,2,3])',
    "dynamic({'a':1,'b':[true,null,'x']})",
    "dynamic('text')",
    'dynamic(1.5)',
    'dynamic([])',
    'dynamic({})',
    'dynamic([[0,0],[1,0],[1,1]])',
  ],
};

const types = Object.keys(literals) as readonly ScalarType[];

/** Names that the tables have and queries do not. */
const internal =
  /^(add|subtract|multiply|divide|modulo|unary_minus|equals|not_equals|distinct_from|less|greater|and|or|between|has|contains|startswith|endswith|matches_regex|in|concat_columns|key_value|element_as|regex_|hash_of_|.*_raw$|bag_pack_)/;

/** A generator of queries over tables with these columns; the same random numbers draw the same queries. */
export class QueryGenerator {
  readonly #random: Random;
  readonly #source: string;
  readonly #columns: readonly Column[];
  readonly #byType = new Map<ScalarType, string[]>();
  #names = 0;

  constructor(random: Random, source: string, columns: readonly Column[], callable: ReadonlySet<string>) {
    this.#random = random;
    this.#source = source;
    this.#columns = columns;
    for (const [name, row] of Object.entries(functions)) {
      if (internal.test(name) || !callable.has(name)) continue;
      const results: readonly ScalarType[] = typeof row.returns === 'string' ? [row.returns] : [];
      for (const type of results) this.#byType.set(type, [...(this.#byType.get(type) ?? []), name]);
    }
  }

  /** One query. */
  query(): string {
    this.#names = 0;
    const { text } = this.#pipe(this.#int(1, 5));
    return text;
  }

  #int(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1));
  }

  #pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.#random() * items.length)];
    if (item === undefined) throw new Error('expected something to pick from, found nothing');
    return item;
  }

  #fresh(prefix = 'c'): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  #pipe(stages: number): { readonly text: string; readonly fields: readonly Column[] } {
    let text = this.#source;
    let fields = this.#columns;
    for (let i = 0; i < stages; i++) {
      const stage = this.#stage(fields);
      text += `\n| ${stage.text}`;
      fields = stage.fields;
    }
    return { text, fields };
  }

  #named(
    fields: readonly Column[],
    count: number,
    known: readonly Column[],
  ): readonly (Column & { readonly text: string })[] {
    return Array.from({ length: count }, () => {
      const type = this.#pick(types);
      const name = this.#random() < 0.2 && known.length > 0 ? this.#pick(known).name : this.#fresh();
      return { name, type, text: `${name} = ${this.expression(type, fields, 3)}` };
    });
  }

  #stage(fields: readonly Column[]): { readonly text: string; readonly fields: readonly Column[] } {
    const groupable = fields.filter(({ type }) => type !== 'dynamic');
    const kinds = [
      'where',
      'extend',
      'project',
      'take',
      'sort',
      'summarize',
      'distinct',
      'count',
      'mv-expand',
      'join',
      'union',
      'top',
      'parse',
      'project-away',
      'serialize',
      'getschema',
      'make-series',
      'top-nested',
      'sample-distinct',
      'mv-apply',
      'lookup',
      'search',
      'partition',
      'parse-kv',
    ] as const; // prettier-ignore
    const kind = groupable.length === 0 ? 'extend' : this.#pick(kinds);
    const some = (): Column => this.#pick(groupable);
    switch (kind) {
      case 'where':
        return { text: `where ${this.expression('bool', fields, 4)}`, fields };
      case 'extend': {
        const added = distinct(this.#named(fields, this.#int(1, 3), fields));
        const rest = fields.filter(({ name }) => !added.some((field) => field.name === name));
        return { text: `extend ${added.map(({ text }) => text).join(', ')}`, fields: [...rest, ...added] };
      }
      case 'project': {
        const added = distinct(this.#named(fields, this.#int(1, 4), []));
        return { text: `project ${added.map(({ text }) => text).join(', ')}`, fields: added };
      }
      case 'take':
        return { text: `take ${this.#int(0, 5)}`, fields };
      case 'count':
        return { text: 'count', fields: [{ name: 'Count', type: 'long' }] };
      case 'getschema':
        return { text: 'getschema', fields: [{ name: 'ColumnName', type: 'string' }] };
      case 'sort':
        return { text: `sort by ${some().name} ${this.#pick(['asc', 'desc', '', 'asc nulls last'])}`, fields };
      case 'top':
        return { text: `top ${this.#int(1, 4)} by ${some().name}`, fields };
      case 'distinct': {
        const kept = distinct([some(), some()]);
        return { text: `distinct ${kept.map(({ name }) => name).join(', ')}`, fields: kept };
      }
      case 'project-away': {
        const gone = some();
        const rest = fields.filter(({ name }) => name !== gone.name);
        return rest.length === 0 ? { text: 'take 3', fields } : { text: `project-away ${gone.name}`, fields: rest };
      }
      case 'serialize': {
        const name = this.#fresh();
        const window = this.#pick(['row_number()', `prev(${some().name})`, `next(${some().name}, 2)`, 'row_cumsum(1)']);
        return { text: `serialize ${name} = ${window}`, fields };
      }
      case 'summarize': {
        const by = distinct(this.#random() < 0.7 ? [some(), some()].slice(0, this.#int(1, 2)) : []);
        const names = Object.keys(aggregates);
        const made = Array.from({ length: this.#int(1, 3) }, () => ({
          name: this.#fresh('a'),
          text: this.#aggregate(names, fields),
        }));
        const keys = by.map(({ name, type }) =>
          type === 'datetime' && this.#random() < 0.5 ? `${name} = bin(${name}, 1h)` : name,
        );
        return {
          text: `summarize ${made.map(({ name, text }) => `${name} = ${text}`).join(', ')}${keys.length > 0 ? ` by ${keys.join(', ')}` : ''}`,
          fields: by.length > 0 ? by : [],
        };
      }
      case 'mv-expand': {
        const name = this.#fresh();
        const type = this.#pick(['long', 'string', 'dynamic', 'datetime'] as const);
        return {
          text: `mv-expand ${name} = ${this.expression('dynamic', fields, 2)}${type === 'dynamic' ? '' : ` to typeof(${type})`}`,
          fields: [...fields, { name, type }],
        };
      }
      case 'mv-apply': {
        const name = this.#fresh();
        const total = this.#fresh();
        return {
          text: `mv-apply ${name} = ${this.expression('dynamic', fields, 2)} to typeof(long) on (summarize ${total} = sum(${name}))`,
          fields: [...fields, { name: total, type: 'long' }],
        };
      }
      case 'join':
      case 'lookup': {
        const key = some();
        const flavour =
          kind === 'lookup'
            ? this.#pick(['', 'kind=inner '])
            : this.#pick([
                '',
                'kind=inner ',
                'kind=leftouter ',
                'kind=fullouter ',
                'kind=leftanti ',
                'kind=rightsemi ',
              ]);
        const right = this.#fresh();
        return {
          text: `${kind} ${flavour}(${this.#source} | extend ${right} = ${this.expression(key.type, this.#columns, 2)}) on $left.${key.name} == $right.${right}`,
          fields: flavour.includes('anti') ? fields : flavour.includes('rightsemi') ? this.#columns : fields,
        };
      }
      case 'union':
        return {
          text: `union ${this.#pick(['', 'kind=inner ', 'withsource=src '])}(${this.#source} | take 2)`,
          fields: [],
        };
      case 'search':
        return { text: `search ${this.#pick(["'abc'", "'a*'", '1', "'10.0'"])}`, fields };
      case 'parse':
        return {
          text: `parse ${this.expression('string', fields, 2)} with * 'a' ${this.#fresh()} ':' ${this.#fresh()}:long *`,
          fields,
        };
      case 'parse-kv':
        return {
          text: `parse-kv ${this.expression('string', fields, 2)} as (${this.#fresh()}:string, ${this.#fresh()}:long) with (pair_delimiter=';', kv_delimiter='=')`,
          fields,
        };
      case 'make-series': {
        const time = fields.find(({ type }) => type === 'datetime');
        if (!time) return { text: 'take 4', fields };
        return {
          text: `make-series n = count() on ${time.name} from datetime(2024-01-01) to datetime(2024-01-03) step 6h by ${some().name}`,
          fields: [{ name: 'n', type: 'dynamic' }],
        };
      }
      case 'top-nested':
        return {
          text: `top-nested 2 of ${some().name} by n1 = count(), top-nested of ${some().name} by n2 = count()`,
          fields: [],
        };
      case 'sample-distinct': {
        const field = some();
        return { text: `sample-distinct 3 of ${field.name}`, fields: [field] };
      }
      case 'partition': {
        const key = some();
        return {
          text: `partition by ${key.name} (${this.#pick(['take 1', `top 1 by ${some().name}`, 'summarize n = count()'])})`,
          fields: [],
        };
      }
    }
  }

  #aggregate(names: readonly string[], fields: readonly Column[]): string {
    const name = this.#pick(names);
    const arg = (type: ScalarType): string => this.expression(type, fields, 1);
    const number = this.#pick(['long', 'real', 'int', 'decimal'] as const);
    if (/^count$/.test(name)) return 'count()';
    if (/if$/.test(name) && name !== 'countif') return `${name}(${arg(number)}, ${arg('bool')})`;
    if (name === 'countif') return `countif(${arg('bool')})`;
    if (/^percentiles?(_array)?$/.test(name)) return `percentile(${arg(number)}, ${this.#int(0, 100)})`;
    if (/^percentiles?w/.test(name)) return `percentilew(${arg('long')}, 2, 50)`;
    if (/arg_?(max|min)/.test(name)) return `take_any(${arg(this.#pick(types))})`;
    if (/dynamic|schema|bag|dictionary/.test(name)) return `${name}(${arg('dynamic')})`;
    if (/binary/.test(name)) return `${name}(${arg('long')})`;
    if (/covariance/.test(name)) return `${name}(${arg('real')}, ${arg('real')})`;
    return `${name}(${arg(/sum|avg|stdev|variance/.test(name) ? number : this.#pick(types))})`;
  }

  /** An expression of that type, as far as the types of functions are known. */
  expression(type: ScalarType, fields: readonly Column[], depth: number): string {
    const own = fields.filter((field) => field.type === type);
    if (own.length > 0 && this.#random() < 0.35) return this.#pick(own).name;
    if (depth <= 0 || this.#random() < 0.2) return this.#pick(literals[type]);
    const inner = (of: ScalarType): string => this.expression(of, fields, depth - 1);
    const forms = operatorsOf(type, inner, () => this.#pick(types));
    const callable = this.#byType.get(type) ?? [];
    if (callable.length > 0 && (forms.length === 0 || this.#random() < 0.6))
      return this.#call(this.#pick(callable), inner);
    return forms.length > 0 ? this.#pick(forms)() : this.#pick(literals[type]);
  }

  #call(name: string, inner: (type: ScalarType) => string): string {
    const takes = functions[name]?.takes ?? [];
    const args = takes.flatMap((take) => {
      const accepted = take.replace(/[?*]$/, '');
      const type = (): ScalarType =>
        accepted === 'any' || accepted === 'text'
          ? this.#pick(types)
          : accepted === 'number'
            ? this.#pick(['long', 'real', 'int', 'decimal'] as const)
            : (accepted as ScalarType);
      if (take.endsWith('?')) return this.#random() < 0.5 ? [] : [inner(type())];
      if (take.endsWith('*')) return Array.from({ length: this.#int(0, 2) }, () => inner(type()));
      return [inner(type())];
    });
    return `${name}(${args.join(', ')})`;
  }
}

const distinct = <T extends Column>(fields: readonly T[]): readonly T[] => [
  ...new Map(fields.map((field) => [field.name, field])).values(),
];

/** What the operators of the language make of a type. */
function operatorsOf(
  type: ScalarType,
  inner: (type: ScalarType) => string,
  anyType: () => ScalarType,
): readonly (() => string)[] {
  const choice = () => `iff(${inner('bool')}, ${inner(type)}, ${inner(type)})`;
  const same = () => {
    const of = anyType();
    return of === 'dynamic' ? 'long' : of;
  };
  const pair = (operator: string, of: ScalarType) => () => `(${inner(of)} ${operator} ${inner(of)})`;
  switch (type) {
    case 'bool':
      return [
        pair('and', 'bool'),
        pair('or', 'bool'),
        () => `not(${inner('bool')})`,
        () => pair('==', same())(),
        () => pair('!=', same())(),
        pair('<', 'long'),
        pair('>=', 'datetime'),
        pair('<', 'timespan'),
        pair('has', 'string'),
        pair('!contains', 'string'),
        pair('startswith', 'string'),
        pair('=~', 'string'),
        () => `(${inner('long')} between (${inner('long')} .. ${inner('long')}))`,
        () => `(${inner('string')} in ('abc', ${inner('string')}))`,
        () => `(${inner('string')} in~ ('ABC', 'x'))`,
        () => `(${inner('string')} has_any ('abc', 'exe'))`,
        () => `(${inner('string')} matches regex @'\\b[a-c]+\\d?')`,
        () => `isempty(${inner(anyType())})`,
        () => `isnull(${inner(anyType())})`,
        choice,
      ];
    case 'long':
    case 'real':
    case 'decimal':
      return [...['+', '-', '*', '/', '%'].map((operator) => pair(operator, type)), () => `-(${inner(type)})`, choice];
    case 'datetime':
      return [() => `(${inner('datetime')} + ${inner('timespan')})`, () => `bin(${inner('datetime')}, 1h)`, choice];
    case 'timespan':
      return [
        () => `(${inner('datetime')} - ${inner('datetime')})`,
        () => `(${inner('timespan')} * ${inner('long')})`,
        choice,
      ];
    case 'dynamic':
      return [
        () => `parse_json(${inner('string')})`,
        () => `pack_array(${inner(anyType())}, ${inner(anyType())})`,
        () => `bag_pack('k', ${inner(anyType())})`,
        () => `${inner('dynamic')}.a`,
        () => `${inner('dynamic')}[0]`,
      ];
    case 'string':
      return [
        () => `tostring(${inner(anyType())})`,
        () => `strcat(${inner(anyType())}, ${inner('string')})`,
        choice,
        () => `case(${inner('bool')}, ${inner('string')}, ${inner('string')})`,
      ];
    default:
      return [choice];
  }
}
