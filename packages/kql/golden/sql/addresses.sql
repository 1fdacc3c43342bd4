-- print a = parse_ipv4('10.20.30.40'), b = parse_ipv4('10.20.30.40/8'), c = parse_ipv4('10.20.300.40'), d = parse_ipv4('10.20.30.40/33')
SELECT CAST(json_array("a", "b", "c", "d") AS VARCHAR) AS row FROM (SELECT kql_host_parse_ipv4('10.20.30.40') AS "a", kql_host_parse_ipv4('10.20.30.40/8') AS "b", kql_host_parse_ipv4('10.20.300.40') AS "c", kql_host_parse_ipv4('10.20.30.40/33') AS "d" FROM (SELECT 1) AS one) AS result

-- print a = parse_ipv4_mask('10.20.30.40', 16), b = parse_ipv4_mask('10.20.30.40', 40)
SELECT CAST(json_array("a", "b") AS VARCHAR) AS row FROM (SELECT kql_host_parse_ipv4_mask('10.20.30.40', CAST(16::BIGINT AS BIGINT)) AS "a", kql_host_parse_ipv4_mask('10.20.30.40', CAST(40::BIGINT AS BIGINT)) AS "b" FROM (SELECT 1) AS one) AS result

-- datatable(ip:string)['10.0.0.1','172.15.0.1','172.16.0.1','172.31.255.255','192.168.4.4','127.0.0.1','8.8.8.8','','x'] | project ip, private = ipv4_is_private(ip)
SELECT CAST(json_array("ip", "private") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "ip", kql_host_ipv4_is_private("ip") AS "private", "$row" FROM (SELECT * FROM (VALUES ('10.0.0.1', 0::BIGINT), ('172.15.0.1', 1::BIGINT), ('172.16.0.1', 2::BIGINT), ('172.31.255.255', 3::BIGINT), ('192.168.4.4', 4::BIGINT), ('127.0.0.1', 5::BIGINT), ('8.8.8.8', 6::BIGINT), ('', 7::BIGINT), ('x', 8::BIGINT)) AS rows("ip", "$row"))) ORDER BY "$row" ASC NULLS LAST) AS result

-- print a = ipv4_is_in_range('10.1.2.3', '10.0.0.0/8'), b = ipv4_is_in_range('11.1.2.3', '10.9.9.9/8'), c = ipv4_is_in_range('10.1.2.3', 'nowhere')
SELECT CAST(json_array("a", "b", "c") AS VARCHAR) AS row FROM (SELECT kql_host_ipv4_is_in_range('10.1.2.3', '10.0.0.0/8') AS "a", kql_host_ipv4_is_in_range('11.1.2.3', '10.9.9.9/8') AS "b", kql_host_ipv4_is_in_range('10.1.2.3', 'nowhere') AS "c" FROM (SELECT 1) AS one) AS result

-- print a = ipv4_is_in_any_range('10.1.2.3', '11.0.0.0/8', '10.1.0.0/16'), b = ipv4_is_in_any_range('10.1.2.3', dynamic(['12.0.0.0/8']))
SELECT CAST(json_array("a", "b") AS VARCHAR) AS row FROM (SELECT kql_host_ipv4_is_in_any_range('10.1.2.3', CAST(json_array(coalesce(to_json('11.0.0.0/8'), 'null'::JSON), coalesce(to_json('10.1.0.0/16'), 'null'::JSON)) AS VARCHAR)) AS "a", kql_host_ipv4_is_in_any_range('10.1.2.3', CAST(json_array(coalesce(CAST('["12.0.0.0/8"]' AS JSON), 'null'::JSON)) AS VARCHAR)) AS "b" FROM (SELECT 1) AS one) AS result

-- print a = ipv4_compare('10.0.0.1', '10.0.0.2'), b = ipv4_compare('10.0.0.2', '10.0.0.1'), c = ipv4_compare('10.0.0.1/30', '10.0.0.2'), d = ipv4_compare('10.0.0.1', '10.0.0.200', 24)
SELECT CAST(json_array("a", "b", "c", "d") AS VARCHAR) AS row FROM (SELECT kql_host_ipv4_compare('10.0.0.1', '10.0.0.2', NULL::BIGINT) AS "a", kql_host_ipv4_compare('10.0.0.2', '10.0.0.1', NULL::BIGINT) AS "b", kql_host_ipv4_compare('10.0.0.1/30', '10.0.0.2', NULL::BIGINT) AS "c", kql_host_ipv4_compare('10.0.0.1', '10.0.0.200', CAST(24::BIGINT AS BIGINT)) AS "d" FROM (SELECT 1) AS one) AS result

-- print a = ipv4_is_match('1.2.3.4', '1.2.3.4'), b = ipv4_netmask_suffix('1.2.3.4/13'), c = ipv4_range_to_cidr_list('10.0.0.0', '10.0.0.6')
SELECT CAST(json_array("a", "b", "c") AS VARCHAR) AS row FROM (SELECT kql_host_ipv4_is_match('1.2.3.4', '1.2.3.4', NULL::BIGINT) AS "a", kql_host_ipv4_netmask_suffix('1.2.3.4/13') AS "b", CAST(kql_host_ipv4_range_to_cidr_list('10.0.0.0', '10.0.0.6') AS JSON) AS "c" FROM (SELECT 1) AS one) AS result

-- print a = format_ipv4(3232235777), b = format_ipv4('10.1.2.3', 8), c = format_ipv4_mask(3232235777, 24), d = format_ipv4('10.1.2.3', 77)
SELECT CAST(json_array("a", "b", "c", "d") AS VARCHAR) AS row FROM (SELECT coalesce(kql_host_format_ipv4(CAST(to_json(3232235777::BIGINT) AS VARCHAR), NULL::BIGINT), '') AS "a", coalesce(kql_host_format_ipv4(CAST(to_json('10.1.2.3') AS VARCHAR), CAST(8::BIGINT AS BIGINT)), '') AS "b", coalesce(kql_host_format_ipv4_mask(CAST(to_json(3232235777::BIGINT) AS VARCHAR), CAST(24::BIGINT AS BIGINT)), '') AS "c", coalesce(kql_host_format_ipv4(CAST(to_json('10.1.2.3') AS VARCHAR), CAST(77::BIGINT AS BIGINT)), '') AS "d" FROM (SELECT 1) AS one) AS result

-- datatable(line:string)['from 10.1.2.3:443 to','v10.1.2.3','10.1.2.31','10.1.2.3'] | project line, exact = has_ipv4(line, '10.1.2.3'), near = has_ipv4_prefix(line, '10.1.'), bad = has_ipv4_prefix(line, '10.1')
SELECT CAST(json_array("line", "exact", "near", "bad") AS VARCHAR) AS row FROM (SELECT * FROM (SELECT "line", kql_host_has_ipv4("line", '10.1.2.3') AS "exact", kql_host_has_ipv4_prefix("line", '10.1.') AS "near", kql_host_has_ipv4_prefix("line", '10.1') AS "bad", "$row" FROM (SELECT * FROM (VALUES ('from 10.1.2.3:443 to', 0::BIGINT), ('v10.1.2.3', 1::BIGINT), ('10.1.2.31', 2::BIGINT), ('10.1.2.3', 3::BIGINT)) AS rows("line", "$row"))) ORDER BY "$row" ASC NULLS LAST) AS result

-- print a = has_any_ipv4('see 1.1.1.1', '8.8.8.8', '1.1.1.1'), b = has_any_ipv4_prefix('see 1.1.1.1', dynamic(['2.', '1.1.']))
SELECT CAST(json_array("a", "b") AS VARCHAR) AS row FROM (SELECT kql_host_has_any_ipv4('see 1.1.1.1', CAST(json_array(coalesce(to_json('8.8.8.8'), 'null'::JSON), coalesce(to_json('1.1.1.1'), 'null'::JSON)) AS VARCHAR)) AS "a", kql_host_has_any_ipv4_prefix('see 1.1.1.1', CAST(json_array(coalesce(CAST('["2.","1.1."]' AS JSON), 'null'::JSON)) AS VARCHAR)) AS "b" FROM (SELECT 1) AS one) AS result

-- print a = parse_ipv6('fe80::1'), b = parse_ipv6('10.0.0.1'), c = parse_ipv6('fe80::1::2'), d = parse_ipv6_mask('fe80:ffff::1', 16)
SELECT CAST(json_array("a", "b", "c", "d") AS VARCHAR) AS row FROM (SELECT coalesce(kql_host_parse_ipv6('fe80::1'), '') AS "a", coalesce(kql_host_parse_ipv6('10.0.0.1'), '') AS "b", coalesce(kql_host_parse_ipv6('fe80::1::2'), '') AS "c", coalesce(kql_host_parse_ipv6_mask('fe80:ffff::1', CAST(16::BIGINT AS BIGINT)), '') AS "d" FROM (SELECT 1) AS one) AS result

-- print a = ipv6_is_match('10.0.0.1', '::ffff:a00:1'), b = ipv6_compare('fe80::1', 'fe80::2'), c = ipv6_is_in_range('2001:db8::5', '2001:db8::/32'), d = ipv6_is_in_any_range('2001:db8::5', '2001:db9::/32', '2001:db8::/64')
SELECT CAST(json_array("a", "b", "c", "d") AS VARCHAR) AS row FROM (SELECT kql_host_ipv6_is_match('10.0.0.1', '::ffff:a00:1', NULL::BIGINT) AS "a", kql_host_ipv6_compare('fe80::1', 'fe80::2', NULL::BIGINT) AS "b", kql_host_ipv6_is_in_range('2001:db8::5', '2001:db8::/32') AS "c", kql_host_ipv6_is_in_any_range('2001:db8::5', CAST(json_array(coalesce(to_json('2001:db9::/32'), 'null'::JSON), coalesce(to_json('2001:db8::/64'), 'null'::JSON)) AS VARCHAR)) AS "d" FROM (SELECT 1) AS one) AS result

-- print a = geo_info_from_ip_address('10.0.0.1'), c = tostring(geo_info_from_ip_address('8.8.8.8').country)
SELECT CAST(json_array("a", "c") AS VARCHAR) AS row FROM (SELECT CAST(kql_host_geo_info_from_ip_address('10.0.0.1') AS JSON) AS "a", coalesce(json_extract_string(CAST(kql_host_geo_info_from_ip_address('8.8.8.8') AS JSON), '$."country"'), '') AS "c" FROM (SELECT 1) AS one) AS result
