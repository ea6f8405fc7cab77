import { answersAgree } from './given.js'
import { shop, shopData } from './shop.js'

/**
 * For each member, in all or by a dimension: whether they came in the range (`now`), whether in the range before,
 * and the first day on which they came (with that value of the dimension). Then how many are what.
 */
const macros = `
CREATE MACRO counted(a, z, b, y, who, split) AS TABLE
SELECT split_value, count(*) FILTER (now) AS active, count(*) FILTER (before) AS before,
  count(*) FILTER (now AND first_day >= a) AS fresh, count(*) FILTER (now AND before) AS retained,
  count(*) FILTER (now AND NOT before AND first_day < a) AS reactivated,
  count(*) FILTER (before AND NOT now) AS churned
FROM (
  SELECT CASE split WHEN 'country' THEN country WHEN 'channel' THEN channel END AS split_value,
    CASE who WHEN 'card' THEN CAST(card AS VARCHAR) ELSE member END AS someone,
    bool_or(day BETWEEN CAST(a AS DATE) AND CAST(z AS DATE)) AS now,
    bool_or(day BETWEEN CAST(b AS DATE) AND CAST(y AS DATE)) AS before, min(day) AS first_day
  FROM sales GROUP BY split_value, someone
)
WHERE someone IS NOT NULL AND (now OR before) GROUP BY split_value`

const members = ['active', 'before', 'fresh', 'retained', 'reactivated', 'churned'] as const
const cards = [
  'cards',
  'cardsBefore',
  'freshCards',
  'retainedCards',
  'reactivatedCards',
  'churnedCards',
] as const

const february = "'2012-02-01', '2012-02-29', '2012-01-01', '2012-01-31'"

answersAgree('cohorts', {
  project: shop,
  given: `${shopData};${macros}`,
  files: ['lines'],
  cases: {
    'of a named month look back to the month before': {
      ask: { metrics: members, period: '2012-02' },
      total: `SELECT * EXCLUDE (split_value) FROM counted(${february}, 'member', 'nothing')`,
    },
    'of any two days look back to as many days': {
      ask: { metrics: members, from: '2012-02-01', to: '2012-02-29' },
      total: `SELECT * EXCLUDE (split_value)
        FROM counted('2012-02-01', '2012-02-29', '2012-01-03', '2012-01-31', 'member', 'nothing')`,
    },
    'split by a dimension keep to its value in both ranges, and in the first day': {
      ask: { metrics: members, period: '2012-02', by: ['country'] },
      rows: `SELECT * FROM counted(${february}, 'member', 'country')`,
      total: `SELECT * EXCLUDE (split_value) FROM counted(${february}, 'member', 'nothing')`,
    },
    'of cards, whose keys are integers': {
      ask: { metrics: cards, period: '2012-02', by: ['channel'] },
      rows: `SELECT * FROM counted(${february}, 'card', 'channel')`,
      total: `SELECT * EXCLUDE (split_value) FROM counted(${february}, 'card', 'nothing')`,
    },
    'of a fiscal quarter look back to the fiscal quarter before': {
      ask: { metrics: members, period: 'FY2012-Q4' },
      total: `SELECT * EXCLUDE (split_value)
        FROM counted('2012-01-01', '2012-03-31', '2011-10-01', '2011-12-31', 'member', 'nothing')`,
    },
    'of a fiscal year in which all began are all new': {
      ask: { metrics: members, period: 'FY2012' },
      total: `SELECT * EXCLUDE (split_value)
        FROM counted('2011-04-01', '2012-03-31', '2010-04-01', '2011-03-31', 'member', 'nothing')`,
    },
    'of a day look back to the day before, also where it had nobody': {
      ask: { metrics: members, period: '2012-02-29' },
      total: `SELECT * EXCLUDE (split_value)
        FROM counted('2012-02-29', '2012-02-29', '2012-02-28', '2012-02-28', 'member', 'nothing')`,
    },
    'of a range without rows have churned': {
      ask: { metrics: members, from: '2012-01-10', to: '2012-01-19' },
      total: `SELECT * EXCLUDE (split_value)
        FROM counted('2012-01-10', '2012-01-19', '2011-12-31', '2012-01-09', 'member', 'nothing')`,
    },
    'of days in a series look back to the day before each': {
      ask: { metrics: members, from: '2012-02-27', to: '2012-03-02', grain: 'day' },
      rows: `SELECT day, count(*) FILTER (now), count(*) FILTER (before), count(*) FILTER (now AND first_day >= CAST(day AS DATE)),
          count(*) FILTER (now AND before), count(*) FILTER (now AND NOT before AND first_day < CAST(day AS DATE)),
          count(*) FILTER (before AND NOT now)
        FROM (
          SELECT strftime(d, '%Y-%m-%d') AS day, member, bool_or(sales.day = d) AS now,
            bool_or(sales.day = d - INTERVAL 1 DAY) AS before, min(sales.day) AS first_day
          FROM range(DATE '2012-02-27', DATE '2012-03-03', INTERVAL 1 DAY) AS days(d)
          CROSS JOIN sales WHERE member IS NOT NULL GROUP BY d, member
        ) GROUP BY day`,
    },
    'of weeks from Sunday look back to the whole week before, also where the range cuts the first': {
      ask: { metrics: members, from: '2012-02-29', to: '2012-03-10', grain: 'week' },
      rows: `SELECT '2012-W09', * EXCLUDE (split_value)
        FROM counted('2012-02-29', '2012-03-03', '2012-02-19', '2012-02-25', 'member', 'nothing')
        UNION ALL SELECT '2012-W10', * EXCLUDE (split_value)
        FROM counted('2012-03-04', '2012-03-10', '2012-02-26', '2012-03-03', 'member', 'nothing')`,
    },
    'of a month in progress are counted up to today, beside the whole month before': {
      ask: { metrics: members, period: 'this-month' },
      today: '2012-02-17',
      total: `SELECT * EXCLUDE (split_value)
        FROM counted('2012-02-01', '2012-02-17', '2012-01-01', '2012-01-31', 'member', 'nothing')`,
    },
    'have rates of those before, or of those who are active': {
      ask: {
        metrics: ['retention', 'churn', 'newShare', 'reactivation'],
        period: '2012-02',
        by: ['channel'],
      },
      rows: `SELECT split_value, quotient(100 * retained, before), quotient(100 * churned, before),
          quotient(100 * fresh, active), quotient(100 * reactivated, active)
        FROM counted(${february}, 'member', 'channel')`,
      total: `SELECT quotient(100 * retained, before), quotient(100 * churned, before),
          quotient(100 * fresh, active), quotient(100 * reactivated, active)
        FROM counted(${february}, 'member', 'nothing')`,
    },
    'have no rate of nobody': {
      ask: { metrics: ['retention', 'churn', 'newShare'], period: '2011-10' },
      total: `SELECT NULL, NULL, quotient(100 * fresh, active)
        FROM counted('2011-10-01', '2011-10-31', '2011-09-01', '2011-09-30', 'member', 'nothing')`,
    },
    'are taken among the rows of a filter alone': {
      ask: {
        metrics: members,
        period: '2012-02',
        where: [{ dimension: 'country', values: ['UK', null] }],
      },
      total: `WITH seen AS (
          SELECT member, bool_or(strftime(day, '%Y-%m') = '2012-02') AS now,
            bool_or(strftime(day, '%Y-%m') = '2012-01') AS before, min(day) AS first_day
          FROM sales WHERE member IS NOT NULL AND (country = 'UK' OR country IS NULL) GROUP BY member
        ) SELECT count(*) FILTER (now), count(*) FILTER (before), count(*) FILTER (now AND first_day >= '2012-02-01'),
          count(*) FILTER (now AND before), count(*) FILTER (now AND NOT before AND first_day < '2012-02-01'),
          count(*) FILTER (before AND NOT now) FROM seen`,
    },
    'bring what returning members spent': {
      ask: { metrics: ['returning', 'returningCards'], period: '2012-02', by: ['channel'] },
      rows: `WITH members AS (SELECT channel, member, min(day) AS first_day FROM sales GROUP BY channel, member),
          cards AS (SELECT channel, card, min(day) AS first_day FROM sales GROUP BY channel, card)
        SELECT s.channel,
          coalesce(sum(amount) FILTER (m.member IS NOT NULL AND m.first_day < '2012-02-01'), 0),
          coalesce(sum(amount * units) FILTER (c.card IS NOT NULL AND c.first_day < '2012-02-01'), 0)
        FROM sales AS s JOIN members AS m ON m.member IS NOT DISTINCT FROM s.member
          AND m.channel IS NOT DISTINCT FROM s.channel
        JOIN cards AS c ON c.card IS NOT DISTINCT FROM s.card AND c.channel IS NOT DISTINCT FROM s.channel
        WHERE strftime(s.day, '%Y-%m') = '2012-02' GROUP BY s.channel`,
      total: `SELECT
          (SELECT sum(amount) FROM sales WHERE strftime(day, '%Y-%m') = '2012-02'
            AND member IN (SELECT member FROM sales WHERE day < '2012-02-01')),
          (SELECT sum(amount * units) FROM sales WHERE strftime(day, '%Y-%m') = '2012-02'
            AND card IN (SELECT card FROM sales WHERE day < '2012-02-01'))`,
    },
  },
})
