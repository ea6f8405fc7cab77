/**
 * Targets by quarter and line, near what came about. Money adds up over lines, so that ALL lines have no target of
 * their own; members do not, so that they have one.
 */
export const targetsSql = `
CREATE TABLE bp_target AS
WITH reached AS (
  SELECT currency, year(date) AS year, quarter(date) AS quarter, coalesce(line, 'ALL') AS line,
    sum(deposit_amount)::DOUBLE AS deposit_amount,
    sum(deposit_amount - withdraw_amount)::DOUBLE AS ggr,
    sum(deposit_amount + add_transaction - withdraw_amount - deduct_transaction)::DOUBLE AS net_profit,
    count(DISTINCT userkey) FILTER (deposit_cases > 0)::DOUBLE AS active_members
  FROM blue_whale_myr GROUP BY GROUPING SETS ((1, 2, 3, line), (1, 2, 3))
)
SELECT currency, year::INTEGER AS year, quarter::INTEGER AS quarter, line, metric,
  (ceil(value * (0.9 + 0.25 * chance(metric || line, year * 4 + quarter)) / 100) * 100)::DECIMAL(18,2) AS target
FROM (UNPIVOT reached ON deposit_amount, ggr, net_profit, active_members INTO NAME metric VALUE value)
WHERE line <> 'ALL' OR metric = 'active_members'`
