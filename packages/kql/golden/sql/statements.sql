-- set query_now = datetime(2020-02-03 04:05:06); set notruncation; print now(), ago(1d)
SELECT CAST(json_array(kql_datetime_trimmed("print_0"), kql_datetime_trimmed("print_1")) AS VARCHAR) AS row FROM (SELECT 637162995060000000::BIGINT AS "print_0", 637162131060000000::BIGINT AS "print_1" FROM (SELECT 1) AS one) AS result

-- declare query_parameters(n:long = 2, name:string = 'x'); range i from 1 to n step 1 | extend name
SELECT CAST(json_array("i", "name") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "i", "$row", 'x' AS "name" FROM (SELECT CAST(1::BIGINT + i * 1::BIGINT AS BIGINT) AS "i", i AS "$row" FROM generate_series(0, CASE WHEN 1::BIGINT <> 0 AND (2::BIGINT - 1::BIGINT) / 1::BIGINT >= 0 THEN CAST(floor(CAST(2::BIGINT - 1::BIGINT AS DOUBLE) / 1::BIGINT) AS BIGINT) ELSE -1 END) AS steps(i))) ORDER BY "$row" ASC NULLS LAST) AS result

-- set query_take_max_records = 2; range x from 1 to 10 step 1
SELECT CAST(json_array("x") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT * FROM (SELECT CAST(1::BIGINT + i * 1::BIGINT AS BIGINT) AS "x", i AS "$row" FROM generate_series(0, CASE WHEN 1::BIGINT <> 0 AND (10::BIGINT - 1::BIGINT) / 1::BIGINT >= 0 THEN CAST(floor(CAST(10::BIGINT - 1::BIGINT AS DOUBLE) / 1::BIGINT) AS BIGINT) ELSE -1 END) AS steps(i)) ORDER BY "$row" ASC NULLS LAST LIMIT 2::BIGINT) ORDER BY "$row" ASC NULLS LAST) AS result

-- set query_results_apply_getschema; print x = 1
SELECT CAST(json_array("ColumnName", "ColumnOrdinal", "DataType", "ColumnType") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT 'x' AS "ColumnName", CAST(0::BIGINT AS INTEGER) AS "ColumnOrdinal", 'System.Int64' AS "DataType", 'long' AS "ColumnType", 0::BIGINT AS "$row" FROM (SELECT 1) AS one) ORDER BY "$row" ASC NULLS LAST) AS result

-- set an_option_of_tomorrow = 1; print x = 1
SELECT CAST(json_array("x") AS VARCHAR) AS row FROM (SELECT 1::BIGINT AS "x" FROM (SELECT 1) AS one) AS result

-- set query_bin_auto_size=1h; set query_bin_auto_at=datetime(2017-01-01 00:05); range Timestamp from datetime(2017-01-01 00:05) to datetime(2017-01-01 02:00) step 1m | summarize count() by bin_auto(Timestamp)
SELECT CAST(json_array(kql_datetime_trimmed("Timestamp"), "count_") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT (CASE WHEN 36000000000::BIGINT > 0 THEN CASE WHEN ("Timestamp" - 636188259000000000::BIGINT) % 36000000000::BIGINT >= 0 THEN ("Timestamp" - 636188259000000000::BIGINT) - ("Timestamp" - 636188259000000000::BIGINT) % 36000000000::BIGINT ELSE ("Timestamp" - 636188259000000000::BIGINT) - ("Timestamp" - 636188259000000000::BIGINT) % 36000000000::BIGINT - 36000000000::BIGINT END END) + 636188259000000000::BIGINT AS "Timestamp", count(*) AS "count_", min("$row") AS "$row" FROM (SELECT CAST(636188259000000000::BIGINT + i * 600000000::BIGINT AS BIGINT) AS "Timestamp", i AS "$row" FROM generate_series(0, CASE WHEN 600000000::BIGINT <> 0 AND (636188328000000000::BIGINT - 636188259000000000::BIGINT) / 600000000::BIGINT >= 0 THEN CAST(floor(CAST(636188328000000000::BIGINT - 636188259000000000::BIGINT AS DOUBLE) / 600000000::BIGINT) AS BIGINT) ELSE -1 END) AS steps(i)) GROUP BY 1) ORDER BY "$row" ASC NULLS LAST) AS result

-- let Test1 = () { print x = 1 }; let Test2 = () { print y = 1 }; restrict access to (*); union (Test1()), (Test2())
SELECT CAST(json_array("x", "y") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "x", "y" FROM (SELECT "x", CAST(NULL AS BIGINT) AS "y" FROM (SELECT 1::BIGINT AS "x" FROM (SELECT 1) AS one)) UNION ALL SELECT "x", "y" FROM (SELECT CAST(NULL AS BIGINT) AS "x", "y" FROM (SELECT 1::BIGINT AS "y" FROM (SELECT 1) AS one)))) AS result

-- let Data = datatable(u:string, n:long)['me',1,'you',2]; let Mine = view () { Data | where u == 'me' }; restrict access to (Mine); Mine | summarize n = sum(n)
SELECT CAST(json_array("n") AS VARCHAR) AS row FROM (SELECT coalesce(kql_wrap(sum("n")), 0) AS "n" FROM (SELECT * FROM (VALUES ('me', 1::BIGINT, 0::BIGINT), ('you', 2::BIGINT, 1::BIGINT)) AS rows("u", "n", "$row")) WHERE ("u" = 'me')) AS result

-- let a = view () { print x = 1 }; let b = view () { print x = 2 }; restrict access to (a); union *
SELECT CAST(json_array("x") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "x" FROM (SELECT "x" FROM (SELECT 1::BIGINT AS "x" FROM (SELECT 1) AS one)))) AS result

-- let k = 3; let f = (n:long) { n + k }; restrict access to (nothing*); print y = f(1)
SELECT CAST(json_array("y") AS VARCHAR) AS row FROM (SELECT 4::BIGINT AS "y" FROM (SELECT 1) AS one) AS result

-- declare pattern country = (name:string)[state:string] { ('USA').['New York'] = { print Capital = 'Albany' }; ('Canada').['Alberta'] = { let c = 'Edmonton'; print Capital = c }; }; country('Canada').Alberta
SELECT CAST(json_array("Capital") AS VARCHAR) AS row FROM (SELECT 'Edmonton' AS "Capital" FROM (SELECT 1) AS one) AS result

-- declare pattern App = (id:string)[scope:string] { ('a1').['Data'] = { range x from 1 to 2 step 1 | project App = 'App #1', Data = x }; ('a2').['Data'] = { print App = 'App #2' }; }; union App('a2').Data, App("a1").["Data"] | sort by App asc, Data asc
SELECT CAST(json_array("App", "Data") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "App", "Data" FROM (SELECT "App", CAST(NULL AS BIGINT) AS "Data" FROM (SELECT 'App #2' AS "App" FROM (SELECT 1) AS one)) UNION ALL SELECT "App", "Data" FROM (SELECT "App", "Data" FROM (SELECT 'App #1' AS "App", "x" AS "Data" FROM (SELECT CAST(1::BIGINT + i * 1::BIGINT AS BIGINT) AS "x", i AS "$row" FROM generate_series(0, CASE WHEN 1::BIGINT <> 0 AND (2::BIGINT - 1::BIGINT) / 1::BIGINT >= 0 THEN CAST(floor(CAST(2::BIGINT - 1::BIGINT AS DOUBLE) / 1::BIGINT) AS BIGINT) ELSE -1 END) AS steps(i))))) ORDER BY "App" ASC NULLS FIRST, "Data" ASC NULLS FIRST) AS result

-- declare pattern map_ip = (address:string) { ('10.10.10.10') = { print Lat = 37.405992 }; }; map_ip('10.10.10.10')
SELECT CAST(json_array(CASE WHEN isfinite("Lat") THEN to_json("Lat") WHEN "Lat" IS NOT NULL THEN kql_real_json("Lat") END) AS VARCHAR) AS row FROM (SELECT '37.405992'::DOUBLE AS "Lat" FROM (SELECT 1) AS one) AS result

-- alias database ['my db'] = cluster('localhost').database('NetDefaultDB'); print x = current_database()
SELECT CAST(json_array("x") AS VARCHAR) AS row FROM (SELECT 'NetDefaultDB' AS "x" FROM (SELECT 1) AS one) AS result

-- let eg = entity_group [database()]; macro-expand eg as X (let k = 2; print d = X.$current_database, k = k)
SELECT CAST(json_array("d", "k") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "d", "k" FROM (SELECT "d", "k" FROM (SELECT 'NetDefaultDB' AS "d", 2::BIGINT AS "k" FROM (SELECT 1) AS one)))) AS result

-- macro-expand isfuzzy=true entity_group [cluster('C1').database('K'), database()] as X (print n = 1)
SELECT CAST(json_array("n") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "n" FROM (SELECT "n" FROM (SELECT 1::BIGINT AS "n" FROM (SELECT 1) AS one)))) AS result

-- print current_cluster_endpoint(), current_database()
SELECT CAST(json_array("print_0", "print_1") AS VARCHAR) AS row FROM (SELECT 'localhost' AS "print_0", 'NetDefaultDB' AS "print_1" FROM (SELECT 1) AS one) AS result

-- print a = base64_decode_tostring(toscalar(print 'YWJj')), b = datetime_utc_to_local(toscalar(print datetime(2024-07-01)), 'Europe/Brussels'), c = make_datetime(toscalar(print 2024), 2, 29)
SELECT CAST(json_array("a", kql_datetime_trimmed("b"), kql_datetime_trimmed("c")) AS VARCHAR) AS row FROM (SELECT coalesce(list_extract(list_transform([{'a0': coalesce((SELECT "print_0" FROM (SELECT 'YWJj' AS "print_0" FROM (SELECT 1) AS one) LIMIT 1), '')}], lambda x : TRY(decode(from_base64(x.a0)))), 1), '') AS "a", kql_datetime(list_extract(list_transform([{'a0': (SELECT "print_0" FROM (SELECT 638553888000000000::BIGINT AS "print_0" FROM (SELECT 1) AS one) LIMIT 1), 'a1': 'Europe/Brussels'}], lambda x : TRY(kql_to_zone(x.a0, 'Europe/Brussels'))), 1)) AS "b", kql_ticks(list_extract(list_transform([{'a0': (SELECT "print_0" FROM (SELECT 2024::BIGINT AS "print_0" FROM (SELECT 1) AS one) LIMIT 1), 'a1': 2::BIGINT, 'a2': 29::BIGINT}], lambda x : TRY(make_timestamp(CAST(x.a0 AS BIGINT), x.a1, x.a2, 0, 0, 0))), 1)) AS "c" FROM (SELECT 1) AS one) AS result

-- datatable(z:string)['Europe/Brussels', 'nowhere']
-- | extend t = datetime_utc_to_local(datetime(2024-07-01), z)
SELECT CAST(json_array("z", kql_datetime_trimmed("t")) AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "z", "$row", kql_datetime(TRY(kql_to_zone(638553888000000000::BIGINT, CASE WHEN kql_host_is_time_zone("z") THEN "z" END))) AS "t" FROM (SELECT * FROM (VALUES ('Europe/Brussels', 0::BIGINT), ('nowhere', 1::BIGINT)) AS rows("z", "$row"))) ORDER BY "$row" ASC NULLS LAST) AS result

-- print a = 1d * 9223372036854775807, b = cos(real(+inf)), c = endofyear(datetime(2024-01-01), 9223372036854775807), d = datetime(9999-12-31) + 2d
SELECT CAST(json_array(kql_timespan_text("a"), CASE WHEN isfinite("b") THEN to_json("b") WHEN "b" IS NOT NULL THEN kql_real_json("b") END, kql_datetime_trimmed("c"), kql_datetime_trimmed("d")) AS VARCHAR) AS row FROM (SELECT kql_wrap(CAST(864000000000::BIGINT AS HUGEINT) * 9223372036854775807::BIGINT) AS "a", CASE WHEN isinf('inf'::DOUBLE) THEN 'nan'::DOUBLE ELSE cos('inf'::DOUBLE) END AS "b", kql_datetime(kql_ticks(date_trunc('year', kql_timestamp(638396640000000000::BIGINT)) + to_months(CAST(12 * (greatest(least(least(9223372036854775807::BIGINT, 10000000) + 1, 11000), -11000)) AS INTEGER))) - 1) AS "c", CAST(NULL AS BIGINT) AS "d" FROM (SELECT 1) AS one) AS result
