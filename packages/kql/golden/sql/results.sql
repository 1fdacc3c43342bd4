-- print x = 1 | fork (take 1) (count)
SELECT CAST(json_array("x") AS VARCHAR) AS row FROM (SELECT 1::BIGINT AS "x" FROM (SELECT 1) AS one LIMIT 1::BIGINT) AS result
SELECT CAST(json_array("Count") AS VARCHAR) AS row FROM (SELECT count(*) AS "Count" FROM (SELECT 1::BIGINT AS "x" FROM (SELECT 1) AS one)) AS result

-- datatable(s:string, n:long)['A',1,'A',2,'B',3] | fork (where n > 1 | as Big) Sums = (summarize n = sum(n) by s | sort by s asc)
SELECT CAST(json_array("s", "n") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT * FROM (VALUES ('A', 1::BIGINT, 0::BIGINT), ('A', 2::BIGINT, 1::BIGINT), ('B', 3::BIGINT, 2::BIGINT)) AS rows("s", "n", "$row")) WHERE ("n" > 1::BIGINT) ORDER BY "$row" ASC NULLS LAST) AS result
SELECT CAST(json_array("s", "n") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "s", coalesce(kql_wrap(sum("n")), 0) AS "n", min("$row") AS "$row" FROM (SELECT * FROM (VALUES ('A', 1::BIGINT, 0::BIGINT), ('A', 2::BIGINT, 1::BIGINT), ('B', 3::BIGINT, 2::BIGINT)) AS rows("s", "n", "$row")) GROUP BY 1) ORDER BY "s" ASC NULLS FIRST, "$row" ASC NULLS LAST) AS result

-- datatable(s:string, n:long)['A',1,'A',2,'B',3] | serialize | facet by s, n with (where n == 3)
SELECT CAST(json_array("s", "n") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "s", "n", "$row" FROM (SELECT * FROM (VALUES ('A', 1::BIGINT, 0::BIGINT), ('A', 2::BIGINT, 1::BIGINT), ('B', 3::BIGINT, 2::BIGINT)) AS rows("s", "n", "$row"))) WHERE ("n" = 3::BIGINT) ORDER BY "$row" ASC NULLS LAST) AS result
SELECT CAST(json_array("s", "count_s") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "s", count(*) AS "count_s", min("$row") AS "$row" FROM (SELECT "s", "n", "$row" FROM (SELECT * FROM (VALUES ('A', 1::BIGINT, 0::BIGINT), ('A', 2::BIGINT, 1::BIGINT), ('B', 3::BIGINT, 2::BIGINT)) AS rows("s", "n", "$row"))) GROUP BY 1) ORDER BY "$row" ASC NULLS LAST) AS result
SELECT CAST(json_array("n", "count_n") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "n", count(*) AS "count_n", min("$row") AS "$row" FROM (SELECT "s", "n", "$row" FROM (SELECT * FROM (VALUES ('A', 1::BIGINT, 0::BIGINT), ('A', 2::BIGINT, 1::BIGINT), ('B', 3::BIGINT, 2::BIGINT)) AS rows("s", "n", "$row"))) GROUP BY 1) ORDER BY "$row" ASC NULLS LAST) AS result

-- datatable(s:string)['A','A'] | facet by s
SELECT CAST(json_array("s", "count_s") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "s", count(*) AS "count_s", min("$row") AS "$row" FROM (SELECT * FROM (VALUES ('A', 0::BIGINT), ('A', 1::BIGINT)) AS rows("s", "$row")) GROUP BY 1) ORDER BY "$row" ASC NULLS LAST) AS result

-- print a = 1 | count | as ['Count of one']; print b = 'x'
SELECT CAST(json_array("Count") AS VARCHAR) AS row FROM (SELECT count(*) AS "Count" FROM (SELECT 1::BIGINT AS "a" FROM (SELECT 1) AS one)) AS result
SELECT CAST(json_array("b") AS VARCHAR) AS row FROM (SELECT 'x' AS "b" FROM (SELECT 1) AS one) AS result

-- let m = materialize(datatable(n:long)[1, 5, 9]); m | where n > 5; m | where n < 5
SELECT CAST(json_array("n") AS VARCHAR) AS row FROM (WITH "shared$1" AS MATERIALIZED (SELECT * FROM (SELECT * FROM (VALUES (1::BIGINT, 0::BIGINT), (5::BIGINT, 1::BIGINT), (9::BIGINT, 2::BIGINT)) AS rows("n", "$row"))) SELECT * FROM "shared$1" WHERE ("n" > 5::BIGINT) ORDER BY "$row" ASC NULLS LAST) AS result
SELECT CAST(json_array("n") AS VARCHAR) AS row FROM (WITH "shared$1" AS MATERIALIZED (SELECT * FROM (SELECT * FROM (VALUES (1::BIGINT, 0::BIGINT), (5::BIGINT, 1::BIGINT), (9::BIGINT, 2::BIGINT)) AS rows("n", "$row"))) SELECT * FROM "shared$1" WHERE ("n" < 5::BIGINT) ORDER BY "$row" ASC NULLS LAST) AS result

-- print a = now(); print b = now() | project b == datetime(2026-01-15T12:00:00Z)
SELECT CAST(json_array(kql_datetime_trimmed("a")) AS VARCHAR) AS row FROM (SELECT 639040752000000000::BIGINT AS "a" FROM (SELECT 1) AS one) AS result
SELECT CAST(json_array("Column1") AS VARCHAR) AS row FROM (SELECT coalesce("b" = 639040752000000000::BIGINT, false) AS "Column1" FROM (SELECT 639040752000000000::BIGINT AS "b" FROM (SELECT 1) AS one)) AS result
