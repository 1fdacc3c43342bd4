// Macros that compiled queries call: conversions and texts whose SQL is too long to repeat at every use.

/** Ticks of the Unix epoch, and of a day, as SQL text. */
const EPOCH = '621355968000000000';
const DAY = '864000000000';
const MAX_DATETIME = '3155378975999999999';

interface Macro {
  readonly name: string;
  readonly parameters: string;
  readonly body: string;
}

const macros: readonly Macro[] = [
  // --- datetime and timespan: BIGINT ticks to and from DuckDB's timestamps and text
  {
    name: 'kql_timestamp',
    parameters: 't',
    body: `make_timestamp((t - ${EPOCH}) // 10 - CASE WHEN (t - ${EPOCH}) % 10 < 0 THEN 1 ELSE 0 END)`,
  },
  { name: 'kql_ticks', parameters: 'ts', body: `epoch_us(ts) * 10 + ${EPOCH}` },
  { name: 'kql_datetime', parameters: 't', body: `CASE WHEN t BETWEEN 0 AND ${MAX_DATETIME} THEN t END` },
  {
    name: 'kql_datetime_text',
    parameters: 't',
    body: `strftime(kql_timestamp(t), '%Y-%m-%dT%H:%M:%S') || '.' || lpad((t % 10000000)::VARCHAR, 7, '0') || 'Z'`,
  },
  {
    name: 'kql_datetime_trimmed',
    parameters: 't',
    body: `strftime(kql_timestamp(t), '%Y-%m-%dT%H:%M:%S') || CASE WHEN t % 10000000 = 0 THEN 'Z' ELSE '.' || rtrim(lpad((t % 10000000)::VARCHAR, 7, '0'), '0') || 'Z' END`,
  },
  // a local time that the clocks skip means the moment before the skip, plus what has passed since
  {
    name: 'kql_to_zone',
    parameters: 't, zone',
    body: `kql_ticks((kql_timestamp(t) AT TIME ZONE 'UTC') AT TIME ZONE zone) + t % 10`,
  },
  {
    name: 'kql_from_zone',
    parameters: 't, zone',
    body: `kql_ticks((kql_timestamp(t - t % 10) AT TIME ZONE zone) AT TIME ZONE 'UTC') + t % 10`,
  },
  {
    // A time that a change of clocks leaves out is the moment of the change.
    name: 'kql_local_to_utc',
    parameters: 't, zone',
    body: `kql_from_zone(t, zone) - greatest(kql_to_zone(kql_from_zone(t, zone), zone) - t, 0)`,
  },
  {
    name: 'kql_timespan_text',
    parameters: 't',
    body: `CASE WHEN t < 0 THEN '-' ELSE '' END || CASE WHEN abs(t::HUGEINT) >= ${DAY} THEN (abs(t::HUGEINT) // ${DAY})::VARCHAR || '.' ELSE '' END
      || lpad(((abs(t::HUGEINT) // 36000000000) % 24)::VARCHAR, 2, '0') || ':' || lpad(((abs(t::HUGEINT) // 600000000) % 60)::VARCHAR, 2, '0')
      || ':' || lpad(((abs(t::HUGEINT) // 10000000) % 60)::VARCHAR, 2, '0')
      || CASE WHEN t % 10000000 = 0 THEN '' ELSE '.' || lpad((abs(t::HUGEINT) % 10000000)::VARCHAR, 7, '0') END`,
  },
  {
    name: 'kql_iso_ticks',
    parameters: 's',
    body: `kql_ticks(try_cast(regexp_replace(s, '\\.\\d+', '') AS TIMESTAMPTZ) AT TIME ZONE 'UTC')
      + rpad(left(regexp_extract(s, ':\\d{2}\\.(\\d+)', 1), 7), 7, '0')::BIGINT`,
  },
  {
    name: 'kql_to_datetime',
    parameters: 's',
    body: `CASE WHEN regexp_matches(s, '^\\s*\\d{4}-\\d{1,2}-\\d{1,2}([T ]\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d+)?)?)?\\s*(Z|[+-]\\d{2}:?\\d{2})?\\s*$')
        THEN kql_datetime(kql_iso_ticks(trim(s)))
      ELSE kql_ticks(try_strptime(trim(regexp_replace(s, '\\s*(GMT|UTC|Z)\\s*$', '')), ['%m/%d/%Y %H:%M:%S', '%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %H:%M', '%m/%d/%Y', '%m-%d-%Y %H:%M:%S', '%m-%d-%Y', '%m.%d.%Y',
        '%a, %d %b %y %H:%M:%S', '%a, %d %b %Y %H:%M:%S', '%a, %d %b %y %H:%M', '%A, %d-%b-%y %H:%M:%S', '%d %b %y %H:%M:%S', '%d %b %Y %H:%M:%S', '%d-%b-%y %H:%M:%S', '%d-%b-%y %H:%M', '%d %b %Y', '%d-%b-%Y', '%b %d, %Y', '%B %d, %Y', '%d %B %Y', '%Y%m%d', '%Y/%m/%d %H:%M:%S', '%Y/%m/%d'])) END`,
  },
  {
    name: 'kql_span_unit',
    parameters: 'u',
    body: `CASE WHEN u IN ('d', 'day', 'days') THEN ${DAY} WHEN u IN ('h', 'hr', 'hrs', 'hour', 'hours') THEN 36000000000
      WHEN u IN ('m', 'min', 'minute', 'minutes') THEN 600000000 WHEN u IN ('s', 'sec', 'second', 'seconds') THEN 10000000
      WHEN u IN ('ms', 'milli', 'millis', 'millisecond', 'milliseconds') THEN 10000 WHEN u IN ('microsecond', 'microseconds') THEN 10 WHEN u IN ('tick', 'ticks') THEN 1 END`,
  },
  {
    name: 'kql_to_timespan',
    parameters: 's',
    body: `CASE WHEN regexp_full_match(trim(s), '-?(\\d+\\.)?([01]?\\d|2[0-3]):[0-5]?\\d(:[0-5]?\\d(\\.\\d+)?)?')
        THEN (CASE WHEN trim(s)[1] = '-' THEN -1 ELSE 1 END)
          * (coalesce(try_cast(regexp_extract(s, '(\\d+)\\.\\d+:', 1) AS BIGINT), 0) * ${DAY}
          + regexp_extract(s, '(\\d+):', 1)::BIGINT * 36000000000 + regexp_extract(s, ':(\\d+)', 1)::BIGINT * 600000000
          + coalesce(try_cast(regexp_extract(s, ':\\d+:(\\d+)', 1) AS BIGINT), 0) * 10000000
          + rpad(left(regexp_extract(s, ':\\d+:\\d+\\.(\\d+)', 1), 7), 7, '0')::BIGINT)
      WHEN regexp_full_match(trim(s), '-?(\\d+\\.?\\d*|\\.\\d+)\\s*[a-z]+')
        THEN round(regexp_extract(s, '-?[\\d.]+')::DECIMAL(28, 9) * kql_span_unit(regexp_extract(s, '[a-z]+')))::BIGINT END`,
  },
  // --- numbers and booleans from text, as KQL reads them (kql-semantics §1.6)
  {
    name: 'kql_signed',
    parameters: 'h',
    body: `(CASE WHEN h > 9223372036854775807 THEN h::HUGEINT - 18446744073709551616 ELSE h END)::BIGINT`,
  },
  {
    name: 'kql_wrap',
    parameters: 'h',
    body: `(CASE WHEN h BETWEEN -9223372036854775808 AND 9223372036854775807 THEN h
      ELSE ((h + 9223372036854775808) % 18446744073709551616 + 18446744073709551616) % 18446744073709551616 - 9223372036854775808 END)::BIGINT`,
  },
  {
    name: 'kql_to_long',
    parameters: 's',
    body: `CASE WHEN regexp_full_match(trim(s, e' \\t\\r\\n'), '[+-]?[0-9]+') THEN try_cast(trim(s, e' \\t\\r\\n') AS BIGINT)
      WHEN regexp_full_match(trim(s, e' \\t\\r\\n'), '0[xX][0-9a-fA-F]{1,16}') THEN kql_signed(try_cast('0x' || substring(trim(s, e' \\t\\r\\n'), 3) AS UBIGINT)) END`,
  },
  {
    name: 'kql_to_real',
    parameters: 's',
    body: `CASE WHEN regexp_full_match(trim(s, e' \\t\\r\\n'), '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?') THEN coalesce(try_cast(trim(s, e' \\t\\r\\n') AS DOUBLE), CASE WHEN s LIKE '%-%' THEN '-inf'::DOUBLE ELSE 'inf'::DOUBLE END)
      WHEN trim(s) IN ('nan', 'NaN') THEN 'nan'::DOUBLE WHEN trim(s) IN ('inf', 'Inf', '+inf', '+Inf', 'Infinity', '+Infinity') THEN 'inf'::DOUBLE WHEN trim(s) IN ('-inf', '-Inf', '-Infinity') THEN '-inf'::DOUBLE END`,
  },
  {
    name: 'kql_to_bool',
    parameters: 's',
    body: `CASE WHEN lower(s) = 'true' THEN true WHEN lower(s) = 'false' THEN false WHEN regexp_full_match(s, '[+-]?[0-9]+') THEN try_cast(s AS HUGEINT) <> 0 END`,
  },
  {
    name: 'kql_real_to_long',
    parameters: 'x',
    body: `CASE WHEN isfinite(x) THEN CASE WHEN x >= 9223372036854775807 THEN 9223372036854775807 WHEN x <= -9223372036854775808 THEN (-9223372036854775808)::BIGINT ELSE trunc(x)::BIGINT END END`,
  },
  {
    name: 'kql_real_to_int',
    parameters: 'x',
    body: `CASE WHEN isfinite(x) THEN CASE WHEN x >= 2147483647 THEN 2147483647 WHEN x <= -2147483648 THEN (-2147483648)::INTEGER ELSE trunc(x)::INTEGER END END`,
  },
  {
    name: 'kql_long_to_int',
    parameters: 'x',
    body: `(((x & 4294967295) + 2147483648) % 4294967296 - 2147483648)::INTEGER`,
  },
  {
    name: 'kql_real_text',
    parameters: 'x',
    body: `CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'inf' ELSE '-inf' END ELSE x::VARCHAR END`,
  },
  {
    name: 'kql_guid',
    parameters: 's',
    body: `CASE WHEN regexp_full_match(trim(s), '\\{?[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\\}?') THEN try_cast(trim(s) AS UUID) END`,
  },
  {
    name: 'kql_decimal_text',
    parameters: 'x',
    body: `CASE WHEN contains(x::VARCHAR, '.') THEN regexp_replace(x::VARCHAR, '\\.?0+$', '') ELSE x::VARCHAR END`,
  },
  {
    name: 'kql_term_pattern',
    parameters: 'n',
    body: `'(?i)' || CASE WHEN regexp_matches(left(n, 1), '[\\p{L}\\p{N}]') THEN '(?:^|[^\\p{L}\\p{N}])' ELSE '' END || regexp_escape(n)
      || CASE WHEN regexp_matches(right(n, 1), '[\\p{L}\\p{N}]') THEN '(?:[^\\p{L}\\p{N}]|$)' ELSE '' END`,
  },
  // --- dynamic: JSON text, JSON null being SQL NULL
  { name: 'kql_json', parameters: 'j', body: `nullif(j, 'null')` },
  {
    name: 'kql_parse_json',
    parameters: 's',
    body: `CASE WHEN json_valid(s) THEN nullif(json(s), 'null') WHEN trim(s) = '' THEN NULL ELSE to_json(s) END`,
  },
  { name: 'kql_json_or_null', parameters: 's', body: `CASE WHEN json_valid(s) THEN s::JSON END` },
  {
    name: 'kql_array',
    parameters: 'j',
    body: `CASE WHEN json_type(j) = 'ARRAY' THEN json_extract(j, '$[*]')::JSON[] END`,
  },
  {
    name: 'kql_list',
    parameters: 'j',
    body: `CASE WHEN json_type(j) = 'ARRAY' THEN json_extract(j, '$[*]')::JSON[] ELSE [] END`,
  },
  {
    name: 'kql_texts',
    parameters: 'j',
    body: `CASE WHEN json_type(j) = 'ARRAY' THEN list_transform(json_extract_string(j, '$[*]')::VARCHAR[], lambda x : coalesce(x, '')) ELSE [] END`,
  },
  { name: 'kql_json_text', parameters: 'j', body: `coalesce(j ->> '$', '')` },
  {
    name: 'kql_json_long',
    parameters: 'j',
    body: `CASE json_type(j) WHEN 'BIGINT' THEN try_cast(j ->> '$' AS BIGINT) WHEN 'UBIGINT' THEN try_cast(j ->> '$' AS BIGINT) WHEN 'DOUBLE' THEN kql_real_to_long((j ->> '$')::DOUBLE)
      WHEN 'BOOLEAN' THEN ((j ->> '$') = 'true')::BIGINT WHEN 'VARCHAR' THEN kql_to_long(j ->> '$') END`,
  },
  {
    name: 'kql_json_int',
    parameters: 'j',
    body: `CASE json_type(j) WHEN 'VARCHAR' THEN try_cast(kql_to_long(j ->> '$') AS INTEGER) WHEN 'DOUBLE' THEN kql_real_to_int((j ->> '$')::DOUBLE) ELSE kql_long_to_int(kql_json_long(j)) END`,
  },
  {
    name: 'kql_json_real',
    parameters: 'j',
    body: `CASE json_type(j) WHEN 'BIGINT' THEN (j ->> '$')::DOUBLE WHEN 'UBIGINT' THEN (j ->> '$')::DOUBLE WHEN 'DOUBLE' THEN (j ->> '$')::DOUBLE
      WHEN 'BOOLEAN' THEN ((j ->> '$') = 'true')::INTEGER::DOUBLE WHEN 'VARCHAR' THEN kql_to_real(j ->> '$') END`,
  },
  {
    name: 'kql_json_bool',
    parameters: 'j',
    body: `CASE json_type(j) WHEN 'BOOLEAN' THEN (j ->> '$') = 'true' WHEN 'VARCHAR' THEN coalesce(kql_to_bool(j ->> '$'), kql_to_long(j ->> '$') <> 0) WHEN 'BIGINT' THEN (j ->> '$')::HUGEINT <> 0
      WHEN 'UBIGINT' THEN (j ->> '$')::HUGEINT <> 0 WHEN 'DOUBLE' THEN (j ->> '$')::DOUBLE <> 0 END`,
  },
  {
    name: 'kql_json_type',
    parameters: 'j',
    body: `CASE coalesce(json_type(j), 'NULL') WHEN 'BIGINT' THEN 'long' WHEN 'UBIGINT' THEN 'long' WHEN 'DOUBLE' THEN 'double' WHEN 'VARCHAR' THEN 'string'
      WHEN 'BOOLEAN' THEN 'bool' WHEN 'ARRAY' THEN 'array' WHEN 'OBJECT' THEN 'dictionary' ELSE 'null' END`,
  },
  { name: 'kql_pointer', parameters: 'k', body: `'/' || replace(replace(k, '~', '~0'), '/', '~1')` },
  {
    name: 'kql_at_key',
    parameters: 'j, k',
    body: `CASE WHEN json_type(j) = 'OBJECT' THEN nullif(json_extract(j, kql_pointer(k)), 'null') END`,
  },
  {
    name: 'kql_at_index',
    parameters: 'j, i',
    body: `CASE WHEN json_type(j) = 'ARRAY' THEN nullif(json_extract(j, '$[' || i::VARCHAR || ']'), 'null') END`,
  },
  {
    name: 'kql_real_json',
    parameters: 'x',
    body: `CASE WHEN isnan(x) THEN '"NaN"'::JSON WHEN isinf(x) THEN CASE WHEN x > 0 THEN '"Infinity"'::JSON ELSE '"-Infinity"'::JSON END ELSE to_json(x) END`,
  },
  // first-seen order, which DuckDB's own list_distinct does not keep
  { name: 'kql_distinct', parameters: 'l', body: `list_filter(l, lambda x, i : list_position(l, x) = i)` },
  // leftmost bag wins, not deep; what is no bag is passed over
  {
    name: 'kql_merge_bags',
    parameters: 'bags',
    body: `(SELECT coalesce(json_group_object(k, v), '{}'::JSON) FROM (
      SELECT k, first(v ORDER BY n) AS v, min(n) AS seen FROM (
        SELECT unnest(json_keys(b)) AS k, json_extract(b, kql_pointer(unnest(json_keys(b)))) AS v, n
        FROM (SELECT unnest(bags) AS b, unnest(generate_series(1, len(bags))) AS n) WHERE json_type(b) = 'OBJECT') GROUP BY k ORDER BY seen))`,
  },
  // the elements with their places, in order: by kind, then by number or text; nulls where `nulls` (0 or 2, beside 1) puts them
  {
    name: 'kql_sorted_asc',
    parameters: 'j, nulls',
    body: `list_sort(list_transform(json_extract(j, '$[*]')::JSON[], lambda x, i : {'n': CASE WHEN x = 'null' THEN nulls ELSE 1 END, 'r': CASE WHEN json_type(x) <> 'VARCHAR' THEN kql_json_real(x) END, 't': x ->> '$', 'i': i, 'j': x}), 'ASC', 'NULLS LAST')`,
  },
  {
    name: 'kql_sorted_desc',
    parameters: 'j, nulls',
    body: `list_sort(list_transform(json_extract(j, '$[*]')::JSON[], lambda x, i : {'n': CASE WHEN x = 'null' THEN -nulls ELSE -1 END, 'r': CASE WHEN json_type(x) <> 'VARCHAR' THEN kql_json_real(x) END, 't': x ->> '$', 'i': -i, 'j': x}), 'DESC', 'NULLS LAST')`,
  },
  {
    name: 'kql_weighted_percentile',
    parameters: 'l, p',
    body: `list_extract(list_filter(l, lambda x, i : list_sum(list_transform(l[1:i], lambda y : y.w)) >= p / 100.0 * list_sum(list_transform(l, lambda y : y.w))), 1).v`,
  },
  {
    name: 'kql_bag_items',
    parameters: 'j',
    body: `list_transform(json_keys(j)::VARCHAR[], lambda k : json_object(k, json_extract(j, kql_pointer(k))))`,
  },
  {
    name: 'kql_bag_pairs',
    parameters: 'j',
    body: `list_transform(json_keys(j)::VARCHAR[], lambda k : json_array(k, json_extract(j, kql_pointer(k))))`,
  },
  // --- host table functions: the rows that go in and what comes out
  {
    name: 'kql_rows_in',
    parameters: 'rows, numbered, most, longest, what',
    body: `CASE WHEN numbered > most THEN error(what || ' takes at most ' || most || ' rows')
      WHEN strlen(rows) > longest THEN error(what || ' takes at most ' || longest || ' bytes of rows')
      ELSE '[' || coalesce(rows, '') || ']' END`,
  },
  {
    name: 'kql_rows_out',
    parameters: 'rows, what',
    body: `CAST(CASE WHEN starts_with(rows, '[') THEN rows ELSE error(what || ' ' || rows) END AS JSON[])`,
  },
];

/** Statements that define the macros, to be run once when a database is opened. */
export const duckDbPrelude: readonly string[] = macros.map(
  ({ name, parameters, body }) => `CREATE OR REPLACE MACRO ${name}(${parameters}) AS ${body}`,
);
