Who was active on which day, by login and by transaction, as often as the published table counts it. What that gets wrong,
and what `daymark reconcile` corrects step by step: nullLinks, bothSides, bothFlags.

All of it, or what is on some `days`: a relation of them. Who was new on those is then told by the model first_days, so that
no other day is read.

{% macro customer_days(days=none) %}
{% set corrected = var('corrected', []) %}
{% set counted_reversals = ['OnlinepaymentRefund for GuaranteePayment', 'OnlinepaymentRefund for TimelyArrive'] %}
{% set paid_states = ['Completed', 'ReadyToSend', 'AwaitingShipping', 'AwaitingReceive', 'AwaitingReview', 'AwaitingPayment'] %}

-- Logins in the channels; in the market all roles decide which login was the first, and two are not counted.
WITH device_logins AS (
  SELECT DISTINCT cust_id, login_date AS day FROM {{ ref('stg_kpay_cust_device') }}
  WHERE cust_id IS NOT NULL {{ and_on('login_date', days) }}
),
market_logins AS (
  SELECT
    customer_id AS cust_id,
    login_time::date AS day,
    max(CASE WHEN "role" NOT IN ('Teller', 'Seller') THEN 1 ELSE 0 END) AS is_counted
  FROM {{ ref('stg_kpay_market_customer_loginlog') }}
  WHERE customer_id IS NOT NULL {{ and_on('login_time::date', days) }}
  GROUP BY 1, 2
),

-- Completed transactions of a table, whether they may count as activity, and the customers on both sides.
{% for name, table in [['mini', 'kpay_daily_mini_app_trn_detail'], ['pay', 'stg_kpay_action_in_trn']] %}
{{ name }}_completed AS (
  SELECT
    trn_date, credit_cust_id, credit_party_type, debit_cust_id, debit_party_type,
    CASE
      WHEN (trn_type NOT IN ('Reversal Transaction') OR reason_type IN ({{ quoted(counted_reversals) }}))
        {% if 'nullLinks' in corrected %}
        AND (trn_id IS NULL OR trn_id NOT IN (
          SELECT link_transaction_id FROM {{ ref('kpay_reversal_trans') }} WHERE link_transaction_id IS NOT NULL
        ))
        {% else %}
        AND trn_id NOT IN (SELECT link_transaction_id FROM {{ ref('kpay_reversal_trans') }})
        {% endif %}
        {% if name == 'pay' %}AND trn_date::date >= '2018-08-06'{% endif %}

      THEN 1 ELSE 0
    END AS is_counted
  FROM {{ ref(table) }}
  WHERE trn_status = 'Completed' {{ and_on('trn_date', days) }}
),
{{ name }}_days AS (
  -- One row for each customer and day; in the mini app one for each side.
  SELECT
    cust_id, trn_date AS day,
    {% if name == 'mini' and 'bothSides' not in corrected %}side{% else %}'any'{% endif %} AS side,
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

all_days AS (
  {% for kind, channel, active in [
    ['login', 'KBZPay', 'device_logins'], ['login', 'KBZPay Market', 'market_logins'],
    ['transaction', 'KBZPay', 'pay_days'], ['transaction', 'MINI APP', 'mini_days']
  ] %}
  SELECT
    '{{ kind }}' AS kind, '{{ channel }}' AS channel, a.day, a.cust_id,
    CASE WHEN a.day = {% if days is none %}min(a.day) OVER (PARTITION BY a.cust_id){% else %}f.first_day{% endif %} THEN 1 ELSE 0 END AS is_new,
    {% if active == 'device_logins' %}1{% else %}a.is_counted{% endif %} AS is_counted
  FROM {{ active }} a
  {% if days is not none %}
  LEFT JOIN {{ ref('first_days') }} f
    ON f.kind = '{{ kind }}' AND f.channel = '{{ channel }}' AND f.cust_id = a.cust_id
  {% endif %}
  UNION ALL
  {% endfor %}
  -- Where a customer has both new and old orders on a day, both count.
  SELECT {% if 'bothFlags' not in corrected %}DISTINCT{% endif %}

    'transaction', 'KBZPay Market', ord_date, biller_customer_id,
    {% if 'bothFlags' in corrected %}max({% endif %}CASE WHEN is_newcust_day = 'New' THEN 1 ELSE 0 END{% if 'bothFlags' in corrected %}){% endif %},
    1
  FROM {{ ref('market_order_sale_detail') }}
  WHERE business_state IN ({{ quoted(paid_states) }}) {{ and_on('ord_date', days) }}
  {% if 'bothFlags' in corrected %}GROUP BY ord_date, biller_customer_id{% endif %}

)

SELECT kind, channel, day, cust_id, is_new FROM all_days
WHERE is_counted = 1 AND day IS NOT NULL AND cust_id IS NOT NULL
{% endmacro %}

{% macro quoted(texts) %}{% for text in texts %}'{{ text }}'{% if not loop.last %}, {% endif %}{% endfor %}{% endmacro %}

{% macro and_on(day, days) %}{% if days is not none %}AND {{ day }} IN (SELECT dau_date FROM {{ days }}){% endif %}{% endmacro %}
