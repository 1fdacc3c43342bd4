-- datatable(x:long)[1,2,long(null)] | where x != 1
SELECT CAST(json_array("x") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT * FROM (VALUES (1::BIGINT, 0::BIGINT), (2::BIGINT, 1::BIGINT), (CAST(NULL AS BIGINT), 2::BIGINT)) AS rows("x", "$row")) WHERE coalesce("x" <> 1::BIGINT, true) ORDER BY "$row" ASC NULLS LAST) AS result

-- datatable(x:long)[1,2,long(null)] | where not(x > 0)
SELECT CAST(json_array("x") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT * FROM (VALUES (1::BIGINT, 0::BIGINT), (2::BIGINT, 1::BIGINT), (CAST(NULL AS BIGINT), 2::BIGINT)) AS rows("x", "$row")) WHERE (NOT ("x" > 0::BIGINT)) ORDER BY "$row" ASC NULLS LAST) AS result

-- datatable(s:string)['foo.exe','fooexe','a_exe'] | where s has 'exe'
SELECT CAST(json_array("s") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT * FROM (VALUES ('foo.exe', 0::BIGINT), ('fooexe', 1::BIGINT), ('a_exe', 2::BIGINT)) AS rows("s", "$row")) WHERE (CASE WHEN contains(lower("s"), lower('exe')) THEN regexp_matches("s", '(?:^|[^\p{L}\p{N}])[Ee][Xx][Ee](?:[^\p{L}\p{N}]|$)') ELSE false END) ORDER BY "$row" ASC NULLS LAST) AS result
