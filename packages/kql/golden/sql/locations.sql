-- print parse_url('https://alice:s3cret@files.example.com:8443/a/b.txt?x=1&y=two%20words#top')
SELECT CAST(json_array("print_0") AS VARCHAR) AS row FROM (SELECT CAST(kql_host_parse_url('https://alice:s3cret@files.example.com:8443/a/b.txt?x=1&y=two%20words#top') AS JSON) AS "print_0" FROM (SELECT 1) AS one) AS result

-- print u = parse_url('http://example.com'), n = parse_url('example.com/path'), e = parse_url('')
SELECT CAST(json_array("u", "n", "e") AS VARCHAR) AS row FROM (SELECT CAST(kql_host_parse_url('http://example.com') AS JSON) AS "u", CAST(kql_host_parse_url('example.com/path') AS JSON) AS "n", CAST(kql_host_parse_url('') AS JSON) AS "e" FROM (SELECT 1) AS one) AS result

-- print v6 = parse_url('http://[2001:db8::1]:80/').Host, q = parse_url('http://h/?a=1&a=2&b&c=d=e')['Query Parameters']
SELECT CAST(json_array("v6", "q") AS VARCHAR) AS row FROM (SELECT kql_json(json_extract(CAST(kql_host_parse_url('http://[2001:db8::1]:80/') AS JSON), '$."Host"')) AS "v6", kql_json(json_extract(CAST(kql_host_parse_url('http://h/?a=1&a=2&b&c=d=e') AS JSON), '$."Query Parameters"')) AS "q" FROM (SELECT 1) AS one) AS result

-- print parse_urlquery('a=1&b=2%3D&c')
SELECT CAST(json_array("print_0") AS VARCHAR) AS row FROM (SELECT CAST(kql_host_parse_urlquery('a=1&b=2%3D&c') AS JSON) AS "print_0" FROM (SELECT 1) AS one) AS result

-- print parse_path(@'C:\Windows\System32\drivers\etc\hosts')
SELECT CAST(json_array("print_0") AS VARCHAR) AS row FROM (SELECT CAST(kql_host_parse_path('C:\Windows\System32\drivers\etc\hosts') AS JSON) AS "print_0" FROM (SELECT 1) AS one) AS result

-- print a = parse_path('/var/log/app.tar.gz'), b = parse_path(@'\\srv\share\x'), c = parse_path('file://D:/y.txt:zone')
SELECT CAST(json_array("a", "b", "c") AS VARCHAR) AS row FROM (SELECT CAST(kql_host_parse_path('/var/log/app.tar.gz') AS JSON) AS "a", CAST(kql_host_parse_path('\\srv\share\x') AS JSON) AS "b", CAST(kql_host_parse_path('file://D:/y.txt:zone') AS JSON) AS "c" FROM (SELECT 1) AS one) AS result

-- print parse_command_line(@'"C:\Program Files\a.exe" /x "y z" \"q\" a\\b', 'windows')
SELECT CAST(json_array("print_0") AS VARCHAR) AS row FROM (SELECT CAST(kql_host_parse_command_line('"C:\Program Files\a.exe" /x "y z" \"q\" a\\b', 'windows') AS JSON) AS "print_0" FROM (SELECT 1) AS one) AS result

-- print a = parse_command_line('', 'windows'), b = parse_command_line('x', 'posix')
SELECT CAST(json_array("a", "b") AS VARCHAR) AS row FROM (SELECT CAST(kql_host_parse_command_line('', 'windows') AS JSON) AS "a", CAST(kql_host_parse_command_line('x', 'posix') AS JSON) AS "b" FROM (SELECT 1) AS one) AS result

-- print a = parse_csv('a,"b,c","say ""hi"""'), b = parse_csv(''), c = parse_csv('x,,\r\ny')
SELECT CAST(json_array("a", "b", "c") AS VARCHAR) AS row FROM (SELECT CAST(kql_host_parse_csv('a,"b,c","say ""hi"""') AS JSON) AS "a", CAST(kql_host_parse_csv('') AS JSON) AS "b", CAST(kql_host_parse_csv('x,,
y') AS JSON) AS "c" FROM (SELECT 1) AS one) AS result

-- datatable(v:string)['120.0.6099.71','99.1','1.2.3.4.5','1.x'] | project v, parsed = parse_version(v), newer = parse_version(v) > parse_version('100.0')
SELECT CAST(json_array("v", CAST("parsed" AS DOUBLE), "newer") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "v", CAST(kql_host_parse_version("v") AS DECIMAL(38, 0)) AS "parsed", CAST(kql_host_parse_version("v") AS DECIMAL(38, 0)) > CAST(kql_host_parse_version('100.0') AS DECIMAL(38, 0)) AS "newer", "$row" FROM (SELECT * FROM (VALUES ('120.0.6099.71', 0::BIGINT), ('99.1', 1::BIGINT), ('1.2.3.4.5', 2::BIGINT), ('1.x', 3::BIGINT)) AS rows("v", "$row"))) ORDER BY "$row" ASC NULLS LAST) AS result

-- print x = parse_xml('<host os="linux"><ip>10.0.0.1</ip><ip>10.0.0.2</ip><up>7.50</up><note/> a &lt; b </host>'), bad = parse_xml('<a><b></a>')
SELECT CAST(json_array("x", "bad") AS VARCHAR) AS row FROM (SELECT CAST(kql_host_parse_xml('<host os="linux"><ip>10.0.0.1</ip><ip>10.0.0.2</ip><up>7.50</up><note/> a &lt; b </host>') AS JSON) AS "x", CAST(kql_host_parse_xml('<a><b></a>') AS JSON) AS "bad" FROM (SELECT 1) AS one) AS result
