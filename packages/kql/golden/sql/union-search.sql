-- range x from 1 to 1 step 1 | as one | union withsource=from_ (print x = 2 | as second), (print x = 3) | sort by x asc
SELECT CAST(json_array("from_", "x") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "from_", "x" FROM (SELECT 'one' AS "from_", "x" FROM (SELECT CAST(1::BIGINT + i * 1::BIGINT AS BIGINT) AS "x", i AS "$row" FROM generate_series(0, CASE WHEN 1::BIGINT <> 0 AND (1::BIGINT - 1::BIGINT) / 1::BIGINT >= 0 THEN CAST(floor(CAST(1::BIGINT - 1::BIGINT AS DOUBLE) / 1::BIGINT) AS BIGINT) ELSE -1 END) AS steps(i))) UNION ALL SELECT "from_", "x" FROM (SELECT 'second' AS "from_", "x" FROM (SELECT 2::BIGINT AS "x" FROM (SELECT 1) AS one)) UNION ALL SELECT "from_", "x" FROM (SELECT 'union_arg2' AS "from_", "x" FROM (SELECT 3::BIGINT AS "x" FROM (SELECT 1) AS one))) ORDER BY "x" ASC NULLS FIRST) AS result

-- let apples = view () { print n = 1 }; let pears = view () { print n = 2 }; union withsource=t a*, p*
SELECT CAST(json_array("t", "n") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "t", "n" FROM (SELECT 'apples' AS "t", "n" FROM (SELECT 1::BIGINT AS "n" FROM (SELECT 1) AS one)) UNION ALL SELECT "t", "n" FROM (SELECT 'pears' AS "t", "n" FROM (SELECT 2::BIGINT AS "n" FROM (SELECT 1) AS one)))) AS result

-- let one = view () { print n = 1 }; let other = view () { print m = 'x' }; search n == 1
SELECT CAST(json_array("$table", "n") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "$table", "n" FROM (SELECT 'one' AS "$table", "n" FROM (SELECT 1::BIGINT AS "n" FROM (SELECT 1) AS one) WHERE ("n" = 1::BIGINT)))) AS result

-- datatable(s:string)['Alpha', 'ALPHA'] | search kind=case_sensitive s startswith 'Al'
SELECT CAST(json_array("$table", "s") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "$table", "s", "$leg", "$row" FROM (SELECT 'search_arg0' AS "$table", "s", 0::BIGINT AS "$leg", "$row" FROM (SELECT * FROM (VALUES ('Alpha', 0::BIGINT), ('ALPHA', 1::BIGINT)) AS rows("s", "$row")) WHERE starts_with("s", 'Al'))) ORDER BY "$leg" ASC NULLS LAST, "$row" ASC NULLS LAST) AS result

-- datatable(s:string)['one two', 'two', 'three'] | search not('two') 
SELECT CAST(json_array("$table", "s") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "$table", "s", "$leg", "$row" FROM (SELECT 'search_arg0' AS "$table", "s", 0::BIGINT AS "$leg", "$row" FROM (SELECT * FROM (VALUES ('one two', 0::BIGINT), ('two', 1::BIGINT), ('three', 2::BIGINT)) AS rows("s", "$row")) WHERE (NOT (CASE WHEN contains(lower("s"), lower('two')) THEN regexp_matches("s", '(?:^|[^\p{L}\p{N}])[Tt][Ww][Oo](?:[^\p{L}\p{N}]|$)') ELSE false END)))) ORDER BY "$leg" ASC NULLS LAST, "$row" ASC NULLS LAST) AS result
