/** Customers by country in the real data, but for the United Kingdom, which has the rest of 4,372. */
const countries = {
  Germany: 95,
  France: 87,
  Spain: 31,
  Belgium: 25,
  Switzerland: 21,
  Portugal: 19,
  Italy: 15,
  Finland: 12,
  Austria: 11,
  Norway: 10,
  Denmark: 9,
  Netherlands: 9,
  'Channel Islands': 9,
  Australia: 9,
  Sweden: 8,
  Cyprus: 8,
  Japan: 8,
  Poland: 6,
  Unspecified: 4,
  Canada: 4,
  USA: 4,
  Israel: 4,
  Greece: 4,
  EIRE: 3,
  'United Arab Emirates': 2,
  Bahrain: 2,
  Malta: 2,
  RSA: 1,
  Brazil: 1,
  'Saudi Arabia': 1,
  Singapore: 1,
  Iceland: 1,
  Lithuania: 1,
  'Czech Republic': 1,
  'European Community': 1,
  Lebanon: 1,
}

const abroad = Object.values(countries).reduce((one, other) => one + other)
const list = (names: readonly string[]) => `[${names.map((country) => `'${country}'`).join(', ')}]`
const eachAsOften = list(Object.entries(countries).flatMap(([country, n]) => Array<string>(n).fill(country)))
const each = list(Object.keys(countries))

/**
 * Makes `invoices`, one row each: sales of customers, their cancellations (of an earlier sale's goods), sales
 * without a customer, and corrections of stock at a price of 0. How active a customer is falls off as in the
 * real data: half of the orders come from a quarter of them. The least active hold one of each country.
 */
export const invoicesSql = `
CREATE TABLE customers AS
SELECT n, 12346 + n AS customer,
  CASE
    WHEN so_many(4368) - 1 - n < ${Object.keys(countries).length} THEN (${each})[so_many(4368) - n]
    WHEN chance('abroad', n) < ${abroad} / 4372.0 THEN pick(${eachAsOften}, chance('country', n))
    ELSE 'United Kingdom'
  END AS country,
  -- A few have moved; some buy from the start, some for a while only.
  chance('moved', n) < 0.004 AS has_moved,
  CASE WHEN chance('old', n) < 0.35 THEN 0 ELSE pow(chance('since', n), 1.6) * 0.98 END AS since,
  CASE WHEN chance('loyal', n) < 0.5 THEN 1 ELSE chance('until', n) END AS stays
FROM range(so_many(4368)) AS t(n);

CREATE TABLE sales AS
SELECT s.n, customer, CASE WHEN has_moved AND chance('there', s.n) < 0.4 THEN 'Cyprus' ELSE country END AS country,
  since + (1 - since) * stays * chance('when', s.n) AS share
FROM (
  -- Every customer has one sale at least.
  SELECT n, CASE WHEN n < so_many(4368) THEN n ELSE floor(so_many(4368) * pow(chance('who', n), 2))::BIGINT END AS who
  FROM range(so_many(18534)) AS t(n)
) AS s JOIN customers AS c ON c.n = s.who;

CREATE TABLE invoices AS
WITH drawn AS (
  SELECT 'sale' AS kind, n, n AS goods, customer, country, share,
    1 + floor(-ln(1 - chance('size', n)) * 21)::BIGINT AS lines
  FROM sales
  UNION ALL
  SELECT 'cancellation', c.n, s.n, CASE WHEN chance('nobody', c.n) < 0.05 THEN NULL ELSE s.customer END, s.country,
    least(s.share + 0.03 * chance('later', c.n), 0.999999), 1 + floor(-ln(1 - chance('size', -c.n)) * 1.9)::BIGINT
  FROM (SELECT n, floor(so_many(18534) * chance('cancels', n))::BIGINT AS sale FROM range(so_many(3834)) AS t(n)) AS c
  JOIN sales AS s ON s.n = c.sale
  UNION ALL
  SELECT 'nobody', n, 1000000000 + n, NULL,
    CASE WHEN n = 0 THEN 'Hong Kong' ELSE pick(${list([...Array<string>(94).fill('United Kingdom'), 'EIRE', 'EIRE', 'EIRE', 'Hong Kong', 'Unspecified', 'France'])}, chance('nowhere', n)) END,
    chance('online', n), 1 + floor(-ln(1 - chance('basket', n)) * 97)::BIGINT
  FROM range(so_many(1345)) AS t(n)
  UNION ALL
  SELECT 'stock', n, 2000000000 + n, NULL, 'United Kingdom', chance('stock', n), 1 FROM range(so_many(2180)) AS t(n)
)
SELECT d.kind, d.n, d.goods, d.customer, d.country, d.lines,
  day + to_minutes((hour * 60 + floor(60 * chance('minute', d.n))
    + CASE WHEN hour = 6 THEN greatest(0, 20 - floor(60 * chance('minute', d.n))) ELSE 0 END)::BIGINT) AS moment,
  d.kind = 'sale' AND chance('slow', d.n) < 0.0023 AS takes_two_minutes
FROM drawn AS d
ASOF JOIN days ON d.share >= days.begins
ASOF JOIN hours ON chance('hour', hash(d.kind, d.n)) >= hours.begins`
