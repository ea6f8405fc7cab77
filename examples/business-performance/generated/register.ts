/**
 * Registrations and first deposits by day and line. About half of those who register never deposit. The count of
 * first deposits is kept by another system, which now and then counts one twice. People register for a new line
 * in the two weeks before it is launched, when it has no activity yet.
 */
export const registerSql = `
CREATE TABLE new_register AS
WITH depositors AS (
  SELECT first_deposit AS date, currency, line,
    count(*) + (count(*) FILTER (chance('twice', n) < 0.03)) AS new_depositor
  FROM accounts GROUP BY ALL
), registered AS (
  SELECT greatest(first_deposit - floor(waiting('delay', n) * 1.5)::INTEGER, launch - 14) AS date, a.currency, a.line, n
  FROM accounts AS a JOIN lines USING (line)
  UNION ALL
  SELECT least(DATE '2026-12-31', greatest(first_deposit + floor((chance('never', n) - 0.5) * 20)::INTEGER, launch - 14)), a.currency, a.line, n
  FROM accounts AS a JOIN lines USING (line)
  UNION ALL
  SELECT launch - 1 - floor(chance('early', n) * 13)::INTEGER, a.currency, a.line, n
  FROM accounts AS a JOIN lines USING (line) WHERE chance('waits', n) < 0.1
), registers AS (
  SELECT date, currency, line, count(*) AS new_register FROM registered GROUP BY ALL
)
SELECT date, currency, line, coalesce(new_register, 0)::INTEGER AS new_register, coalesce(new_depositor, 0)::INTEGER AS new_depositor
FROM registers FULL JOIN depositors USING (date, currency, line)
WHERE date BETWEEN DATE '2025-01-01' AND DATE '2026-12-31'`
