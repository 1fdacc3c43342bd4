-- datatable(k:string, v:long)['a',1, 'b',5, 'a',3, 'c',9] | top-hitters 2 of k by v
SELECT CAST(json_array("k", "approximate_sum_v") AS VARCHAR) AS row FROM (SELECT "k", "approximate_sum_v" FROM (SELECT * FROM (SELECT "k", coalesce(kql_wrap(sum("v")), 0) AS "approximate_sum_v", min("$row") AS "$row" FROM (SELECT * FROM (VALUES ('a', 1::BIGINT, 0::BIGINT), ('b', 5::BIGINT, 1::BIGINT), ('a', 3::BIGINT, 2::BIGINT), ('c', 9::BIGINT, 3::BIGINT)) AS rows("k", "v", "$row")) GROUP BY 1) ORDER BY "approximate_sum_v" DESC NULLS LAST, "$row" DESC NULLS LAST LIMIT 2::BIGINT)) AS result

-- datatable(k:string)['a','b','a'] | top-hitters 1 of k
SELECT CAST(json_array("k", "approximate_count_k") AS VARCHAR) AS row FROM (SELECT "k", "approximate_count_k" FROM (SELECT * FROM (SELECT "k", count(*) AS "approximate_count_k", min("$row") AS "$row" FROM (SELECT * FROM (VALUES ('a', 0::BIGINT), ('b', 1::BIGINT), ('a', 2::BIGINT)) AS rows("k", "$row")) GROUP BY 1) ORDER BY "approximate_count_k" DESC NULLS LAST, "$row" DESC NULLS LAST LIMIT 1::BIGINT)) AS result

-- datatable(k:string)['a','b','a'] | sample-distinct 5 of k
SELECT CAST(json_array("k") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "k", "$row" FROM (SELECT * FROM (SELECT "k", min("$row") AS "$row" FROM (SELECT * FROM (VALUES ('a', 0::BIGINT), ('b', 1::BIGINT), ('a', 2::BIGINT)) AS rows("k", "$row")) GROUP BY 1) ORDER BY "$row" ASC NULLS LAST LIMIT 5::BIGINT)) ORDER BY "$row" ASC NULLS LAST) AS result
