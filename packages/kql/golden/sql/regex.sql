-- print a = 'naïve café' matches regex @'\bve\b', b = 'naïve' matches regex @'na\b', c = extract(@'(\w+)$', 1, 'Привет мир')
SELECT CAST(json_array("a", "b", "c") AS VARCHAR) AS row FROM (SELECT CASE WHEN strlen('naïve café') = length('naïve café') THEN regexp_matches('naïve café', '\bve\b') ELSE kql_host_regex_matches('naïve café', '\bve\b') END AS "a", CASE WHEN strlen('naïve') = length('naïve') THEN regexp_matches('naïve', 'na\b') ELSE kql_host_regex_matches('naïve', 'na\b') END AS "b", regexp_extract('Привет мир', '([\p{L}\p{M}\p{Nl}\p{Nd}\p{Pc}\x{200c}\x{200d}\x{24b6}-\x{24e9}]+)$', 1) AS "c" FROM (SELECT 1) AS one) AS result

-- print a = replace_regex('a-b-c', @'[[a-c]&&[^b]]', @'<\0>'), b = 'foobar foo' matches regex @'foo\b{end}', c = extract(@'(?x) (\d+) # digits', 1, 'n 42')
SELECT CAST(json_array("a", "b", "c") AS VARCHAR) AS row FROM (SELECT kql_host_regex_replace('a-b-c', '[[a-c]&&[^b]]', '<\0>') AS "a", kql_host_regex_matches('foobar foo', 'foo\b{end}') AS "b", kql_host_regex_extract('n 42', '(?x) (\d+) # digits', CAST(1::BIGINT AS BIGINT)) AS "c" FROM (SELECT 1) AS one) AS result

-- print a = countof('aXbxc', @'x?', 'regex'), b = extract_all(@'(\b\w)', 'été abc'), c = indexof_regex('été abc abc', @'\babc', 0, -1, 2)
SELECT CAST(json_array("a", "b", "c") AS VARCHAR) AS row FROM (SELECT CAST(len(json_extract_string(CAST(kql_host_regex_extract_all('aXbxc', 'x?') AS JSON), '$[*][0]')) AS BIGINT) AS "a", CASE WHEN len(json_extract_string(CAST(kql_host_regex_extract_all('été abc', '(\b\w)') AS JSON), '$[*][1]')) > 0 THEN to_json(json_extract_string(CAST(kql_host_regex_extract_all('été abc', '(\b\w)') AS JSON), '$[*][1]')) END AS "b", CASE WHEN 0::BIGINT >= 0 AND 2::BIGINT > 0 THEN coalesce(0::BIGINT + list_extract(CAST(kql_host_regex_starts(CASE WHEN (-1)::BIGINT < 0 THEN substring('été abc abc', 0::BIGINT + 1) ELSE substring('été abc abc', 0::BIGINT + 1, (-1)::BIGINT) END, '\babc') AS JSON)::BIGINT[], 2::BIGINT), -1) END AS "c" FROM (SELECT 1) AS one) AS result

-- print x = parse_user_agent('Mozilla/5.0 (Windows; U; en-US) AppleWebKit/531.9 (KHTML, like Gecko) AdobeAIR/2.5.1', 'browser')
SELECT CAST(json_array("x") AS VARCHAR) AS row FROM (SELECT CAST(kql_host_parse_user_agent('Mozilla/5.0 (Windows; U; en-US) AppleWebKit/531.9 (KHTML, like Gecko) AdobeAIR/2.5.1', CAST(to_json('browser') AS VARCHAR)) AS JSON) AS "x" FROM (SELECT 1) AS one) AS result

-- print zones = set_has_element(datetime_list_timezones(), 'Europe/Brussels'), p = datepart('day', datetime(2020-02-29)), n = arraylength(dynamic([1, 2])), a = assert(1 == 1, 'never')
SELECT CAST(json_array("zones", "p", "n", "a") AS VARCHAR) AS row FROM (SELECT CASE WHEN (json_type(CAST(kql_host_datetime_list_timezones() AS JSON)) = 'ARRAY') THEN list_contains(kql_list(CAST(kql_host_datetime_list_timezones() AS JSON)), coalesce(to_json('Europe/Brussels'), 'null'::JSON)) END AS "zones", CAST(date_part('day', kql_timestamp(637185312000000000::BIGINT)) AS BIGINT) AS "p", CASE WHEN (json_type(CAST('[1,2]' AS JSON)) = 'ARRAY') THEN CAST(json_array_length(CAST('[1,2]' AS JSON)) AS BIGINT) END AS "n", CASE WHEN (1::BIGINT = 1::BIGINT) THEN TRUE ELSE CAST(error('assert() has failed: ' || 'never') AS BOOLEAN) END AS "a" FROM (SELECT 1) AS one) AS result

-- print a = tolong(todouble(9223372036854775807)), b = tolong(1e30), c = array_length(dynamic({'a':1}))
SELECT CAST(json_array("a", "b", "c") AS VARCHAR) AS row FROM (SELECT kql_real_to_long(CAST(9223372036854775807::BIGINT AS DOUBLE)) AS "a", kql_real_to_long('1e+30'::DOUBLE) AS "b", CASE WHEN (json_type(CAST('{"a":1}' AS JSON)) = 'ARRAY') THEN CAST(json_array_length(CAST('{"a":1}' AS JSON)) AS BIGINT) END AS "c" FROM (SELECT 1) AS one) AS result

-- datatable(p:string)['a(.)c', '^x', '(']
-- | extend n = countof('xabcx', p, 'regex')
SELECT CAST(json_array("p", "n") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "p", "$row", CAST(len(json_extract_string(CAST(kql_host_regex_extract_all('xabcx', "p") AS JSON), '$[*][0]')) AS BIGINT) AS "n" FROM (SELECT * FROM (VALUES ('a(.)c', 0::BIGINT), ('^x', 1::BIGINT), ('(', 2::BIGINT)) AS rows("p", "$row"))) ORDER BY "$row" ASC NULLS LAST) AS result
