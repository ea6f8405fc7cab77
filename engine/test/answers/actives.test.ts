import { answersAgree } from './given.js'
import { shop, shopData } from './shop.js'

answersAgree('different members', {
  project: shop,
  given: shopData,
  files: ['lines'],
  cases: {
    'count once each over a range, however often they came': {
      ask: { metrics: ['active', 'cards'], from: '2011-11-10', to: '2012-02-03' },
      total: `SELECT count(DISTINCT member), count(DISTINCT card) FROM sales
        WHERE day BETWEEN '2011-11-10' AND '2012-02-03'`,
    },
    'count once each in every group, and a missing value is a group of its own': {
      ask: { metrics: ['active', 'cards'], from: '2011-11-10', to: '2012-02-03', by: ['country'] },
      rows: `SELECT country, count(DISTINCT member), count(DISTINCT card) FROM sales
        WHERE day BETWEEN '2011-11-10' AND '2012-02-03' GROUP BY country`,
      total: `SELECT count(DISTINCT member), count(DISTINCT card) FROM sales
        WHERE day BETWEEN '2011-11-10' AND '2012-02-03'`,
    },
    'count once each in every combination of two dimensions, in the order that is asked for': {
      ask: { metrics: ['cards', 'active'], from: '2012-01-01', to: '2012-04-30', by: ['channel', 'country'] },
      rows: `SELECT channel, country, count(DISTINCT card), count(DISTINCT member) FROM sales
        WHERE day BETWEEN '2012-01-01' AND '2012-04-30' GROUP BY channel, country`,
    },
    'count on one day': {
      ask: { metrics: ['active', 'cards'], from: '2012-03-14', to: '2012-03-14', by: ['channel'] },
      rows: `SELECT channel, count(DISTINCT member), count(DISTINCT card) FROM sales
        WHERE day = '2012-03-14' GROUP BY channel`,
    },
    'count on 29 February, and from one to the next': {
      ask: { metrics: ['active'], from: '2011-02-28', to: '2012-02-29' },
      total: `SELECT count(DISTINCT member) FROM sales WHERE day BETWEEN '2011-02-28' AND '2012-02-29'`,
    },
    'are none where there are no rows': {
      ask: { metrics: ['active', 'cards'], from: '2012-01-10', to: '2012-01-19' },
      total: `SELECT count(DISTINCT member), count(DISTINCT card) FROM sales
        WHERE day BETWEEN '2012-01-10' AND '2012-01-19'`,
    },
    'are no rows of an answer by country where there are none': {
      ask: { metrics: ['active'], from: '2009-01-01', to: '2009-12-31', by: ['country'] },
      rows: `SELECT country, count(DISTINCT member) FROM sales WHERE year(day) = 2009 GROUP BY country`,
      total: 'SELECT 0',
    },
    'count over all that there is': {
      ask: { metrics: ['active', 'cards'], from: '1970-01-01', to: '2029-12-31', by: ['channel'] },
      rows: 'SELECT channel, count(DISTINCT member), count(DISTINCT card) FROM sales GROUP BY channel',
      total: 'SELECT count(DISTINCT member), count(DISTINCT card) FROM sales',
    },
  },
})
