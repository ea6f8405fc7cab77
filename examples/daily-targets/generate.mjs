/**
 * Makes the four tables of this example: `node generate.mjs [--out data] [--seed 1] [--scale 1] [--until 2026-01-15T09:00]`.
 *
 * Everything follows from the seed: the same arguments give the same rows. `--scale 1` is about 60 orders on a normal
 * day from 2025-08-01 to the end of 2026-01; orders dated at `--until` or later are left out.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'data' },
    seed: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
    until: { type: 'string', default: '2026-02-01T00:00' },
  },
})
const seed = wholeNumber('seed', values.seed)
const scale = Number(values.scale)
if (!(scale > 0)) fail(`--scale ${values.scale} is not a number above 0.`)
if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(values.until))
  fail(`--until ${values.until} is not like 2026-01-15T09:00.`)
const out = resolve(values.out)
mkdirSync(out, { recursive: true })

const duckdb = await (await DuckDBInstance.create(':memory:')).connect()

// A number from 0 to 1 that follows from the seed and a text, the same on every machine and in any order of rows.
await duckdb.run(`CREATE MACRO chance(what) AS
  (md5_number_lower(concat('${seed}', '/', what)) % 1000000007) / 1000000007.0`)

await duckdb.run(`CREATE TABLE dim_date AS
  SELECT d::DATE AS calendar_date, year(d)::INT AS year, month(d)::INT AS month,
    CASE
      WHEN day(d) = month(d) THEN 'Campaign'
      WHEN day(d) IN (15, 25) THEN 'Payday'
      WHEN strftime(d, '%m-%d') IN ('09-02', '12-25', '01-01') THEN 'Holiday'
      WHEN isodow(d) >= 6 THEN 'Weekend'
      ELSE 'Normal day'
    END AS date_label
  FROM range(DATE '2025-08-01', DATE '2026-02-01', INTERVAL 1 DAY) AS days(d)`)

await duckdb.run(`CREATE TABLE labels AS
  FROM (VALUES ('Normal day', 1.0, 9, 14), ('Weekend', 1.25, 11, 16), ('Payday', 1.6, 11, 20),
               ('Campaign', 3.2, 1, 21), ('Holiday', 0.6, 12, 18))
  AS labels(date_label, uplift, first_peak, second_peak)`)

// Hours by label: two peaks over a small base; campaigns start at midnight, the night else is quiet.
await duckdb.run(`CREATE TABLE hours AS
  SELECT date_label, hour, weight / sum(weight) OVER (PARTITION BY date_label) AS share FROM (
    SELECT date_label, hour,
      CASE WHEN hour < 6 AND first_peak > 6 THEN 0.05 ELSE 0.4 END
        + 3 * exp(-((hour - first_peak) ** 2) / 6.0) + 4 * exp(-((hour - second_peak) ** 2) / 8.0) AS weight
    FROM labels, range(24) AS clock(hour)
  )`)

await duckdb.run(`CREATE TABLE orders AS
  WITH days AS (
    SELECT calendar_date, date_label,
      round(60 * ${scale} * uplift * (0.75 + 0.5 * chance(concat('day ', calendar_date)))
        * (1 + 0.04 * (month(calendar_date) + 12 * (year(calendar_date) - 2025) - 8)))::INT AS orders
    FROM dim_date JOIN labels USING (date_label)
  ), numbered AS (
    SELECT calendar_date, date_label, unnest(range(orders)) AS n FROM days
  ), placed AS (
    SELECT calendar_date, date_label, concat(strftime(calendar_date, '%y%m%d'), '-', lpad(n::VARCHAR, 5, '0')) AS id FROM numbered
  ), cumulative AS (
    SELECT date_label, hour, sum(share) OVER (PARTITION BY date_label ORDER BY hour) AS upto, share FROM hours
  )
  SELECT p.id,
    (p.calendar_date + to_hours(c.hour::INT) + to_seconds((3599 * chance('second ' || p.id))::INT))::TIMESTAMP AS created_at,
    (round(exp(11.5 + 2 * (chance('a ' || p.id) + chance('b ' || p.id) + chance('c ' || p.id)) - 3)) * 1000 / 1000
      + 20000)::DECIMAL(18,2) AS transaction_total,
    CASE WHEN chance('status ' || p.id) < 0.03 THEN 'Canceled' WHEN chance('status ' || p.id) < 0.05 THEN 'Cancel'
      WHEN chance('status ' || p.id) < 0.07 THEN 'Returned' ELSE 'Completed' END AS status
  FROM placed AS p JOIN cumulative AS c ON c.date_label = p.date_label
    AND chance('hour ' || p.id) >= c.upto - c.share AND chance('hour ' || p.id) < c.upto`)

// A return is booked as money going out. Some rows were written again later: corrected, or first entered too late.
await duckdb.run(`CREATE TABLE object_sql_transactions AS
  WITH final AS (
    SELECT id, created_at, CASE WHEN status = 'Returned' THEN -transaction_total ELSE transaction_total END AS transaction_total,
      status,
      created_at + CASE WHEN chance('late ' || id) < 0.01 THEN INTERVAL 2 DAY ELSE INTERVAL 5 MINUTE END AS updated_at
    FROM orders WHERE created_at < TIMESTAMP '${values.until.replace('T', ' ')}'
  )
  FROM final
  UNION ALL
  SELECT id, created_at, (transaction_total * 1.1)::DECIMAL(18,2), 'Pending', updated_at - INTERVAL 4 MINUTE
  FROM final WHERE chance('updated ' || id) < 0.05
  UNION ALL
  FROM final WHERE chance('twice ' || id) < 0.01`)

await duckdb.run(`CREATE TABLE kpi_day_metadata AS
  WITH days AS (SELECT year, month, date_label, count(*) AS days FROM dim_date GROUP BY ALL),
  weights AS (
    SELECT year, month, date_label, uplift::DECIMAL(9,4) AS uplift, (uplift * days)::DECIMAL(9,4) AS weight
    FROM days JOIN labels USING (date_label)
  )
  SELECT *, (sum(weight) OVER (PARTITION BY year, month))::DECIMAL(9,4) AS total_weight_month,
    make_timestamp(year, month, 1, 0, 0, 0) - INTERVAL 5 DAY AS updated_at
  FROM weights
  UNION ALL
  SELECT *, (sum(weight) OVER (PARTITION BY year, month))::DECIMAL(9,4) + 1,
    make_timestamp(year, month, 1, 0, 0, 0) - INTERVAL 20 DAY
  FROM weights`)

await duckdb.run(`CREATE TABLE kpi_month AS
  WITH months AS (
    SELECT year(created_at)::INT AS year, month(created_at)::INT AS month, sum(transaction_total) AS revenue
    FROM orders WHERE status = 'Completed' GROUP BY ALL
  ), targets AS (
    SELECT year, month, (round(revenue * (1.02 + 0.06 * chance(concat('target ', year, '-', month))) / 1000000) * 1000000)::DECIMAL(18,2) AS kpi_initial
    FROM months
  )
  SELECT year, month, 'Thang 1' AS version, kpi_initial, make_timestamp(year, month, 1, 0, 0, 0) - INTERVAL 3 DAY AS updated_at FROM targets
  UNION ALL
  SELECT year, month, 'Thang 1', (kpi_initial * 0.9)::DECIMAL(18,2), make_timestamp(year, month, 1, 0, 0, 0) - INTERVAL 9 DAY FROM targets
  UNION ALL
  SELECT year, month, 'Thang 2', (kpi_initial * 1.1)::DECIMAL(18,2), make_timestamp(year, month, 1, 0, 0, 0) - INTERVAL 3 DAY FROM targets`)

const tables = {
  dim_date: 'calendar_date',
  kpi_month: 'year, month, version, updated_at',
  kpi_day_metadata: 'year, month, date_label, updated_at',
  object_sql_transactions: 'updated_at, id',
}
for (const [table, order] of Object.entries(tables)) {
  const file = join(out, `${table}.csv`)
  await duckdb.run(`COPY (FROM ${table} ORDER BY ${order}) TO '${file.replaceAll("'", "''")}' (HEADER)`)
  const [[rows]] = (await duckdb.runAndReadAll(`SELECT count(*) FROM ${table}`)).getRows()
  console.error(`${file}: ${rows} rows`)
}

function wholeNumber(name, text) {
  if (!/^\d+$/.test(text)) fail(`--${name} ${text} is not a whole number.`)
  return Number(text)
}

function fail(message) {
  console.error(message)
  process.exit(2)
}
