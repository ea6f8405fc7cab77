import { answersAgree } from './given.js'
import { shop, shopData } from './shop.js'

const metrics = ['perMember', 'perUnit', 'refundShare', 'perBig', 'perBigOrZero'] as const
const ratios = `quotient(coalesce(sum(amount), 0), count(DISTINCT member)),
  quotient(coalesce(sum(amount), 0), coalesce(sum(units), 0)),
  quotient(100 * coalesce(sum(-amount) FILTER (amount < 0), 0), coalesce(sum(amount), 0)),
  quotient(coalesce(sum(amount), 0), count(*) FILTER (amount > 15000)),
  coalesce(quotient(coalesce(sum(amount), 0), count(*) FILTER (amount > 15000)), 0)`

answersAgree('ratios', {
  project: shop,
  given: shopData,
  files: ['lines'],
  cases: {
    'divide what the range adds up to': {
      ask: { metrics, from: '2011-12-24', to: '2012-02-03' },
      total: `SELECT ${ratios} FROM sales WHERE day BETWEEN '2011-12-24' AND '2012-02-03'`,
    },
    'are taken anew at every level, never averaged': {
      ask: { metrics, from: '2011-12-24', to: '2012-02-03', by: ['country'] },
      rows: `SELECT country, ${ratios} FROM sales WHERE day BETWEEN '2011-12-24' AND '2012-02-03' GROUP BY country`,
      total: `SELECT ${ratios} FROM sales WHERE day BETWEEN '2011-12-24' AND '2012-02-03'`,
    },
    'are null where the divisor is 0, or 0 where they are declared so': {
      ask: { metrics, from: '2012-01-12', to: '2012-01-15' },
      total: 'SELECT NULL, NULL, NULL, NULL, 0',
    },
    'are taken by day, on days without rows too': {
      ask: { metrics, from: '2012-01-06', to: '2012-01-21', grain: 'day' },
      rows: `SELECT strftime(d, '%Y-%m-%d'), ${ratios}
        FROM range(DATE '2012-01-06', DATE '2012-01-22', INTERVAL 1 DAY) AS days(d)
        LEFT JOIN sales ON sales.day = d GROUP BY d`,
    },
  },
})
