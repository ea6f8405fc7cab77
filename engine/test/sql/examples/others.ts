import type { Example } from './example.js'

/** SQL in PostgreSQL's words, and what PostgreSQL makes of it. */
export const postgresExamples: readonly Example[] = [
  ['7 / 2', '3'],
  ['-7 / 2', '-3'],
  ['CAST(NULL AS BIGINT) / 0', null],
  ['CAST(NULL AS BIGINT) % 0', null],
  ['round(CAST(2.5 AS DOUBLE PRECISION))', '2'],
  ['round(CAST(-3.5 AS DOUBLE PRECISION))', '-4'],
  ["CAST('12.345' AS NUMERIC(10, 2))", '12.35'],
  ["CAST('2024-02-29 10:00:00' AS DATE)", '2024-02-29'],
  ['7 % 3', '1'],
  ["DATE '2024-03-01' - DATE '2024-02-01'", '29'],
  ["to_char(DATE '2024-12-31', 'YYYY-MM')", '2024-12'],
  ["to_char(TIMESTAMP '2024-12-31 13:05:09', 'DD.MM.YY HH24:MI:SS Mon Dy')", '31.12.24 13:05:09 Dec Tue'],
  ["extract(dow FROM DATE '2024-12-29')", '0'],
  ["date_trunc('week', DATE '2024-12-31')", '2024-12-30 00:00:00'],
  ["substring('abc', -1, 3)", 'a'],
  ["regexp_replace('a1b2', '[0-9]', '')", 'ab2'],
  ["'100%' LIKE '100\\%'", 'true'],
  ["concat('a', NULL, 'b')", 'ab'],
  ['CAST(2.5 AS INTEGER)', '3'],
  ['round(2.345, 2)', '2.35'],
  ["split_part('a,b', ',', 2)", 'b'],
  ['make_date(2024, 2, 29)', '2024-02-29'],
  ["concat_ws('-', 'a', NULL, 'b')", 'a-b'],
  ["'abc' ~ 'b'", 'true'],
  ["'abc' !~ 'b'", 'false'],
  ['greatest(1, NULL)', '1'],
  ['1 NOT IN (2, NULL)', null],
  ["'a' < 'B'", 'false'],
]

/** SQL in Redshift's words, and its value by Redshift's documentation. */
export const redshiftExamples: readonly Example[] = [
  ["TO_CHAR(DATE '2024-12-31', 'YYYY-MM')", '2024-12'],
  ["REGEXP_REPLACE('a1b2', '[0-9]', '')", 'ab'],
  ["'foo' SIMILAR TO '(foo|x)%'", 'true'],
  ['CAST(2.50 AS VARCHAR)', '2.50'],
  ["datediff(day, DATE '2024-01-01', DATE '2024-03-01')", '60'],
  ["datediff(month, DATE '2024-01-31', DATE '2024-02-01')", '1'],
  ["dateadd(month, -1, DATE '2024-03-31')", '2024-02-29 00:00:00'],
  ["dateadd(day, 1 - 2, DATE '2024-03-01')", '2024-02-29 00:00:00'],
  ['nvl(NULL, 2)', '2'],
  ["nvl2('a', 1, 2)", '1'],
  ["decode(2, 1, 'a', 2, 'b', 'c')", 'b'],
  ['7 / 2', '3'],
  ["len('äb')", '2'],
  ["concat('a', NULL)", null],
  ["charindex('b', 'abc')", '2'],
  ["last_day(DATE '2024-02-10')", '2024-02-29'],
]

/** SQL in Snowflake's words, and its value by Snowflake's documentation. */
export const snowflakeExamples: readonly Example[] = [
  ["DATEDIFF(week, DATE '2024-12-29', DATE '2024-12-30')", '1'],
  ["DATEDIFF(month, DATE '2024-01-31', DATE '2024-02-01')", '1'],
  ["SUBSTR('abc', 0, 2)", 'ab'],
  ["SUBSTR('abc', -2)", 'bc'],
  ['IFF(1 > 2, 1, 2)', '2'],
  ["DATEADD(day, 2 - 1, DATE '2024-02-28')", '2024-02-29'],
  ['DATE_FROM_PARTS(2024, 2, 29)', '2024-02-29'],
  ['GREATEST(1, NULL)', null],
  ["CONCAT('a', NULL)", null],
  ["DAYNAME(DATE '2024-12-29')", 'Sun'],
  ["DATE_TRUNC('month', DATE '2024-02-10')", '2024-02-01'],
]

/** SQL in BigQuery's words, and its value by BigQuery's documentation. */
export const bigQueryExamples: readonly Example[] = [
  ["REGEXP_CONTAINS('abc', r'c')", 'true'],
  ["DATE_TRUNC(DATE '2024-12-31', WEEK)", '2024-12-29'],
  ["DATE_DIFF(DATE '2024-12-29', DATE '2024-12-28', WEEK)", '1'],
  ["EXTRACT(DAYOFWEEK FROM DATE '2024-12-29')", '1'],
  ['7 / 2', '3.5'],
  ["IF(1 > 2, 'a', 'b')", 'b'],
  ['SAFE_DIVIDE(1, 0)', null],
  ["DATE_ADD(DATE '2024-01-31', INTERVAL 1 DAY)", '2024-02-01'],
  ["DATE_SUB(DATE '2024-03-31', INTERVAL 1 MONTH)", '2024-02-29'],
  ['DATE(2024, 2, 29)', '2024-02-29'],
  ["FORMAT_DATE('%Y-%m', DATE '2024-12-31')", '2024-12'],
]

/** SQL in ClickHouse's words, and what ClickHouse makes of it. */
export const clickHouseExamples: readonly Example[] = [
  ["toDayOfWeek(DATE '2024-12-29')", '7'],
  ["dateDiff('week', DATE '2024-12-29', DATE '2024-12-30')", '1'],
  ["toStartOfMonth(DATE '2024-12-31')", '2024-12-01'],
  ['7 / 2', '3.5'],
  ["lengthUTF8('äb')", '2'],
  ['if(1 > 2, 1, 2)', '2'],
  ["addDays(DATE '2024-02-28', 1)", '2024-02-29'],
  ["addMonths(DATE '2024-01-31', 1)", '2024-02-29'],
  ["subtractMonths(DATE '2024-03-31', 1)", '2024-02-29'],
  ["subtractDays(DATE '2024-03-01', 1)", '2024-02-29'],
]
