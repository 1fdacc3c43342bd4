-- print s = 'a=x1 b=2 c=z' | parse kind=relaxed s with 'a=' a:long ' b=' b:long ' c=' c | project-away s
SELECT CAST(json_array("a", "b", "c") AS VARCHAR) AS row FROM (SELECT "a", "b", "c" FROM (SELECT kql_to_long(regexp_extract("$parse1", '(?s)^a=([+-]?[0-9]+|.*?) b=([+-]?[0-9]+|.*?) c=(.*)', 1)) AS "a", kql_to_long(regexp_extract("$parse1", '(?s)^a=([+-]?[0-9]+|.*?) b=([+-]?[0-9]+|.*?) c=(.*)', 2)) AS "b", regexp_extract("$parse1", '(?s)^a=([+-]?[0-9]+|.*?) b=([+-]?[0-9]+|.*?) c=(.*)', 3) AS "c" FROM (SELECT "s" AS "$parse1" FROM (SELECT 'a=x1 b=2 c=z' AS "s" FROM (SELECT 1) AS one)))) AS result

-- print s = 'a=x1 b=2' | parse s with 'a=' a:long ' b=' b:long | project-away s
SELECT CAST(json_array("a", "b") AS VARCHAR) AS row FROM (SELECT "a", "b" FROM (SELECT CASE WHEN regexp_matches("$parse1", '(?s)^a=([+-]?[0-9]+) b=([+-]?[0-9]+)') AND (kql_to_long(regexp_extract("$parse1", '(?s)^a=([+-]?[0-9]+) b=([+-]?[0-9]+)', 1)) IS NOT NULL) AND (kql_to_long(regexp_extract("$parse1", '(?s)^a=([+-]?[0-9]+) b=([+-]?[0-9]+)', 2)) IS NOT NULL) THEN kql_to_long(regexp_extract("$parse1", '(?s)^a=([+-]?[0-9]+) b=([+-]?[0-9]+)', 1)) ELSE CAST(NULL AS BIGINT) END AS "a", CASE WHEN regexp_matches("$parse1", '(?s)^a=([+-]?[0-9]+) b=([+-]?[0-9]+)') AND (kql_to_long(regexp_extract("$parse1", '(?s)^a=([+-]?[0-9]+) b=([+-]?[0-9]+)', 1)) IS NOT NULL) AND (kql_to_long(regexp_extract("$parse1", '(?s)^a=([+-]?[0-9]+) b=([+-]?[0-9]+)', 2)) IS NOT NULL) THEN kql_to_long(regexp_extract("$parse1", '(?s)^a=([+-]?[0-9]+) b=([+-]?[0-9]+)', 2)) ELSE CAST(NULL AS BIGINT) END AS "b" FROM (SELECT "s" AS "$parse1" FROM (SELECT 'a=x1 b=2' AS "s" FROM (SELECT 1) AS one)))) AS result

-- print d = dynamic({'k':5}), key = 'k' | project v = d.[key]
SELECT CAST(json_array("v") AS VARCHAR) AS row FROM (SELECT kql_at_key("d", "key") AS "v" FROM (SELECT CAST('{"k":5}' AS JSON) AS "d", 'k' AS "key" FROM (SELECT 1) AS one)) AS result

-- let n = toscalar(2); print n + 1
SELECT CAST(json_array("print_0") AS VARCHAR) AS row FROM (SELECT 3::BIGINT AS "print_0" FROM (SELECT 1) AS one) AS result

-- let f = (s:string, key:string) { let d = parse_json(s); tostring(d[key]) }; print t = '{"a":"x"}' | extend v = f(t, 'a')
SELECT CAST(json_array("t", "v") AS VARCHAR) AS row FROM (SELECT "t", coalesce(json_extract_string(kql_json_or_null("t"), '$."a"'), '') AS "v" FROM (SELECT '{"a":"x"}' AS "t" FROM (SELECT 1) AS one)) AS result
