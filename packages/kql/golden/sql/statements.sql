-- set query_now = datetime(2020-02-03 04:05:06); set notruncation; print now(), ago(1d)
SELECT CAST(json_array(kql_datetime_trimmed("print_0"), kql_datetime_trimmed("print_1")) AS VARCHAR) AS row FROM (SELECT 637162995060000000::BIGINT AS "print_0", 637162131060000000::BIGINT AS "print_1" FROM (SELECT 1) AS one) AS result

-- declare query_parameters(n:long = 2, name:string = 'x'); range i from 1 to n step 1 | extend name
SELECT CAST(json_array("i", "name") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "i", "$row", 'x' AS "name" FROM (SELECT CAST(1::BIGINT + i * 1::BIGINT AS BIGINT) AS "i", i AS "$row" FROM generate_series(0, CASE WHEN 1::BIGINT <> 0 AND (2::BIGINT - 1::BIGINT) / 1::BIGINT >= 0 THEN CAST(floor(CAST(2::BIGINT - 1::BIGINT AS DOUBLE) / 1::BIGINT) AS BIGINT) ELSE -1 END) AS steps(i))) ORDER BY "$row" ASC NULLS LAST) AS result
