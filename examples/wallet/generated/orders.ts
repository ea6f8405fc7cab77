/**
 * Orders in the market. A customer's first order is flagged New; where there are two on that day, the other is
 * flagged Old, so that the customer has both flags on one day.
 */
export const ordersSql = `
CREATE TABLE market_order_sale_detail AS
WITH orders AS (
  -- Every 25th order is by the same customer and on the same day as the one before.
  SELECT nr, nr - CASE WHEN nr % 25 = 24 THEN 1 ELSE 0 END AS as_order
  FROM range(so_many(500000)) AS numbers(nr)
),
placed AS (
  SELECT
    nr,
    customer_key(someone(chance('buyer', as_order))) AS biller_customer_id,
    day_within(chance('order day', as_order)) AS ord_date
  FROM orders
)
SELECT
  ord_date,
  biller_customer_id,
  CASE WHEN row_number() OVER (PARTITION BY biller_customer_id ORDER BY ord_date, nr) = 1 THEN 'New' ELSE 'Old' END
    AS is_newcust_day,
  CASE WHEN chance('state', nr) < 0.9
    THEN pick(
      ['Completed', 'ReadyToSend', 'AwaitingShipping', 'AwaitingReceive', 'AwaitingReview', 'AwaitingPayment'],
      chance('which state', nr)
    )
    ELSE pick(['Cancelled', 'Closed'], chance('which state', nr))
  END AS business_state
FROM placed`
