import { answersAgree } from './given.js'
import { shop, shopData } from './shop.js'

const metrics = ['revenue', 'units', 'spent', 'refunds', 'rows', 'webRows', 'big'] as const
const sums = `coalesce(sum(amount), 0), sum(units), coalesce(sum(amount * units), 0),
  coalesce(sum(-amount) FILTER (amount < 0), 0), count(*), count(*) FILTER (channel = 'web'),
  count(*) FILTER (amount > 15000)`

answersAgree('sums and counts', {
  project: shop,
  given: shopData,
  files: ['lines'],
  cases: {
    'add up over a range, negative amounts and all': {
      ask: { metrics, from: '2011-12-24', to: '2012-02-03' },
      total: `SELECT ${sums} FROM sales WHERE day BETWEEN '2011-12-24' AND '2012-02-03'`,
    },
    'add up by a dimension, with a missing value as a group of its own': {
      ask: { metrics, from: '2011-12-24', to: '2012-02-03', by: ['country'] },
      rows: `SELECT country, ${sums} FROM sales WHERE day BETWEEN '2011-12-24' AND '2012-02-03' GROUP BY country`,
      total: `SELECT ${sums} FROM sales WHERE day BETWEEN '2011-12-24' AND '2012-02-03'`,
    },
    'add up by two dimensions': {
      ask: { metrics, period: '2012-03', by: ['country', 'channel'] },
      rows: `SELECT country, channel, ${sums} FROM sales WHERE strftime(day, '%Y-%m') = '2012-03'
        GROUP BY country, channel`,
    },
    'are 0 over no rows': {
      ask: { metrics, from: '2012-01-12', to: '2012-01-15' },
      total: 'SELECT 0, 0, 0, 0, 0, 0, 0',
    },
    'over a source count every row, over an activity those that count': {
      ask: { metrics: ['allRows', 'rows'], period: '2012-02', by: ['channel'] },
      rows: `SELECT channel, count(*), count(*) FILTER (counts) FROM lines WHERE strftime(day, '%Y-%m') = '2012-02'
        GROUP BY channel`,
    },
    'are added, subtracted and multiplied exactly': {
      ask: { metrics: ['net', 'thousands', 'both', 'square'], period: '2012-03', by: ['channel'] },
      rows: `SELECT channel, sum(amount) - sum(-amount) FILTER (amount < 0), sum(amount) * CAST(0.001 AS DECIMAL(4, 3)),
          count(DISTINCT member) + count(DISTINCT card), count(DISTINCT member) * count(DISTINCT card)
        FROM sales WHERE strftime(day, '%Y-%m') = '2012-03' GROUP BY channel`,
      total: `SELECT sum(amount) - sum(-amount) FILTER (amount < 0), sum(amount) * CAST(0.001 AS DECIMAL(4, 3)),
          count(DISTINCT member) + count(DISTINCT card), count(DISTINCT member) * count(DISTINCT card)
        FROM sales WHERE strftime(day, '%Y-%m') = '2012-03'`,
    },
  },
})
