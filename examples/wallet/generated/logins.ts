/**
 * Logins. Most are after the customer registered, some before, and so before the first version. In the market
 * some customers' first login is a teller's, which decides who is new and is not counted.
 */
export const loginsSql = `
CREATE TABLE stg_kpay_cust_device AS
SELECT
  CASE WHEN chance('nobody', nr) < 0.0005 THEN NULL ELSE customer_key(who) END AS cust_id,
  CASE WHEN chance('as registered', nr) < 0.9 THEN greatest(drawn, least(registered, DATE '2023-06-30')) ELSE drawn END
    AS login_date
FROM (
  SELECT nr, someone(chance('device', nr)) AS who, day_within(chance('device day', nr)) AS drawn
  FROM range(so_many(1200000)) AS numbers(nr)
) AS logins
LEFT JOIN (SELECT nr AS who, reg_date::DATE AS registered FROM customers) AS registrations USING (who);

CREATE TABLE stg_kpay_market_customer_loginlog AS
WITH logins AS (
  SELECT
    nr,
    customer_key(someone(chance('market', nr))) AS customer_id,
    day_within(chance('market day', nr)) + to_seconds(whole(chance('second', nr), 0, 86399)) AS login_time
  FROM range(so_many(800000)) AS numbers(nr)
)
SELECT
  customer_id,
  login_time,
  CASE
    WHEN login_time = min(login_time) OVER (PARTITION BY customer_id) AND chance('first', customer_id) < 0.1
      THEN 'Teller'
    WHEN chance('role', nr) < 0.85 THEN 'Buyer'
    WHEN chance('role', nr) < 0.92 THEN 'Teller'
    WHEN chance('role', nr) < 0.99 THEN 'Seller'
  END AS role
FROM logins`
