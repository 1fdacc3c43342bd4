-- let f = (T:(a:long)) { T | where a > 1 }; datatable(a:long, b:string)[1, 'x', 2, 'y'] | invoke f()
SELECT CAST(json_array("a", "b") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT * FROM (VALUES (1::BIGINT, 'x', 0::BIGINT), (2::BIGINT, 'y', 1::BIGINT)) AS rows("a", "b", "$row")) WHERE ("a" > 1::BIGINT) ORDER BY "$row" ASC NULLS LAST) AS result

-- datatable(a:long, b:string)[1, 'x', 2, 'y'] | lookup (datatable(b:string, c:long)['x', 7]) on b | sort by a asc
SELECT CAST(json_array("a", "b", "c") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT l."a" AS "a", l."b" AS "b", r."c" AS "c", l."$row" AS "$left$row", r."$row" AS "$right$row" FROM (SELECT * FROM (VALUES (1::BIGINT, 'x', 0::BIGINT), (2::BIGINT, 'y', 1::BIGINT)) AS rows("a", "b", "$row")) AS l LEFT JOIN (SELECT 'x' AS "b", 7::BIGINT AS "c", 0::BIGINT AS "$row" FROM (SELECT 1) AS one) AS r ON (l."b" = r."b")) ORDER BY "a" ASC NULLS FIRST, "$left$row" ASC NULLS LAST, "$right$row" ASC NULLS LAST) AS result

-- datatable(s:string)['n=1;', 'none'] | parse-where s with 'n=' n:long ';'
SELECT CAST(json_array("s", "n") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "s", "$row", CASE WHEN regexp_matches("$parse1", '(?s)^n=([+-]?[0-9]+);') AND (kql_to_long(regexp_extract("$parse1", '(?s)^n=([+-]?[0-9]+);', 1)) IS NOT NULL) THEN kql_to_long(regexp_extract("$parse1", '(?s)^n=([+-]?[0-9]+);', 1)) ELSE CAST(NULL AS BIGINT) END AS "n" FROM (SELECT "s", "$row", "s" AS "$parse1" FROM (SELECT * FROM (VALUES ('n=1;', 0::BIGINT), ('none', 1::BIGINT)) AS rows("s", "$row"))) WHERE (regexp_matches("$parse1", '(?s)^n=([+-]?[0-9]+);') AND (kql_to_long(regexp_extract("$parse1", '(?s)^n=([+-]?[0-9]+);', 1)) IS NOT NULL))) ORDER BY "$row" ASC NULLS LAST) AS result

-- datatable(a:long, b:string)[1, 'x', 2, 'y'] | project-keep b
SELECT CAST(json_array("b") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "b", "$row" FROM (SELECT * FROM (VALUES (1::BIGINT, 'x', 0::BIGINT), (2::BIGINT, 'y', 1::BIGINT)) AS rows("a", "b", "$row"))) ORDER BY "$row" ASC NULLS LAST) AS result

-- datatable(a:long, b:string)[1, 'x', 2, 'y'] | project-rename c = a
SELECT CAST(json_array("c", "b") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "a" AS "c", "b", "$row" FROM (SELECT * FROM (VALUES (1::BIGINT, 'x', 0::BIGINT), (2::BIGINT, 'y', 1::BIGINT)) AS rows("a", "b", "$row"))) ORDER BY "$row" ASC NULLS LAST) AS result

-- datatable(a:long, b:string)[1, 'x', 2, 'y'] | project-reorder b, a
SELECT CAST(json_array("b", "a") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "b", "a", "$row" FROM (SELECT * FROM (VALUES (1::BIGINT, 'x', 0::BIGINT), (2::BIGINT, 'y', 1::BIGINT)) AS rows("a", "b", "$row"))) ORDER BY "$row" ASC NULLS LAST) AS result

-- datatable(a:long, b:string)[1, 'x', 2, 'y'] | render table
SELECT CAST(json_array("a", "b") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT * FROM (VALUES (1::BIGINT, 'x', 0::BIGINT), (2::BIGINT, 'y', 1::BIGINT)) AS rows("a", "b", "$row")) ORDER BY "$row" ASC NULLS LAST) AS result

-- datatable(a:long, b:string)[1, 'x', 2, 'y'] | sample 5 | sort by a asc
SELECT CAST(json_array("a", "b") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT * FROM (SELECT * FROM (VALUES (1::BIGINT, 'x', 0::BIGINT), (2::BIGINT, 'y', 1::BIGINT)) AS rows("a", "b", "$row")) ORDER BY "$row" ASC NULLS LAST LIMIT 5::BIGINT) ORDER BY "a" ASC NULLS FIRST, "$row" ASC NULLS LAST) AS result

-- datatable(a:long, b:string)[1, 'x', 2, 'y'] | consume | count
SELECT CAST(json_array("Count") AS VARCHAR) AS row FROM (SELECT count(*) AS "Count" FROM (SELECT CAST(NULL AS BIGINT) AS "a", CAST(NULL AS VARCHAR) AS "b" FROM (SELECT 1) AS nothing WHERE FALSE)) AS result

-- datatable(Name:string, Age:int, City:string, Country:string)['Peter',39,'New York','USA'] | project-by-names "Name", "City"
SELECT CAST(json_array("Name", "City") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "Name", "City", "$row" FROM (SELECT 'Peter' AS "Name", CAST(39::BIGINT AS INTEGER) AS "Age", 'New York' AS "City", 'USA' AS "Country", 0::BIGINT AS "$row" FROM (SELECT 1) AS one)) ORDER BY "$row" ASC NULLS LAST) AS result

-- datatable(Name:string, Age:int, City:string, Country:string)['Peter',39,'New York','USA'] | project-by-names dynamic(["Name", "Country"])
SELECT CAST(json_array("Name", "Country") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "Name", "Country", "$row" FROM (SELECT 'Peter' AS "Name", CAST(39::BIGINT AS INTEGER) AS "Age", 'New York' AS "City", 'USA' AS "Country", 0::BIGINT AS "$row" FROM (SELECT 1) AS one)) ORDER BY "$row" ASC NULLS LAST) AS result

-- datatable(Name:string, Age:int, City:string, Country:string)['Peter',39,'New York','USA'] | project-by-names "C*", "Name", "City"
SELECT CAST(json_array("City", "Country", "Name") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "City", "Country", "Name", "$row" FROM (SELECT 'Peter' AS "Name", CAST(39::BIGINT AS INTEGER) AS "Age", 'New York' AS "City", 'USA' AS "Country", 0::BIGINT AS "$row" FROM (SELECT 1) AS one)) ORDER BY "$row" ASC NULLS LAST) AS result

-- let People = datatable(Name:string, Age:int, Country:string)['Peter',39,'USA']; let With = (Source:(Name:string), more:dynamic) { Source | lookup People on Name | project-by-names column_names_of(Source), more }; datatable(Name:string, Data:string)['Peter','Source-data'] | invoke With(dynamic(['Country','NonExistent']))
SELECT CAST(json_array("Name", "Data", "Country") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "Name", "Data", "Country", "$left$row", "$right$row" FROM (SELECT l."Name" AS "Name", l."Data" AS "Data", coalesce(r."Country", '') AS "Country", l."$row" AS "$left$row", r."$row" AS "$right$row" FROM (SELECT 'Peter' AS "Name", 'Source-data' AS "Data", 0::BIGINT AS "$row" FROM (SELECT 1) AS one) AS l LEFT JOIN (SELECT 'Peter' AS "Name", CAST(39::BIGINT AS INTEGER) AS "Age", 'USA' AS "Country", 0::BIGINT AS "$row" FROM (SELECT 1) AS one) AS r ON (l."Name" = r."Name"))) ORDER BY "$left$row" ASC NULLS LAST, "$right$row" ASC NULLS LAST) AS result
