/**
 * The published table's counts in plain DuckDB SQL, step by step as they are described, by another author than
 * the model's and in another way: subqueries and joins where the model looks through windows.
 */
export const documentedSql = `
WITH ordered AS (
  SELECT *, (
    SELECT count(*) FROM kpay_cust_details e
    WHERE e.cust_id = d.cust_id AND (e.from_date, e.to_date) < (d.from_date, d.to_date)
  ) AS earlier
  FROM kpay_cust_details d
),
versions AS (
  SELECT o.*, coalesce(
    (SELECT max(p.to_date) FROM ordered p WHERE p.cust_id = o.cust_id AND p.earlier = o.earlier - 1),
    CAST(o.reg_date AS DATE)
  ) AS before
  FROM ordered o
),
gapped AS (SELECT *, (from_date - before) <> 0 AND (from_date - before) <> 1 AS has_gap FROM versions),
login_days AS (
  SELECT 'KBZPay' AS channel, cust_id, login_date AS day, TRUE AS counts FROM stg_kpay_cust_device
  UNION ALL
  SELECT 'KBZPay Market', customer_id, CAST(login_time AS DATE), role NOT IN ('Teller', 'Seller')
  FROM stg_kpay_market_customer_loginlog
),
first_logins AS (SELECT channel, cust_id, min(day) AS first FROM login_days GROUP BY ALL),
logins AS (
  SELECT DISTINCT l.channel, l.cust_id, l.day, coalesce(l.day = f.first, FALSE) AS is_new
  FROM login_days l JOIN first_logins f USING (channel, cust_id)
  WHERE l.counts
),
both_sides AS (
  SELECT 'KBZPay' AS channel, 'either' AS side, credit_cust_id AS cust_id, credit_party_type AS party, * FROM stg_kpay_action_in_trn
  UNION ALL
  SELECT 'KBZPay', 'either', debit_cust_id, debit_party_type, * FROM stg_kpay_action_in_trn
  UNION ALL
  SELECT 'MINI APP', 'credit', credit_cust_id, credit_party_type, * FROM kpay_daily_mini_app_trn_detail
  UNION ALL
  SELECT 'MINI APP', 'debit', debit_cust_id, debit_party_type, * FROM kpay_daily_mini_app_trn_detail
),
of_customers AS (SELECT * FROM both_sides WHERE party = 'Customer' AND trn_status = 'Completed'),
first_transactions AS (
  SELECT channel, cust_id, min(trn_date) AS first FROM of_customers GROUP BY ALL
),
not_reversed AS (
  SELECT * FROM of_customers
  WHERE trn_id NOT IN (SELECT link_transaction_id FROM kpay_reversal_trans)
    AND (trn_type <> 'Reversal Transaction'
      OR reason_type = 'OnlinepaymentRefund for GuaranteePayment'
      OR reason_type = 'OnlinepaymentRefund for TimelyArrive')
    AND (channel = 'MINI APP' OR trn_date >= DATE '2018-08-06')
),
transactions AS (
  SELECT channel, cust_id, day, is_new FROM (
    SELECT DISTINCT n.channel, n.side, n.cust_id, n.trn_date AS day, coalesce(n.trn_date = f.first, FALSE) AS is_new
    FROM not_reversed n JOIN first_transactions f USING (channel, cust_id)
  )
  UNION ALL
  SELECT DISTINCT 'KBZPay Market', biller_customer_id, ord_date, coalesce(is_newcust_day = 'New', FALSE)
  FROM market_order_sale_detail
  WHERE business_state IN
    ('Completed', 'ReadyToSend', 'AwaitingShipping', 'AwaitingReceive', 'AwaitingReview', 'AwaitingPayment')
),
counted AS (
  SELECT kind, day, channel, cust_level, cust_trust_level_detail, count(*) AS total, count(*) FILTER (is_new) AS new
  FROM (SELECT 'login' AS kind, * FROM logins UNION ALL SELECT 'trn', * FROM transactions) a
  JOIN gapped v ON v.cust_id = a.cust_id
    AND ((a.day >= v.from_date AND a.day <= v.to_date) OR (v.has_gap AND a.day < v.from_date))
  GROUP BY ALL
),
login_counts AS (FROM counted WHERE kind = 'login'),
trn_counts AS (FROM counted WHERE kind = 'trn')
SELECT
  coalesce(l.day, t.day), coalesce(l.channel, t.channel), coalesce(l.cust_level, t.cust_level),
  coalesce(l.cust_trust_level_detail, t.cust_trust_level_detail),
  CASE WHEN t.day < DATE '2022-01-01' THEN l.total ELSE coalesce(l.total, 0) END,
  CASE WHEN t.day < DATE '2022-01-01' THEN l.new ELSE coalesce(l.new, 0) END,
  coalesce(t.total, 0), coalesce(t.new, 0)
FROM login_counts l FULL JOIN trn_counts t
  ON (l.day, l.channel) = (t.day, t.channel)
  AND l.cust_level = t.cust_level AND l.cust_trust_level_detail = t.cust_trust_level_detail`
