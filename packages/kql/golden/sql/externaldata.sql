-- externaldata(Timestamp: datetime, TenantId: guid, MethodName: string)[h@'https://mycompanystorage.blob.core.windows.net/events/part-0.json?sig=x'] with (format='multijson', ingestionMapping='[{"Column":"Timestamp","Properties":{"Path":"$.timestamp"}},{"Column":"TenantId","Properties":{"Path":"$.data.tenant"}},{"Column":"MethodName","Properties":{"Path":"$.data.method"}}]')
SELECT CAST(json_array(kql_datetime_trimmed("Timestamp"), CAST("TenantId" AS VARCHAR), "MethodName") AS VARCHAR) AS row FROM (SELECT kql_to_datetime("c0") AS "Timestamp", kql_guid("c1") AS "TenantId", "c2" AS "MethodName" FROM "external"."t4c38f32f1ba7a60457b8751b277167ee7d31d6b7") AS result

-- externaldata(s:string, b:bool, i:int, l:long, r:real, t:timespan, d:dynamic)['https://lists.example/a.csv']
SELECT CAST(json_array("s", "b", "i", "l", CASE WHEN isfinite("r") THEN to_json("r") WHEN "r" IS NOT NULL THEN kql_real_json("r") END, kql_timespan_text("t"), "d") AS VARCHAR) AS row FROM (SELECT "c0" AS "s", kql_to_bool("c1") AS "b", TRY_CAST(kql_to_long("c2") AS INTEGER) AS "i", kql_to_long("c3") AS "l", kql_to_real("c4") AS "r", kql_to_timespan("c5") AS "t", kql_parse_json("c6") AS "d" FROM "external"."te5ce7cfd9b829fd9d0b73d62f2dbd3fe7ae7d9c7") AS result

-- print x='b' | where x in ((externaldata(UserID:string)[@'https://lists.example/users.txt' h@'?secret']))
SELECT CAST(json_array("x") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT 'b' AS "x" FROM (SELECT 1) AS one) WHERE coalesce("x" IN (SELECT "UserID" FROM (SELECT "c0" AS "UserID" FROM "external"."t435a07b3d0c8498a4ecdcd5cdab819d219d84a59") WHERE "UserID" IS NOT NULL), FALSE)) AS result

-- let url = 'https://lists.example/a.tsv.gz'; externaldata(a:string, n:long)[url] with (ignoreFirstRecord=True) | where n > 1 | summarize sum(n)
SELECT CAST(json_array("sum_n") AS VARCHAR) AS row FROM (SELECT coalesce(kql_wrap(sum("n")), 0) AS "sum_n" FROM (SELECT kql_to_long("c1") AS "n" FROM "external"."t44aedf1dd7a287d0d42a4b85f103bb1737af0798") WHERE ("n" > 1::BIGINT)) AS result

-- externaldata(k:string, n:long)['https://lists.example/a.csv'] | evaluate pivot(k, sum(n))
SELECT CAST(json_array("x", "y") AS VARCHAR) AS row FROM (SELECT CASE WHEN (count(*) FILTER (WHERE ("$pivot" = 'x'))) > 0::BIGINT THEN any_value(CASE WHEN "$pivot" = 'x' THEN "$cell" ELSE CAST(NULL AS BIGINT) END) ELSE (SELECT "missing" FROM (SELECT coalesce(kql_wrap(sum("n")), 0) AS "missing" FROM (SELECT "c0" AS "k", kql_to_long("c1") AS "n" FROM "external"."t30e51835f3830d3bd2b0afbfc05454de2a9ef469") WHERE FALSE) LIMIT 1) END AS "x", CASE WHEN (count(*) FILTER (WHERE ("$pivot" = 'y'))) > 0::BIGINT THEN any_value(CASE WHEN "$pivot" = 'y' THEN "$cell" ELSE CAST(NULL AS BIGINT) END) ELSE (SELECT "missing" FROM (SELECT coalesce(kql_wrap(sum("n")), 0) AS "missing" FROM (SELECT "c0" AS "k", kql_to_long("c1") AS "n" FROM "external"."t30e51835f3830d3bd2b0afbfc05454de2a9ef469") WHERE FALSE) LIMIT 1) END AS "y" FROM (SELECT "k" AS "$pivot", coalesce(kql_wrap(sum("n")), 0) AS "$cell" FROM (SELECT "c0" AS "k", kql_to_long("c1") AS "n" FROM "external"."t30e51835f3830d3bd2b0afbfc05454de2a9ef469") GROUP BY 1)) AS result

-- externaldata(a:string, A:string)['https://lists.example/a.csv'] | project A, a
SELECT CAST(json_array("A", "a$2") AS VARCHAR) AS row FROM (SELECT "A$2" AS "A", "a" AS "a$2" FROM (SELECT "c0" AS "a", "c1" AS "A$2" FROM "external"."t30e51835f3830d3bd2b0afbfc05454de2a9ef469")) AS result

-- externaldata(a:string)['https://lists.example/a', 'https://lists.example/b'] with (format=txt) | count
SELECT CAST(json_array("Count") AS VARCHAR) AS row FROM (SELECT count(*) AS "Count" FROM (SELECT 1 FROM "external"."tbefc83c5f956d30e8789388a72be0ec2a8a60827")) AS result
