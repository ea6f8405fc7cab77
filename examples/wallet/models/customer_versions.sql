{# The days that each version of a customer takes, from `since` to `until`. What the published table gets wrong here,
   and what `daymark reconcile` corrects step by step: openEnds, daysBefore, touchingDates, withoutHistory. #}
{% set corrected = var('corrected', []) %}

WITH dated AS (
  SELECT
    cust_id, cust_level, cust_trust_level_detail, reg_date,
    {% if 'openEnds' in corrected %}
    nvl(from_date, '0001-01-01'::date) AS since,
    -- The day after the last must be a date too, and 9999-12-31 has none on every warehouse.
    least(nvl(to_date, '9999-12-30'::date), '9999-12-30'::date) AS until
    {% else %}
    from_date AS since, to_date AS until
    {% endif %}
  FROM {{ ref('kpay_cust_details') }}
),

-- A version that does not begin on the day, or the day after, that the earlier one ended (the first: that the
-- customer registered) also takes all days before it.
versions AS (
  SELECT
    cust_id, cust_level, cust_trust_level_detail, since, until,
    datediff(
      day,
      nvl(lag(until, 1) OVER (PARTITION BY cust_id ORDER BY since, until), reg_date::date),
      since
    ) NOT IN (0, 1) AS takes_days_before,
    row_number() OVER (
      PARTITION BY cust_id ORDER BY since, until, cust_level, cust_trust_level_detail
    ) AS place
  FROM dated
)

{% if 'daysBefore' not in corrected %}

SELECT
  cust_id, cust_level, cust_trust_level_detail,
  CASE WHEN takes_days_before THEN '0001-01-01'::date ELSE since END AS since,
  -- One that holds on no day of its own takes the days before it all the same.
  CASE WHEN takes_days_before AND (until IS NULL OR until < since) THEN since - 1 ELSE until END AS until
FROM versions

{% else %}

,
holding AS (
  SELECT
    cust_id, cust_level, cust_trust_level_detail, since, until, place,
    max(CASE WHEN takes_days_before THEN 1 ELSE 0 END) OVER (PARTITION BY cust_id) AS any_takes_days_before
  FROM versions
),

{% if 'touchingDates' in corrected %}
-- Each day once: histories are cut wherever a version begins or has ended, and the latest that holds there stays.
cuts AS (
  SELECT cust_id, since FROM holding WHERE until >= since
  UNION
  SELECT cust_id, until + 1 FROM holding WHERE until >= since
),
pieces AS (
  SELECT
    cust_id, since,
    lead(since, 1) OVER (PARTITION BY cust_id ORDER BY since) - 1 AS until
  FROM cuts
),
days AS (
  SELECT * FROM (
    SELECT
      p.cust_id, h.cust_level, h.cust_trust_level_detail, p.since, p.until, h.place, h.any_takes_days_before,
      row_number() OVER (PARTITION BY p.cust_id, p.since ORDER BY h.place DESC) AS latest_first
    FROM pieces p
    INNER JOIN holding h ON h.cust_id = p.cust_id AND p.since BETWEEN h.since AND h.until
  ) ranked
  WHERE latest_first = 1
),
{% else %}
days AS (SELECT * FROM holding WHERE until >= since),
{% endif %}

-- Days that no version has are the next one's, and the days before the first.
reaching AS (
  SELECT
    cust_id, cust_level, cust_trust_level_detail, since, until, any_takes_days_before,
    max(until) OVER (
      PARTITION BY cust_id ORDER BY since, until DESC, place DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reach
  FROM days
)

SELECT
  cust_id, cust_level, cust_trust_level_detail,
  CASE
    WHEN reach < since - 1 THEN reach + 1
    WHEN reach IS NULL{% if 'withoutHistory' not in corrected %} AND any_takes_days_before = 1{% endif %} THEN '0001-01-01'::date
    ELSE since
  END AS since,
  until
FROM reaching

{% endif %}
