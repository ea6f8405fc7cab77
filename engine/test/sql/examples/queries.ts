/**
 * Queries over the relations `events` and `others`, whose rows hold nulls, twins, negative numbers and texts beyond ASCII.
 * DuckDB and PostgreSQL read all of them alike.
 */
export const everydayQueries: readonly string[] = [
  'SELECT e.id, o.id AS other FROM events AS e JOIN others AS o USING (k)',
  'SELECT k, e.id, o.id AS other FROM events AS e LEFT JOIN others AS o USING (k)',
  'SELECT e.id, o.id AS other FROM events AS e FULL JOIN others AS o ON e.k = o.k',
  'SELECT e.id, o.id AS other FROM events AS e LEFT JOIN others AS o ON e.k = o.k AND o.v > 0',
  'SELECT e.id, o.id AS other FROM events AS e LEFT JOIN others AS o ON e.k IS NOT DISTINCT FROM o.k',
  'SELECT id FROM events AS e WHERE i IN (SELECT i FROM others AS o)',
  'SELECT id FROM events AS e WHERE i NOT IN (SELECT i FROM others AS o)',
  'SELECT id, i NOT IN (SELECT i FROM others AS o WHERE i IS NOT NULL) AS v FROM events AS e',
  'SELECT id FROM events AS e WHERE EXISTS (SELECT 1 AS one FROM others AS o WHERE o.k = e.k)',
  'SELECT id FROM events AS e WHERE NOT EXISTS (SELECT 1 AS one FROM others AS o WHERE o.k = e.k)',
  'SELECT id, (SELECT max(o.v) FROM others AS o WHERE o.k = e.k) AS v FROM events AS e',
  'SELECT id, (SELECT count(*) FROM others AS o WHERE o.k = e.k) AS v FROM events AS e',
  'SELECT id FROM events AS e WHERE i = (SELECT max(z.i) FROM events AS z WHERE z.g = e.g)',
  'SELECT id, sum(i) OVER (ORDER BY i) AS s FROM events AS e',
  'SELECT id, sum(m) OVER (PARTITION BY k ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM events AS e',
  'SELECT id, lag(i, 2) OVER (ORDER BY id) AS s FROM events AS e',
  'SELECT id, lag(i, 1, 0) OVER (ORDER BY id) AS s FROM events AS e',
  "SELECT id, lead(k, 1, 'none') OVER (PARTITION BY g ORDER BY id) AS s FROM events AS e",
  'SELECT id, lead(m, 1, 0) OVER (ORDER BY id) AS s FROM events AS e',
  'SELECT id, first_value(i) OVER (ORDER BY id DESC) AS s FROM events AS e',
  'SELECT id, last_value(i) OVER (ORDER BY id) AS s FROM events AS e',
  'SELECT id, last_value(i) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS s FROM events AS e',
  'SELECT id, ntile(4) OVER (ORDER BY id) AS s FROM events AS e',
  'SELECT id, row_number() OVER (ORDER BY k, id) AS s FROM events AS e',
  'SELECT g, rank() OVER (ORDER BY sum(i)) AS c FROM events AS e GROUP BY g',
  'SELECT g, k, count(*) AS n, sum(m) AS s FROM events AS e GROUP BY ROLLUP (g, k)',
  'SELECT g, b, count(*) AS n FROM events AS e GROUP BY CUBE (g, b)',
  'SELECT g, d, count(*) AS n FROM events AS e GROUP BY GROUPING SETS ((g, d), (d), g, ())',
  'SELECT DISTINCT ON (g) g, id FROM events AS e ORDER BY g, id DESC',
  'SELECT DISTINCT ON (k) g FROM events AS e ORDER BY k, id',
  'SELECT id, -i AS i FROM events AS e ORDER BY i, id LIMIT 3',
  'SELECT id, i FROM events AS e ORDER BY 2 DESC NULLS LAST, 1 LIMIT 4',
  'SELECT i FROM events AS e UNION SELECT i FROM others AS o ORDER BY 1 DESC NULLS LAST LIMIT 3',
  '(SELECT i FROM events AS e UNION ALL SELECT i FROM others AS o) ORDER BY i DESC NULLS LAST LIMIT 3',
  'SELECT k FROM events AS e INTERSECT SELECT k FROM others AS o',
  'SELECT k FROM events AS e EXCEPT ALL SELECT k FROM others AS o',
  "SELECT k FROM events AS e UNION ALL SELECT k FROM others AS o INTERSECT SELECT 'a' AS k",
  'SELECT g, sum(i) FILTER (WHERE i > 0) AS n, count(*) FILTER (WHERE b) AS c FROM events AS e GROUP BY g',
  "SELECT g, string_agg(k, ', ' ORDER BY id DESC) AS s FROM events AS e GROUP BY g",
  "SELECT g, string_agg(k, ',' ORDER BY i DESC NULLS LAST, id) AS s FROM events AS e GROUP BY g",
  "SELECT string_agg(k, ',' ORDER BY b DESC NULLS LAST, k NULLS FIRST, id) AS s FROM events AS e",
  'SELECT g, bool_and(b) AS a, bool_or(i > 0) AS o FROM events AS e GROUP BY g',
  'SELECT count(DISTINCT k) AS n, sum(i) AS s, min(k) AS a, max(d) AS z FROM events AS e WHERE id < 0',
]

/** Queries of DuckDB's own. */
export const duckDbQueries: readonly string[] = [
  'SELECT g, count_if(b) AS n FROM events AS e GROUP BY g',
  'SELECT count_if(b) AS n FROM events AS e WHERE id < 0',
  'SELECT id, last_value(k IGNORE NULLS) OVER (ORDER BY id) AS s FROM events AS e',
  'SELECT id, first_value(i IGNORE NULLS) OVER (PARTITION BY g ORDER BY id DESC) AS s FROM events AS e',
  'SELECT * FROM events AS e QUALIFY row_number() OVER (PARTITION BY g ORDER BY id DESC) = 1',
  'SELECT g, id FROM events AS e QUALIFY row_number() OVER (PARTITION BY g ORDER BY id DESC) = 1 ORDER BY 2 DESC LIMIT 2',
  'SELECT g, median(i) AS a, median(x) AS b FROM events AS e GROUP BY g',
]

/** Queries of ClickHouse's own, where a null in a list counts for nothing. */
export const clickHouseQueries: readonly string[] = [
  'SELECT id FROM events AS e WHERE i NOT IN (SELECT i FROM others AS o)',
  'SELECT id FROM events AS e WHERE i NOT IN (3, NULL)',
  'SELECT k FROM events AS e UNION DISTINCT SELECT k FROM others AS o',
  'SELECT k FROM events AS e INTERSECT DISTINCT SELECT k FROM others AS o',
]

/** What a dialect leaves unclear, and the construct that is refused. */
export const unclearQueries: readonly (readonly [
  dialect: 'duckdb' | 'postgresql' | 'clickhouse' | 'bigquery',
  text: string,
  construct: string,
])[] = [
  ['clickhouse', 'SELECT k FROM events AS e UNION SELECT k FROM others AS o', 'UNION'],
  [
    'clickhouse',
    'SELECT k FROM events AS e UNION ALL SELECT k FROM others AS o ORDER BY k',
    'ORDER BY behind UNION',
  ],
  ['clickhouse', 'SELECT id, -i AS i FROM events AS e ORDER BY i', 'i'],
  ['duckdb', 'SELECT g FROM (SELECT e.*, o.* FROM events AS e JOIN others AS o ON e.id = o.id) AS j', 'id'],
  ['duckdb', 'SELECT count(*) FROM events AS e', 'count'],
  ['duckdb', 'SELECT count(DISTINCT i) OVER () AS n FROM events AS e', 'count(…)'],
  [
    'duckdb',
    'SELECT id, (SELECT count(*) + 1 FROM others AS o WHERE o.k = e.k) AS n FROM events AS e',
    '(SELECT … count …)',
  ],
  ['postgresql', 'SELECT g, sum(i) / count(*) AS a FROM events AS e GROUP BY g', 'integer / integer'],
  [
    'postgresql',
    "SELECT 'x' || v AS t FROM (SELECT coalesce(m, 0) AS v FROM events AS e) AS z",
    'CAST(decimal(21,2) AS text)',
  ],
  ['duckdb', 'SELECT median(m) AS a FROM events AS e', 'median(…)'],
  ['bigquery', 'SELECT upper(k) AS k, count(*) AS n FROM events AS e WHERE k IS NOT NULL GROUP BY k', 'k'],
  ['clickhouse', 'SELECT id, CAST(i > 3 AS String) AS t FROM events AS e', 'CAST(boolean AS text)'],
]
