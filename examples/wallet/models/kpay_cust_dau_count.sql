{{ config(materialized='table', tags=['published']) }}

{# Daily active customers by channel and by what the customer was on that day, as the published table counts
   them, peculiarities included; the declared metrics beside it count each customer once. #}

{% set counted_reversals = ['OnlinepaymentRefund for GuaranteePayment', 'OnlinepaymentRefund for TimelyArrive'] %}
{% set paid_states = ['Completed', 'ReadyToSend', 'AwaitingShipping', 'AwaitingReceive', 'AwaitingReview', 'AwaitingPayment'] %}
{% macro quoted(texts) %}{% for text in texts %}'{{ text }}'{% if not loop.last %}, {% endif %}{% endfor %}{% endmacro %}

-- Versions of customers. One that does not begin on the day, or the day after, that the earlier one ended
-- (the first: that the customer registered) also takes all days before it.
WITH versions AS (
  SELECT
    cust_id, cust_level, cust_trust_level_detail, from_date, to_date,
    datediff(
      day,
      nvl(lag(to_date, 1) OVER (PARTITION BY cust_id ORDER BY from_date, to_date), reg_date::date),
      from_date
    ) NOT IN (0, 1) AS takes_days_before
  FROM {{ ref('kpay_cust_details') }}
),

-- Logins in the channels; in the market all roles decide which login was the first, and two are not counted.
device_logins AS (
  SELECT DISTINCT cust_id, login_date AS day FROM {{ ref('stg_kpay_cust_device') }}
),
market_logins AS (
  SELECT
    customer_id AS cust_id,
    login_time::date AS day,
    max(CASE WHEN "role" NOT IN ('Teller', 'Seller') THEN 1 ELSE 0 END) AS is_counted
  FROM {{ ref('stg_kpay_market_customer_loginlog') }}
  GROUP BY 1, 2
),
logins AS (
  SELECT
    'KBZPay' AS channel, day, cust_id,
    CASE WHEN day = min(day) OVER (PARTITION BY cust_id) THEN 1 ELSE 0 END AS is_new,
    1 AS is_counted
  FROM device_logins
  UNION ALL
  SELECT
    'KBZPay Market', day, cust_id,
    CASE WHEN day = min(day) OVER (PARTITION BY cust_id) THEN 1 ELSE 0 END,
    is_counted
  FROM market_logins
),

-- Completed transactions of a table, whether they may count as activity, and the customers on both sides.
{% for name, table in [['mini', 'kpay_daily_mini_app_trn_detail'], ['pay', 'stg_kpay_action_in_trn']] %}
{{ name }}_completed AS (
  SELECT
    trn_date, credit_cust_id, credit_party_type, debit_cust_id, debit_party_type,
    CASE
      WHEN (trn_type NOT IN ('Reversal Transaction') OR reason_type IN ({{ quoted(counted_reversals) }}))
        AND trn_id NOT IN (SELECT link_transaction_id FROM {{ ref('kpay_reversal_trans') }})
        {% if name == 'pay' %}AND trn_date::date >= '2018-08-06'{% endif %}

      THEN 1 ELSE 0
    END AS is_counted
  FROM {{ ref(table) }}
  WHERE trn_status = 'Completed'
),
{{ name }}_days AS (
  -- One row for each customer and day; in the mini app one for each side.
  SELECT
    cust_id, trn_date AS day,
    {% if name == 'mini' %}side{% else %}'any'{% endif %} AS side,
    max(is_counted) AS is_counted
  FROM (
    {% for side in ['credit', 'debit'] %}
    SELECT '{{ side }}' AS side, trn_date, {{ side }}_cust_id AS cust_id, is_counted
    FROM {{ name }}_completed
    WHERE {{ side }}_party_type = 'Customer'
    {% if not loop.last %}UNION ALL{% endif %}

    {% endfor %}
  ) sides
  GROUP BY 1, 2, 3
),
{% endfor %}

transactions AS (
  SELECT
    'KBZPay' AS channel, day, cust_id,
    CASE WHEN day = min(day) OVER (PARTITION BY cust_id) THEN 1 ELSE 0 END AS is_new,
    is_counted
  FROM pay_days
  UNION ALL
  SELECT
    'MINI APP', day, cust_id,
    CASE WHEN day = min(day) OVER (PARTITION BY cust_id) THEN 1 ELSE 0 END,
    is_counted
  FROM mini_days
  UNION ALL
  -- Where a customer has both new and old orders on a day, both count.
  SELECT DISTINCT
    'KBZPay Market', ord_date, biller_customer_id,
    CASE WHEN is_newcust_day = 'New' THEN 1 ELSE 0 END,
    1
  FROM {{ ref('market_order_sale_detail') }}
  WHERE business_state IN ({{ quoted(paid_states) }})
),

{% for side, rows in [['login', 'logins'], ['trn', 'transactions']] %}
{{ side }}_counts AS (
  SELECT
    a.day, a.channel, v.cust_level, v.cust_trust_level_detail,
    count(*) AS total, count(CASE WHEN a.is_new = 1 THEN 1 END) AS newcomers
  FROM {{ rows }} a
  INNER JOIN versions v
    ON v.cust_id = a.cust_id
    AND (a.day BETWEEN v.from_date AND v.to_date OR (a.day < v.from_date AND v.takes_days_before))
  WHERE a.is_counted = 1
  GROUP BY 1, 2, 3, 4
){% if not loop.last %},{% endif %}

{% endfor %}

SELECT
  nvl(l.day, t.day) AS dau_date,
  nvl(l.channel, t.channel) AS channel,
  nvl(l.cust_level, t.cust_level) AS cust_level,
  nvl(l.cust_trust_level_detail, t.cust_trust_level_detail) AS cust_trust_level_detail,
  -- Before 2022 logins are not known where there was a transaction, and 0 where there was none.
  CASE WHEN extract(year FROM t.day) < 2022 THEN l.total ELSE nvl(l.total, 0) END AS total_login_dau_count,
  CASE WHEN extract(year FROM t.day) < 2022 THEN l.newcomers ELSE nvl(l.newcomers, 0) END AS new_login_dau_count,
  nvl(t.total, 0) AS total_trn_dau_count,
  nvl(t.newcomers, 0) AS new_trn_dau_count
FROM login_counts l
FULL OUTER JOIN trn_counts t
  ON t.day = l.day AND t.channel = l.channel
  AND t.cust_level = l.cust_level AND t.cust_trust_level_detail = l.cust_trust_level_detail
