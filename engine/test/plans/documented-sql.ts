import { DuckDBInstance } from '@duckdb/node-api'

/** A row of the documented table, as binary numbers. */
export type DocumentedRow = Readonly<Record<string, number | string | null>>

/**
 * The documented pipeline written by hand for DuckDB over the four CSV files, apart from the engine: the second
 * opinion that its answers are compared with. Orders from `now` on do not exist yet.
 */
export async function documentedTable(folder: string, now: string): Promise<readonly DocumentedRow[]> {
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect()
  const result = await duckdb.runAndReadAll(`
    WITH clock AS (
      SELECT TIMESTAMP '${now.replace('T', ' ')}' AS now
    ), transactions AS (
      SELECT * FROM (
        SELECT *, row_number() OVER (PARTITION BY id ORDER BY updated_at DESC) AS rn
        FROM read_csv('${folder}/object_sql_transactions.csv')
      ), clock
      WHERE rn = 1 AND status NOT IN ('Canceled', 'Cancel') AND created_at < now
    ), initial AS (
      SELECT d.calendar_date, m.kpi_initial::DOUBLE AS kpi_month, md.uplift::DOUBLE AS uplift, md.weight::DOUBLE AS weight,
        md.uplift::DOUBLE * m.kpi_initial::DOUBLE / md.total_weight_month::DOUBLE AS kpi_day_initial
      FROM read_csv('${folder}/dim_date.csv') AS d
      JOIN (
        SELECT *, row_number() OVER (PARTITION BY year, month, version ORDER BY updated_at DESC) AS rn
        FROM read_csv('${folder}/kpi_month.csv') WHERE version = 'Thang 1'
      ) AS m ON d.year = m.year AND d.month = m.month AND m.rn = 1
      JOIN (
        SELECT *, row_number() OVER (PARTITION BY year, month, date_label ORDER BY updated_at DESC) AS rn
        FROM read_csv('${folder}/kpi_day_metadata.csv')
      ) AS md ON d.year = md.year AND d.month = md.month AND d.date_label = md.date_label AND md.rn = 1
      WHERE d.year = 2026 AND d.month = 1
    ), actuals AS (
      SELECT created_at::DATE AS calendar_date, sum(transaction_total)::DOUBLE AS actual FROM transactions GROUP BY ALL
    ), gaps AS (
      SELECT i.*, a.actual,
        CASE WHEN a.actual IS NOT NULL THEN a.actual - i.kpi_day_initial
             WHEN i.calendar_date < now::DATE THEN -i.kpi_day_initial END AS gap,
        CASE WHEN a.actual IS NULL AND i.calendar_date >= now::DATE THEN i.uplift ELSE 0 END AS weighted_left
      FROM initial AS i LEFT JOIN actuals AS a USING (calendar_date), clock
    ), shares AS (
      SELECT sum(transaction_total) FILTER (WHERE hour(created_at) < hour(now))::DOUBLE
        / nullif(sum(transaction_total), 0)::DOUBLE AS passed
      FROM transactions WHERE created_at::DATE >= now::DATE - 30
    ), so_far AS (
      SELECT coalesce(sum(transaction_total), 0)::DOUBLE AS booked
      FROM transactions WHERE created_at::DATE = now::DATE AND hour(created_at) < hour(now)
    )
    SELECT strftime(g.calendar_date, '%Y-%m-%d') AS calendar_date, kpi_month, uplift, weight, kpi_day_initial, actual, gap,
      CASE WHEN actual IS NOT NULL THEN actual
           WHEN g.calendar_date < now::DATE THEN 0
           ELSE kpi_day_initial - (SELECT coalesce(sum(gap), 0) FROM gaps) * uplift / (SELECT sum(weighted_left) FROM gaps)
      END AS kpi_day_adjustment,
      weighted_left::DOUBLE AS weighted_left,
      CASE WHEN g.calendar_date = now::DATE THEN booked / nullif(passed, 0) END AS eod
    FROM gaps AS g, clock, shares, so_far
    ORDER BY g.calendar_date`)
  return result.getRowObjects() as unknown as readonly DocumentedRow[]
}
