/** Share of a year's invoices, by the real shop's: month, invoices in it. */
const months = [
  ['2010-12', 2025],
  ['2011-01', 1476],
  ['2011-02', 1393],
  ['2011-03', 1983],
  ['2011-04', 1744],
  ['2011-05', 2162],
  ['2011-06', 2012],
  ['2011-07', 1927],
  ['2011-08', 1737],
  ['2011-09', 2327],
  ['2011-10', 2637],
  ['2011-11', 3462],
  ['2011-12', 1015],
]

/** Days on which the shop was closed, beside Saturdays. */
const closed = [
  '2010-12-24',
  '2010-12-26',
  '2010-12-27',
  '2010-12-28',
  '2010-12-29',
  '2010-12-30',
  '2010-12-31',
  '2011-01-02',
  '2011-01-03',
  '2011-04-22',
  '2011-04-24',
  '2011-04-25',
  '2011-04-29',
  '2011-05-02',
  '2011-05-30',
  '2011-08-29',
]

/** Invoices in the hours from 6 to 20. */
const hours = [22, 31, 624, 1824, 2961, 3165, 3962, 3369, 3137, 3069, 1952, 1205, 333, 219, 28]

/**
 * Makes `days`: the open days with the stretch from 0 to 1 that each has of all invoices (its month's share,
 * Sundays at half), and `hours` likewise.
 */
export const daysSql = `
CREATE TABLE days AS
WITH open AS (
  SELECT day::DATE AS day, CASE WHEN dayofweek(day) = 0 THEN 0.5 ELSE 1.0 END AS weight
  FROM range(DATE '2010-12-01', DATE '2011-12-10', INTERVAL 1 DAY) AS calendar(day)
  WHERE dayofweek(day) <> 6 AND strftime(day, '%Y-%m-%d') NOT IN (${closed.map((day) => `'${day}'`).join(', ')})
), weighed AS (
  SELECT day, m.invoices * weight / sum(weight) OVER (PARTITION BY m.month) AS invoices
  FROM open JOIN (VALUES ${months.map(([month, invoices]) => `('${month}', ${invoices})`).join(', ')}) AS m(month, invoices)
    ON m.month = strftime(day, '%Y-%m')
)
SELECT day, coalesce(sum(invoices) OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
  / sum(invoices) OVER () AS begins
FROM weighed;

CREATE TABLE hours AS
SELECT hour, coalesce(sum(invoices) OVER (ORDER BY hour ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
  / sum(invoices) OVER () AS begins
FROM (VALUES ${hours.map((invoices, n) => `(${n + 6}, ${invoices})`).join(', ')}) AS h(hour, invoices)`
