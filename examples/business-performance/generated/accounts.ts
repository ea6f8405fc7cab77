/**
 * Accounts: each in a line, of a person who may have accounts in other lines too, with the day of its first
 * deposit, how long it stays, and how often it comes. A few come nearly daily, most hardly ever. STMY is
 * launched on 2025-09-01; a small part of the accounts is in another currency. A fifth is gone before 2025.
 */
export const accountsSql = `
CREATE TABLE lines AS
SELECT * FROM (VALUES
  ('MYR', 'SBMY', 0.00, 0.39, DATE '2023-01-01'),
  ('MYR', 'LVMY', 0.39, 0.67, DATE '2023-01-01'),
  ('MYR', 'JMMY', 0.67, 0.85, DATE '2024-03-01'),
  ('MYR', 'STMY', 0.85, 0.96, DATE '2025-09-01'),
  ('SGD', 'SBSG', 0.96, 1.00, DATE '2024-06-01')
) AS lines(currency, line, share_from, share_to, launch);

CREATE TABLE accounts AS
WITH drawn AS (
  SELECT n, chance('line', n) AS place, chance('joins', n) AS joins FROM range(so_many(254000)) AS numbers(n)
), joined AS (
  SELECT n, currency, line, launch,
    -- The company grows: more join later.
    launch + floor(pow(joins, 0.8) * (DATE '2027-01-01' - launch))::INTEGER AS first_deposit
  FROM drawn JOIN lines ON place >= share_from AND place < share_to
)
SELECT n, currency, line, first_deposit,
  line || '-' || lpad(n::VARCHAR, 7, '0') AS userkey,
  CASE WHEN chance('no code', n) < 0.04 THEN NULL
    WHEN chance('other lines', n) < 0.25 THEN 'P' || lpad(floor(chance('person', n) * so_many(254000))::BIGINT::VARCHAR, 7, '0')
    ELSE 'P' || lpad(n::VARCHAR, 7, '0')
  END AS unique_code,
  chance('no date', n) < 0.02 AS date_unknown,
  -- Leavers: a third is gone within weeks, the others stay for a year or so.
  least(DATE '2026-12-31', first_deposit + ceil(waiting('stays', n) * CASE WHEN chance('leaves', n) < 0.35 THEN 20 ELSE 420 END)::INTEGER) AS last_day,
  -- The share of days on which the account comes, as skewed as people are.
  least(0.92, 0.0565 * pow(1 - chance('comes', n), -0.85)) AS comes,
  40 * exp(1.1 * sqrt(-2 * ln(1 - chance('size a', n))) * cos(6.283185307179586 * chance('size b', n))) AS size
FROM joined;

CREATE TABLE days AS
SELECT day::DATE AS day,
  -- Weekends, the days around payday, the new year and the end of the year are busier.
  (CASE WHEN isodow(day) >= 6 THEN 1.25 ELSE 1.0 END)
  * (CASE WHEN day(day) >= 25 OR day(day) <= 4 THEN 1.2 ELSE 1.0 END)
  * (CASE WHEN month(day) IN (1, 2, 12) THEN 1.25 WHEN month(day) IN (6, 7) THEN 0.85 ELSE 1.0 END) / 1.875 AS busy
FROM range(DATE '2025-01-01', DATE '2027-01-01', INTERVAL 1 DAY) AS span(day)`
