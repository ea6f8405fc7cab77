/**
 * The ledger: an account on a day. Nearly all rows have deposits; on the others people play with what they have,
 * or withdraw. Now and then an account stays away for some six weeks. Amounts are to the cent.
 */
export const ledgerSql = `
CREATE TABLE visits AS
SELECT a.n, d.day, hash(a.n, d.day) AS visit, d.day = a.first_deposit AS is_first
FROM accounts AS a JOIN days AS d ON d.day BETWEEN a.first_deposit AND a.last_day
WHERE d.day = a.first_deposit
  OR (chance('visit', hash(a.n, d.day)) < a.comes * d.busy * 1.6
    AND chance('pause', hash(a.n, (d.day - DATE '2025-01-01') // 45)) < 0.78);

CREATE TABLE blue_whale_myr AS
WITH drawn AS (
  SELECT v.*, a.* EXCLUDE (n),
    CASE WHEN v.is_first OR chance('deposits', visit) < 0.88 THEN 1 + floor(waiting('cases', visit) * 1.1)::INTEGER ELSE 0 END AS cases,
    CASE WHEN NOT v.is_first AND chance('withdraws', visit) < 0.27 THEN 1 + floor(waiting('withdrawn', visit) * 0.4)::INTEGER ELSE 0 END AS withdrawn
  FROM visits AS v JOIN accounts AS a USING (n)
), amounts AS (
  SELECT *, money(cases * size * (0.3 + waiting('deposit', visit))) AS deposit,
    money(withdrawn * size * (0.8 + 2.9 * waiting('withdrawal', visit))) AS withdrawal,
    money(size * (1 + 3 * waiting('turnover', visit))) AS valid
  FROM drawn
)
SELECT day AS date, currency, line, userkey, unique_code,
  cases AS deposit_cases, deposit AS deposit_amount,
  withdrawn AS withdraw_cases, withdrawal AS withdraw_amount,
  CASE WHEN chance('added', visit) < 0.04 THEN money(size * waiting('addition', visit)) ELSE 0 END AS add_transaction,
  CASE WHEN chance('deducted', visit) < 0.03 THEN money(size * waiting('deduction', visit)) ELSE 0 END AS deduct_transaction,
  CASE WHEN chance('bonus', visit) < 0.3 THEN money(deposit * 0.12) ELSE 0 END AS bonus,
  CASE WHEN chance('more bonus', visit) < 0.05 THEN money(size * 0.2) ELSE 0 END AS add_bonus,
  CASE WHEN chance('less bonus', visit) < 0.02 THEN money(size * 0.15) ELSE 0 END AS deduct_bonus,
  money(valid * (1 + 0.06 * chance('void', visit))) AS bets_amount,
  valid AS valid_amount,
  CASE WHEN date_unknown THEN NULL ELSE first_deposit END AS first_deposit_date
FROM amounts`
