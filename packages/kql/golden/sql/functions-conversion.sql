-- print c1 = toint('123'), c2 = toint('abc'), c3 = toint(2.9), c4 = tolong('9223372036854775807'), c5 = toreal('123.4'), c6 = todouble('x'), c7 = todecimal('123.45678')
SELECT CAST(json_array("c1", "c2", "c3", "c4", CASE WHEN isfinite("c5") THEN to_json("c5") WHEN "c5" IS NOT NULL THEN kql_real_json("c5") END, CASE WHEN isfinite("c6") THEN to_json("c6") WHEN "c6" IS NOT NULL THEN kql_real_json("c6") END, CAST("c7" AS DOUBLE)) AS VARCHAR) AS row FROM (SELECT TRY_CAST(kql_to_long('123') AS INTEGER) AS "c1", TRY_CAST(kql_to_long('abc') AS INTEGER) AS "c2", kql_real_to_int('2.9'::DOUBLE) AS "c3", kql_to_long('9223372036854775807') AS "c4", kql_to_real('123.4') AS "c5", kql_to_real('x') AS "c6", CASE WHEN regexp_full_match(trim('123.45678'), '[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?') THEN TRY_CAST(trim('123.45678') AS DECIMAL(38, 18)) END AS "c7" FROM (SELECT 1) AS one) AS result

-- print c1 = tobool('true'), c2 = tobool('false'), c3 = tobool(1), c4 = tobool(123), c5 = tobool('x'), c6 = toboolean(0)
SELECT CAST(json_array("c1", "c2", "c3", "c4", "c5", "c6") AS VARCHAR) AS row FROM (SELECT kql_to_bool('true') AS "c1", kql_to_bool('false') AS "c2", 1::BIGINT <> 0 AS "c3", 123::BIGINT <> 0 AS "c4", kql_to_bool('x') AS "c5", 0::BIGINT <> 0 AS "c6" FROM (SELECT 1) AS one) AS result

-- print c1 = todatetime('2015-12-31 23:59:59.9'), c2 = todatetime('x'), c3 = totimespan('0.00:01:00'), c4 = totimespan('x'), c5 = totime('1.02:03:04')
SELECT CAST(json_array(kql_datetime_trimmed("c1"), kql_datetime_trimmed("c2"), kql_timespan_text("c3"), kql_timespan_text("c4"), kql_timespan_text("c5")) AS VARCHAR) AS row FROM (SELECT kql_to_datetime('2015-12-31 23:59:59.9') AS "c1", kql_to_datetime('x') AS "c2", kql_to_timespan('0.00:01:00') AS "c3", kql_to_timespan('x') AS "c4", kql_to_timespan('1.02:03:04') AS "c5" FROM (SELECT 1) AS one) AS result

-- print c1 = toguid('70fc66f7-8279-44fc-9092-d364d70fce44'), c2 = toguid('x'), c3 = new_guid() == new_guid()
SELECT CAST(json_array(CAST("c1" AS VARCHAR), CAST("c2" AS VARCHAR), "c3") AS VARCHAR) AS row FROM (SELECT kql_guid('70fc66f7-8279-44fc-9092-d364d70fce44') AS "c1", kql_guid('x') AS "c2", CASE WHEN uuid() IS NULL AND uuid() IS NULL THEN NULL ELSE coalesce(uuid() = uuid(), false) END AS "c3" FROM (SELECT 1) AS one) AS result

-- print c1 = iif(2 > 1, 'a', 'b'), c2 = coalesce(tolong('x'), tolong('42'), 33), c3 = coalesce('', 'b'), c4 = max_of(10, 1, -3, 17), c5 = min_of(10, 1, -3, 17)
SELECT CAST(json_array("c1", "c2", "c3", "c4", "c5") AS VARCHAR) AS row FROM (SELECT CASE WHEN 2::BIGINT > 1::BIGINT THEN 'a' ELSE 'b' END AS "c1", coalesce(kql_to_long('x'), kql_to_long('42'), 33::BIGINT) AS "c2", coalesce(nullif('', ''), nullif('b', ''), '') AS "c3", greatest(10::BIGINT, 1::BIGINT, (-3)::BIGINT, 17::BIGINT) AS "c4", least(10::BIGINT, 1::BIGINT, (-3)::BIGINT, 17::BIGINT) AS "c5" FROM (SELECT 1) AS one) AS result

-- print c1 = isnotnull(int(null)), c2 = notnull(1), c3 = isnotempty(''), c4 = notempty('a'), c5 = isnotempty(dynamic(null))
SELECT CAST(json_array("c1", "c2", "c3", "c4", "c5") AS VARCHAR) AS row FROM (SELECT CAST(NULL AS INTEGER) IS NOT NULL AS "c1", 1::BIGINT IS NOT NULL AS "c2", '' <> '' AS "c3", 'a' <> '' AS "c4", coalesce(kql_json_text(CAST(NULL AS JSON)) <> '', false) AS "c5" FROM (SELECT 1) AS one) AS result

-- datatable(a:long)[1] | project x = column_ifexists('a', 0), y = column_ifexists('b', 7), z = columnifexists('a', 9), w = iscolumnexists('a'), v = iscolumnexists('b')
SELECT CAST(json_array("x", "y", "z", "w", "v") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "a" AS "x", 7::BIGINT AS "y", "a" AS "z", TRUE AS "w", FALSE AS "v", "$row" FROM (SELECT 1::BIGINT AS "a", 0::BIGINT AS "$row" FROM (SELECT 1) AS one)) ORDER BY "$row" ASC NULLS LAST) AS result
