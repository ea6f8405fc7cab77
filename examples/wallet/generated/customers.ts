/**
 * Customers and their histories. Versions mostly follow each other day by day; some touch (one begins on the day
 * on which the other ends), some leave a gap, a few overlap; some customers have a gap between registering and
 * their first version, some histories end, and a few customers have none.
 */
export const customersSql = `
CREATE TABLE customers AS
SELECT
  nr,
  customer_key(nr) AS cust_id,
  CASE
    WHEN chance('registered', nr) < 0.6 THEN TIMESTAMP '2017-06-01' + to_hours(whole(chance('hour', nr), 0, 35000))
    ELSE TIMESTAMP '2021-07-01' + to_hours(whole(chance('hour', nr), 0, 17000))
  END AS reg_date,
  pick([1, 1, 2, 2, 3, 4], chance('versions', nr)) AS versions,
  chance('history', nr) < 0.02 AS is_unknown,
  chance('ends', nr) < 0.04 AS ends
FROM range(1, so_many(100000) + 1) AS numbers(nr);

CREATE TABLE kpay_cust_details AS
WITH RECURSIVE history AS (
  SELECT
    nr, 1 AS version, versions,
    reg_date::DATE + CASE
      WHEN chance('start', nr) < 0.7 THEN 0
      WHEN chance('start', nr) < 0.8 THEN 1
      ELSE whole(chance('late', nr), 2, 90)
    END AS from_date
  FROM customers WHERE NOT is_unknown
  UNION ALL
  SELECT
    nr, version + 1, versions,
    from_date + whole(chance('length ' || version, nr), 20, 400) + CASE
      WHEN chance('follows ' || version, nr) < 0.70 THEN 1
      WHEN chance('follows ' || version, nr) < 0.82 THEN 0
      WHEN chance('follows ' || version, nr) < 0.98 THEN whole(chance('gap ' || version, nr), 2, 60)
      ELSE -3
    END
  FROM history WHERE version < versions
)
SELECT
  c.cust_id,
  CASE WHEN chance('level ' || version, nr) < 0.96
    THEN pick(['Level 1', 'Level 2', 'Level 3'], chance('which level ' || version, nr)) END AS cust_level,
  CASE WHEN chance('trust ' || version, nr) < 0.95
    THEN pick(['Basic', 'Verified', 'Trusted', 'Merchant'], chance('which trust ' || version, nr)) END
    AS cust_trust_level_detail,
  c.reg_date,
  h.from_date,
  CASE
    WHEN version < h.versions OR c.ends THEN h.from_date + whole(chance('length ' || version, nr), 20, 400)
    ELSE DATE '2099-12-31'
  END AS to_date,
  CASE WHEN version = h.versions AND NOT c.ends THEN 1 ELSE 0 END AS is_current
FROM history h JOIN customers c USING (nr)`
