// Datetimes and timespans: ticks of 100 ns; the calendar is asked of DuckDB only where a calendar is needed (kql-semantics §3).

import { hostName } from '../dialects/duckdb/host-functions/host-function.js';
import { isNumeric } from '../expressions/types.js';
import { fn, type Sql, sql, text } from '../sql/sql.js';
import type { ScalarType } from '../types.js';
import { entryOf } from '../values/entry-of.js';
import { isTimeZone } from '../values/time-zone.js';
import { floorTo } from './arithmetic.js';
import { type Arg, attempt, defineFamily, invalid, literalText, type ScalarFunction, unsupported } from './function.js';

const DAY = sql`864000000000`;

const timestamp = (ticks: Sql): Sql => fn('kql_timestamp', ticks);

type Period = 'day' | 'week' | 'month' | 'year';

/** Periods that lead out of the calendar from anywhere in it: more would only overflow. */
const furthest: Readonly<Record<Period, bigint>> = { day: 4_000_000n, week: 600_000n, month: 130_000n, year: 11_000n };

// Weeks start on Sunday: 0001-01-01 was a Monday, so day zero belongs to a week that began one day earlier.
function startOf(period: Period, moment: Sql, offset: Sql | undefined): Sql {
  const shift = offset
    ? sql`greatest(least(${offset}, ${number(furthest[period])}), ${number(-furthest[period])})`
    : sql`0`;
  switch (period) {
    case 'day':
      return sql`${moment} - ${moment} % ${DAY} + ${shift} * ${DAY}`;
    case 'week':
      return sql`${moment} - (${moment} + ${DAY}) % (7 * ${DAY}) + ${shift} * 7 * ${DAY}`;
    case 'month':
      return fn('kql_ticks', sql`date_trunc('month', ${timestamp(moment)}) + to_months(CAST(${shift} AS INTEGER))`);
    case 'year':
      return fn('kql_ticks', sql`date_trunc('year', ${timestamp(moment)}) + to_months(CAST(12 * ${shift} AS INTEGER))`);
  }
}

/** @throws InvalidForm for a name in the query that no time zone has; a computed one gives null then */
function timeZone(zone: Arg, computed: Sql): Sql {
  if (typeof zone.literal?.value !== 'string')
    return sql`CASE WHEN ${fn(hostName('is_time_zone'), computed)} THEN ${computed} END`;
  const name = zone.literal.value;
  if (!isTimeZone(name)) invalid(`'${name}' is not a time zone`);
  return text(name);
}

/** A number in 64 bits, cut to a whole one; null where it is none. */
const wholeNumber = (value: Arg): Sql =>
  value.type === 'real' || value.type === 'decimal'
    ? fn('kql_real_to_long', sql`CAST(${value.sql} AS DOUBLE)`)
    : sql`CAST(${value.sql} AS BIGINT)`;

const starts = (period: Period): ScalarFunction => ({
  takes: ['datetime', 'long?'],
  returns: 'datetime',
  sql: (moment: Arg, offset?: Arg) => fn('kql_datetime', startOf(period, moment.sql, offset?.sql)),
});

const ends = (period: Period): ScalarFunction => ({
  takes: ['datetime', 'long?'],
  returns: 'datetime',
  sql: (moment: Arg, offset?: Arg) =>
    fn(
      'kql_datetime',
      sql`${startOf(period, moment.sql, offset ? sql`least(${offset.sql}, 10000000) + 1` : sql`1`)} - 1`,
    ),
});

const part = (name: string, type: ScalarType = 'long'): ScalarFunction => ({
  takes: ['datetime'],
  returns: type,
  sql: (moment: Arg) => sql`CAST(date_part(${text(name)}, ${timestamp(moment.sql)}) AS BIGINT)`,
});

const unitTicks: Readonly<Record<string, bigint>> = {
  day: 864_000_000_000n,
  hour: 36_000_000_000n,
  minute: 600_000_000n,
  second: 10_000_000n,
  millisecond: 10_000n,
  microsecond: 10n,
};

const number = (value: bigint): Sql => ({ parts: [value.toString()], atomic: true });

function unitOf(arg: Arg, what: string): string {
  return literalText(arg, `the part of '${what}'`).toLowerCase();
}

// Boundaries crossed on the way from b to a; weeks begin on Sunday.
const datetimeDiff: ScalarFunction = {
  takes: ['string', 'datetime', 'datetime'],
  returns: 'long',
  sql: (unit: Arg, a: Arg, b: Arg) => {
    const name = unitOf(unit, 'datetime_diff');
    const size = entryOf(unitTicks, name);
    if (size) return sql`${a.sql} // ${number(size)} - ${b.sql} // ${number(size)}`;
    if (name === 'week') return sql`(${a.sql} + ${DAY}) // (7 * ${DAY}) - (${b.sql} + ${DAY}) // (7 * ${DAY})`;
    if (name === 'nanosecond') return sql`(${a.sql} - ${b.sql}) * 100`;
    if (['year', 'quarter', 'month'].includes(name))
      return sql`date_diff(${text(name)}, ${timestamp(b.sql)}, ${timestamp(a.sql)})`;
    return unsupported(`the part '${name}' of 'datetime_diff'`);
  },
};

const datetimeAdd: ScalarFunction = {
  takes: ['string', 'long', 'datetime'],
  returns: 'datetime',
  sql: (unit: Arg, amount: Arg, moment: Arg) => {
    const name = unitOf(unit, 'datetime_add');
    const size = name === 'week' ? 7n * 864_000_000_000n : entryOf(unitTicks, name);
    if (size) return fn('kql_datetime', sql`${moment.sql} + ${amount.sql} * ${number(size)}`);
    const months = entryOf({ month: 1n, quarter: 3n, year: 12n }, name);
    if (!months) return unsupported(`the part '${name}' of 'datetime_add'`);
    const whole = sql`${moment.sql} - ${moment.sql} % 10`;
    return fn(
      'kql_datetime',
      sql`kql_ticks(${timestamp(whole)} + to_months(CAST(${amount.sql} * ${number(months)} AS INTEGER))) + ${moment.sql} % 10`,
    );
  },
};

/** What DuckDB calls the parts of a datetime. */
const datePartNames: Readonly<Record<string, string>> = {
  week_of_year: 'week',
  weekofyear: 'week',
  dayofyear: 'doy',
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
};

const datetimePart: ScalarFunction = {
  takes: ['string', 'datetime'],
  returns: 'long',
  sql: (unit: Arg, moment: Arg) => {
    const name = unitOf(unit, 'datetime_part');
    const subsecond = entryOf({ millisecond: 10_000n, microsecond: 10n }, name);
    if (subsecond) return sql`${moment.sql} % 10000000 // ${number(subsecond)}`;
    if (name === 'nanosecond') return sql`${moment.sql} % 10000000 * 100`;
    const duckdb = entryOf(datePartNames, name);
    if (!duckdb) return unsupported(`the part '${name}' of 'datetime_part'`);
    return sql`CAST(date_part(${text(duckdb)}, ${timestamp(moment.sql)}) AS BIGINT)`;
  },
};

const fraction = (digits: number, trim: boolean, of: Sql): Sql => {
  const cut = sql`left(lpad(CAST(${of} % 10000000 AS VARCHAR), 7, '0'), ${number(BigInt(digits))})`;
  return trim ? sql`rtrim(${cut}, '0')` : cut;
};

/** Pieces of `format_datetime` by letter run: two digits and the like through strftime, fractions from the ticks. */
const datetimePieces: Readonly<Record<string, string>> = {
  yyyy: '%Y',
  yy: '%y',
  y: '%-y',
  MM: '%m',
  M: '%-m',
  dd: '%d',
  d: '%-d',
  HH: '%H',
  H: '%-H',
  hh: '%I',
  h: '%-I',
  mm: '%M',
  m: '%-M',
  ss: '%S',
  s: '%-S',
  tt: '%p',
};

const formatDatetime: ScalarFunction = {
  takes: ['datetime', 'string'],
  returns: 'string',
  sql: (moment: Arg, format: Arg) => {
    const pieces = formatPieces(
      literalText(format, "the format of 'format_datetime'"),
      /^(yyyy|yy|y|MM|M|dd|d|HH|H|hh|h|mm|m|ss|s|tt|f{1,7}|F{1,7}|[ /\-:,.[\]_]+)/,
      'format_datetime',
    );
    const parts = pieces.map((piece): Sql => {
      if (/^[fF]/.test(piece)) return fraction(piece.length, piece.startsWith('F'), moment.sql);
      const code = datetimePieces[piece];
      return code ? sql`strftime(${timestamp(moment.sql)}, ${text(code)})` : text(piece);
    });
    return concat(parts);
  },
};

const formatTimespan: ScalarFunction = {
  takes: ['timespan', 'string'],
  returns: 'string',
  sql: (span: Arg, format: Arg) => {
    const pieces = formatPieces(
      literalText(format, "the format of 'format_timespan'"),
      /^(d{1,8}|HH|H|hh|h|mm|m|ss|s|f{1,7}|F{1,7}|[ /\-:,.[\]_]+)/,
      'format_timespan',
    );
    const magnitude = sql`abs(${span.sql})`;
    const padded = (value: Sql, digits: number): Sql =>
      sql`CASE WHEN length(CAST(${value} AS VARCHAR)) < ${number(BigInt(digits))} THEN lpad(CAST(${value} AS VARCHAR), ${number(BigInt(digits))}, '0') ELSE CAST(${value} AS VARCHAR) END`;
    const parts = pieces.map((piece): Sql => {
      const unit = piece[0] ?? '';
      if (unit === 'd') return padded(sql`${magnitude} // ${DAY}`, piece.length);
      if (unit === 'h' || unit === 'H') return padded(sql`(${magnitude} // 36000000000) % 24`, piece.length);
      if (unit === 'm') return padded(sql`(${magnitude} // 600000000) % 60`, piece.length);
      if (unit === 's') return padded(sql`(${magnitude} // 10000000) % 60`, piece.length);
      if (unit === 'f' || unit === 'F') return fraction(piece.length, unit === 'F', magnitude);
      return text(piece);
    });
    return concat([sql`CASE WHEN ${span.sql} < 0 THEN '-' ELSE '' END`, ...parts]);
  },
};

const concat = (parts: readonly Sql[]): Sql =>
  parts.length === 0 ? text('') : parts.reduce((a, b) => sql`${a} || ${b}`);

function formatPieces(format: string, piece: RegExp, what: string): readonly string[] {
  const pieces: string[] = [];
  for (let rest = format; rest !== ''; ) {
    const found = piece.exec(rest)?.[0];
    if (!found) return unsupported(`the character '${rest[0]}' in the format of '${what}'`);
    pieces.push(found);
    rest = rest.slice(found.length);
  }
  return pieces;
}

const unixTime = (ticksPerUnit: Sql): ScalarFunction => ({
  takes: ['number'],
  returns: 'datetime',
  sql: (value: Arg) => {
    const since =
      value.type === 'real' || value.type === 'decimal'
        ? fn('kql_real_to_long', sql`CAST(${value.sql} AS DOUBLE) * ${ticksPerUnit}`)
        : sql`CAST(${value.sql} AS HUGEINT) * ${ticksPerUnit}`;
    return sql`CAST(kql_datetime(621355968000000000 + CAST(${since} AS HUGEINT)) AS BIGINT)`;
  },
});

const makeDatetime: ScalarFunction = {
  takes: ['any', 'long?', 'long?', 'long?', 'long?', 'real?'],
  returns: 'datetime',
  sql: (...[year, month, day, hour, minute, second]: (Arg | undefined)[]) => {
    if (year && !month)
      return fn('kql_to_datetime', year.type === 'string' ? year.sql : sql`CAST(${year.sql} AS VARCHAR)`);
    if (year?.type === 'string' || year?.type === 'dynamic' || year?.type === 'guid')
      invalid('the year must be a number');
    if (!year || !month || !day) return unsupported("this form of 'make_datetime'");
    const parts = [year, month, day, ...(hour ? [hour] : []), ...(minute ? [minute] : [])];
    const whole = fn(
      'kql_ticks',
      attempt(parts, (y, ...others) => {
        const [m, d, h = sql`0`, min = sql`0`] = others as [Sql, Sql, Sql?, Sql?];
        return fn('make_timestamp', wholeNumber({ ...year, sql: y ?? year.sql }), m, d, h, min, sql`0`);
      }),
    );
    if (!second) return whole;
    return sql`CASE WHEN ${second.sql} >= 0 AND ${second.sql} < 60 THEN ${whole} + CAST(trunc(${second.sql} * 10000000) AS BIGINT) END`;
  },
};

const makeTimespan: ScalarFunction = {
  takes: ['any', 'long?', 'real?', 'real?'],
  returns: 'timespan',
  sql: (...args: (Arg | undefined)[]) => {
    const parts = args.filter((arg): arg is Arg => arg !== undefined);
    const given = parts.map((arg) => arg.sql);
    const [first] = parts;
    if (given.length === 1 && given[0]) {
      if (first?.type !== 'string') invalid('a text or two to four numbers are expected');
      return fn('kql_to_timespan', given[0]);
    }
    if (first && !isNumeric(first.type)) invalid('a text or two to four numbers are expected');
    const [days, hours, minutes, seconds] =
      given.length === 4 ? given : [sql`0`, ...given, ...(given.length === 2 ? [sql`0`] : [])];
    if (!days || !hours || !minutes || !seconds) return unsupported("this form of 'make_timespan'");
    return sql`CASE WHEN ${hours} BETWEEN 0 AND 23 AND ${minutes} BETWEEN 0 AND 59 AND ${seconds} >= 0 AND ${seconds} < 60
      THEN TRY_CAST(CAST(trunc(${days}) AS HUGEINT) * ${DAY} + CAST(trunc(${hours}) AS BIGINT) * 36000000000 + CAST(trunc(${minutes}) AS BIGINT) * 600000000 + CAST(trunc(${seconds} * 10000000) AS BIGINT) AS BIGINT) END`;
  },
};

/** Datetime and timespan functions. */
export const datetimes = defineFamily({
  startofday: starts('day'),
  startofweek: starts('week'),
  startofmonth: starts('month'),
  startofyear: starts('year'),
  endofday: ends('day'),
  endofweek: ends('week'),
  endofmonth: ends('month'),
  endofyear: ends('year'),
  dayofweek: {
    takes: ['datetime'],
    returns: 'timespan',
    // The engine steps to the next day, which the last day of the calendar has not.
    sql: (moment: Arg) =>
      sql`CASE WHEN ${moment.sql} < 3155378112000000000 THEN (${moment.sql} + ${DAY}) // ${DAY} % 7 * ${DAY} END`,
  },
  dayofmonth: part('day'),
  dayofyear: part('doy'),
  hourofday: part('hour'),
  getyear: part('year'),
  getmonth: part('month'),
  monthofyear: part('month'),
  week_of_year: part('week'),
  weekofyear: part('week'),
  datetime_diff: datetimeDiff,
  datetime_add: datetimeAdd,
  datetime_part: datetimePart,
  datepart: datetimePart,
  bin_at: {
    takes: ['any', 'any', 'any'],
    returns: (types) => types[0] ?? 'datetime',
    sql: (value: Arg, size: Arg, fixed: Arg) =>
      value.type === 'real' || size.type === 'real'
        ? sql`floor((${value.sql} - ${fixed.sql}) / ${size.sql}) * ${size.sql} + ${fixed.sql}`
        : sql`${floorTo(sql`${value.sql} - ${fixed.sql}`, size.sql)} + ${fixed.sql}`,
  },
  make_datetime: makeDatetime,
  make_timespan: makeTimespan,
  unixtime_seconds_todatetime: unixTime(sql`10000000`),
  unixtime_milliseconds_todatetime: unixTime(sql`10000`),
  unixtime_microseconds_todatetime: unixTime(sql`10`),
  unixtime_nanoseconds_todatetime: {
    takes: ['number'],
    returns: 'datetime',
    sql: (value: Arg) => fn('kql_datetime', sql`621355968000000000 + ${wholeNumber(value)} // 100`),
  },
  format_datetime: formatDatetime,
  format_timespan: formatTimespan,
  datetime_utc_to_local: {
    takes: ['datetime', 'string'],
    returns: 'datetime',
    sql: (moment: Arg, zone: Arg) =>
      fn(
        'kql_datetime',
        attempt([moment, zone], (at, computed) => fn('kql_to_zone', at, timeZone(zone, computed))),
      ),
  },
  datetime_local_to_utc: {
    takes: ['datetime', 'string'],
    returns: 'datetime',
    sql: (moment: Arg, zone: Arg) =>
      fn(
        'kql_datetime',
        attempt([moment, zone], (at, computed) => fn('kql_local_to_utc', at, timeZone(zone, computed))),
      ),
  },
});
