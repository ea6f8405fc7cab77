import { answersAgree } from './given.js'
import { shop, shopData } from './shop.js'

const metrics = ['active', 'revenue', 'perMember'] as const
const read =
  'count(DISTINCT member), coalesce(sum(amount), 0), quotient(coalesce(sum(amount), 0), count(DISTINCT member))'
const between = (from: string, to: string) =>
  `SELECT ${read} FROM sales WHERE day BETWEEN '${from}' AND '${to}'`

answersAgree('comparisons', {
  project: shop,
  given: shopData,
  files: ['lines'],
  cases: {
    'with the previous period take the whole month before': {
      ask: { metrics, period: '2012-02', compare: 'previous-period' },
      rows: between('2012-02-01', '2012-02-29'),
      compared: between('2012-01-01', '2012-01-31'),
    },
    'with the previous period take as many of its days while this one is in progress': {
      ask: { metrics, period: '2012-03', compare: 'previous-period' },
      today: '2012-03-05',
      rows: between('2012-03-01', '2012-03-05'),
      compared: between('2012-02-01', '2012-02-05'),
    },
    'with as many days before': {
      ask: { metrics, from: '2012-02-20', to: '2012-03-10', compare: 'previous-length' },
      rows: between('2012-02-20', '2012-03-10'),
      compared: between('2012-01-31', '2012-02-19'),
    },
    'with the same dates of the month before, a date that it lacks being its last': {
      ask: { metrics, from: '2012-03-30', to: '2012-03-31', compare: 'date-to-date' },
      rows: between('2012-03-30', '2012-03-31'),
      compared: between('2012-02-29', '2012-02-29'),
    },
    'with the quarter before': {
      ask: { metrics, period: 'FY2012-Q4', compare: 'quarter-to-quarter' },
      rows: between('2012-01-01', '2012-03-31'),
      compared: between('2011-10-01', '2011-12-31'),
    },
    'with 52 weeks before, of which there is no data': {
      ask: { metrics, from: '2012-02-01', to: '2012-02-07', compare: 'same-weekday' },
      rows: between('2012-02-01', '2012-02-07'),
      compared: between('2011-02-02', '2011-02-08'),
    },
    'with 29 February a year before': {
      ask: { metrics, from: '2012-02-29', to: '2012-02-29', compare: 'year-over-year' },
      compared: between('2011-02-28', '2011-02-28'),
    },
    'with a range that overlaps': {
      ask: { metrics, from: '2012-02-01', to: '2012-02-29', compare: '2012-02-15..2012-04-15' },
      rows: between('2012-02-01', '2012-02-29'),
      compared: between('2012-02-15', '2012-04-15'),
    },
    'by a dimension take its value in both, and values that only the earlier range has': {
      ask: {
        metrics,
        from: '2011-11-10',
        to: '2011-11-12',
        by: ['country'],
        compare: '2011-11-13..2011-11-30',
      },
      rows: `SELECT country, count(DISTINCT member) FILTER (day <= '2011-11-12'),
          coalesce(sum(amount) FILTER (day <= '2011-11-12'), 0),
          quotient(coalesce(sum(amount) FILTER (day <= '2011-11-12'), 0), count(DISTINCT member) FILTER (day <= '2011-11-12'))
        FROM sales WHERE day BETWEEN '2011-11-10' AND '2011-11-30' GROUP BY country`,
      compared: `SELECT country, count(DISTINCT member) FILTER (day > '2011-11-12'),
          coalesce(sum(amount) FILTER (day > '2011-11-12'), 0),
          quotient(coalesce(sum(amount) FILTER (day > '2011-11-12'), 0), count(DISTINCT member) FILTER (day > '2011-11-12'))
        FROM sales WHERE day BETWEEN '2011-11-10' AND '2011-11-30' GROUP BY country`,
    },
    'in a series compare each period with its own before': {
      ask: { metrics, from: '2012-01-01', to: '2012-03-31', grain: 'month', compare: 'previous-period' },
      compared: `SELECT strftime(day + INTERVAL 1 MONTH, '%Y-%m') AS label, ${read} FROM sales
        WHERE day BETWEEN '2011-12-01' AND '2012-02-29' GROUP BY label`,
    },
    'in a series compare a week that the range cuts with the same weekdays of the week before': {
      ask: { metrics, from: '2012-02-07', to: '2012-02-22', grain: 'week', compare: 'previous-period' },
      compared: `SELECT strftime(day + 7 - CAST(dayofweek(day) AS INTEGER) + 3, '%G-W%V') AS label, ${read} FROM sales
        WHERE day BETWEEN '2012-01-31' AND '2012-02-15' GROUP BY label`,
    },
    'in a series compare a quarter and a year that the range cuts with the same months and dates': {
      ask: { metrics, from: '2011-11-10', to: '2012-02-15', grain: 'quarter', compare: 'previous-period' },
      compared: `SELECT 'FY2012-Q3' AS label, ${read} FROM sales WHERE day BETWEEN '2011-08-10' AND '2011-09-30'
        UNION ALL SELECT 'FY2012-Q4', ${read} FROM sales WHERE day BETWEEN '2011-10-01' AND '2011-11-15'`,
    },
    'with the days before those that trail today, each day with the one so many before': {
      ask: { metrics, period: 'last-14-days', grain: 'day', compare: 'previous-period' },
      today: '2012-03-01',
      compared: `SELECT strftime(day + 14, '%Y-%m-%d') AS label, ${read} FROM sales
        WHERE day BETWEEN '2012-02-02' AND '2012-02-15' GROUP BY label`,
    },
    'with the day before yesterday': {
      ask: { metrics, period: 'yesterday', compare: 'previous-period' },
      today: '2012-03-01',
      rows: between('2012-02-29', '2012-02-29'),
      compared: between('2012-02-28', '2012-02-28'),
    },
    'of this month to date with as many days of the month before': {
      ask: { metrics, period: 'mtd', compare: 'mom' },
      today: '2012-03-05',
      rows: between('2012-03-01', '2012-03-05'),
      compared: between('2012-02-01', '2012-02-05'),
    },
    'of cohorts look back from the earlier range, too': {
      ask: { metrics: ['retained', 'before'], period: '2012-02', compare: 'previous-period' },
      compared: `SELECT count(DISTINCT member) FILTER (member IN (
            SELECT member FROM sales WHERE strftime(day, '%Y-%m') = '2011-12')),
          (SELECT count(DISTINCT member) FROM sales WHERE strftime(day, '%Y-%m') = '2011-12')
        FROM sales WHERE strftime(day, '%Y-%m') = '2012-01'`,
    },
    'of what is still to come show the earlier range alone': {
      ask: { metrics, period: '2012-03', compare: 'previous-period' },
      today: '2012-02-29',
      rows: 'SELECT NULL, NULL, NULL',
      compared: between('2012-02-01', '2012-02-29'),
    },
  },
})
