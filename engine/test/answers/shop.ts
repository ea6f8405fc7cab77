import {
  activity,
  churnedMembers,
  churnRate,
  count,
  defineProject,
  difference,
  folder,
  members,
  newMembers,
  newRate,
  percent,
  perMember,
  previousMembers,
  product,
  ratio,
  reactivatedMembers,
  reactivationRate,
  retainedMembers,
  retentionRate,
  returningSum,
  source,
  sum,
  total,
} from '../../src/index.js'

/** Values that a dimension may hold and that people have tripped over. */
const countries = [
  'UK',
  'uk',
  '',
  "O'Brien",
  'Ünïcödé 国 👩‍👩‍👧',
  '%',
  '_K',
  `";DROP TABLE lines;--`,
  'null',
  '{country}',
  'back\\slash\\',
  ' UK ',
  '10',
  '9',
  'two\nlines',
]

const quoted = (texts: readonly string[]) => texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')

/**
 * `lines`, 4,000 rows from 2011-10-03 to 2012-04-10, of a hundred or so members who differ much in how active
 * they are: with nulls in every column that may have them, hostile texts, negative amounts, rows that do not
 * count, days without any. `sales` are those that count.
 */
export const shopData = `
CREATE TABLE lines AS
SELECT day, member, card, CASE WHEN hash(i, 'co') % 11 = 0 THEN NULL ELSE ([${quoted(countries)}])[1 + c] END AS country,
  CASE WHEN hash(i, 'ch') % 5 = 0 THEN NULL WHEN hash(i, 'ch') % 5 < 3 THEN 'web' ELSE 'shop' END AS channel,
  CASE WHEN hash(i, 'am') % 50 <> 0 THEN CAST((CAST(hash(i, 'x') % 2000000 AS BIGINT) - 400000) AS DECIMAL(18, 0)) * CAST('0.01' AS DECIMAL(3, 2)) END AS amount,
  CAST(hash(i, 'un') % 13 AS BIGINT) - 2 AS units, hash(i, 'k') % 9 <> 0 AS counts
FROM (
  SELECT i, DATE '2011-10-03' + CAST(floor(191 * sqrt(hash(i, 'd') % 10007 / 10007.0)) AS INTEGER) AS day,
    CASE WHEN hash(i, 'm') % 17 = 0 THEN NULL
      ELSE 'm' || CAST(floor(120 * pow(hash(i, 'w') % 10007 / 10007.0, 3)) AS VARCHAR) END AS member,
    CASE WHEN hash(i, 'm') % 13 = 0 THEN NULL
      ELSE CAST(floor(300 * pow(hash(i, 'w2') % 10007 / 10007.0, 2)) AS BIGINT) END AS card,
    CAST(floor(${countries.length} * pow(hash(i, 'c') % 10007 / 10007.0, 2)) AS INTEGER) AS c
  FROM range(4000) AS t(i)
)
WHERE day NOT BETWEEN DATE '2012-01-10' AND DATE '2012-01-19' AND day <> DATE '2012-02-28';
CREATE VIEW sales AS SELECT * FROM lines WHERE counts`

const lines = source('lines', {
  files: '{data}/lines.parquet',
  columns: {
    day: 'date',
    member: 'text?',
    card: 'integer?',
    country: 'text?',
    channel: 'text?',
    amount: 'decimal(18,2)?',
    units: 'integer',
    counts: 'boolean',
  },
  day: 'day',
  dimensions: { country: 'country', channel: 'channel' },
})

const sales = activity('sales', {
  from: lines,
  where: 'counts',
  identities: { member: 'member', card: 'card' },
})

const revenue = sum(sales, 'amount')
const active = members(sales, 'member')
const cards = members(sales, 'card')
const refunds = sum(sales, '-amount', { where: 'amount < 0' })
const big = count(sales, { where: 'amount > 15000' })

/** Every kind of metric over the shop's sales, by member (a text) and by card (an integer). */
export const shop = defineProject({
  name: 'shop',
  calendar: { weekStart: 'sunday', fiscalYearStart: 4 },
  parameters: { data: folder('data') },
  metrics: {
    revenue,
    units: sum(sales, 'units'),
    spent: sum(sales, 'amount * units'),
    refunds,
    rows: count(sales),
    allRows: count(lines),
    webRows: count(sales, { where: "channel = 'web'" }),
    big,
    active,
    cards,
    before: previousMembers(sales, 'member'),
    fresh: newMembers(sales, 'member'),
    retained: retainedMembers(sales, 'member'),
    reactivated: reactivatedMembers(sales, 'member'),
    churned: churnedMembers(sales, 'member'),
    cardsBefore: previousMembers(sales, 'card'),
    freshCards: newMembers(sales, 'card'),
    retainedCards: retainedMembers(sales, 'card'),
    reactivatedCards: reactivatedMembers(sales, 'card'),
    churnedCards: churnedMembers(sales, 'card'),
    retention: retentionRate(sales, 'member'),
    churn: churnRate(sales, 'member'),
    newShare: newRate(sales, 'member'),
    reactivation: reactivationRate(sales, 'member'),
    returning: returningSum(sales, 'member', 'amount'),
    returningCards: returningSum(sales, 'card', 'amount * units'),
    perMember: perMember(revenue, active),
    perUnit: ratio(revenue, sum(sales, 'units')),
    refundShare: ratio(refunds, revenue, { format: percent() }),
    perBig: ratio(revenue, big),
    perBigOrZero: ratio(revenue, big, { whenEmpty: 0 }),
    net: difference(revenue, refunds),
    both: total(active, cards),
    thousands: product(revenue, '0.001'),
    square: product(active, cards),
  },
})
