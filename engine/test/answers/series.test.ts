import { answersAgree } from './given.js'
import { shop, shopData } from './shop.js'

const metrics = ['active', 'cards', 'revenue', 'perMember'] as const
const read = `count(DISTINCT member), count(DISTINCT card), coalesce(sum(amount), 0),
  quotient(coalesce(sum(amount), 0), count(DISTINCT member))`

/** Labels of periods with the days of each that are asked for. */
const over = (periods: readonly (readonly [label: string, from: string, to: string])[]) =>
  `SELECT label, ${read} FROM (VALUES ${periods.map(([label, from, to]) => `('${label}', DATE '${from}', DATE '${to}')`).join(', ')})
    AS periods(label, a, z) LEFT JOIN sales ON day BETWEEN a AND z GROUP BY label`

answersAgree('series', {
  project: shop,
  given: shopData,
  files: ['lines'],
  cases: {
    'of days have a row for each, with 0 where there was nothing': {
      ask: { metrics, from: '2012-01-08', to: '2012-01-21', grain: 'day' },
      rows: `SELECT strftime(d, '%Y-%m-%d'), ${read}
        FROM range(DATE '2012-01-08', DATE '2012-01-22', INTERVAL 1 DAY) AS days(d)
        LEFT JOIN sales ON day = d GROUP BY d`,
      total: `SELECT ${read} FROM sales WHERE day BETWEEN '2012-01-08' AND '2012-01-21'`,
    },
    'of days by a dimension have a row for each value of the range on each day': {
      ask: { metrics, from: '2012-02-26', to: '2012-03-02', grain: 'day', by: ['channel'] },
      rows: `SELECT strftime(d, '%Y-%m-%d'), c.channel, ${read}
        FROM range(DATE '2012-02-26', DATE '2012-03-03', INTERVAL 1 DAY) AS days(d)
        CROSS JOIN (SELECT DISTINCT channel FROM sales WHERE day BETWEEN '2012-02-26' AND '2012-03-02') AS c
        LEFT JOIN sales AS s ON s.day = d AND s.channel IS NOT DISTINCT FROM c.channel GROUP BY d, c.channel`,
      total: `SELECT ${read} FROM sales WHERE day BETWEEN '2012-02-26' AND '2012-03-02'`,
    },
    'of weeks begin on Sundays, across the year, and are cut where the range is': {
      ask: { metrics, from: '2011-12-22', to: '2012-01-16', grain: 'week' },
      rows: over([
        ['2011-W51', '2011-12-22', '2011-12-24'],
        ['2011-W52', '2011-12-25', '2011-12-31'],
        ['2012-W01', '2012-01-01', '2012-01-07'],
        ['2012-W02', '2012-01-08', '2012-01-14'],
        ['2012-W03', '2012-01-15', '2012-01-16'],
      ]),
    },
    'of months cross the year and hold 29 February': {
      ask: { metrics, from: '2011-11-15', to: '2012-03-10', grain: 'month' },
      rows: over([
        ['2011-11', '2011-11-15', '2011-11-30'],
        ['2011-12', '2011-12-01', '2011-12-31'],
        ['2012-01', '2012-01-01', '2012-01-31'],
        ['2012-02', '2012-02-01', '2012-02-29'],
        ['2012-03', '2012-03-01', '2012-03-10'],
      ]),
      total: `SELECT ${read} FROM sales WHERE day BETWEEN '2011-11-15' AND '2012-03-10'`,
    },
    'of quarters and years are fiscal where the project says so': {
      ask: { metrics, from: '2011-10-01', to: '2012-06-30', grain: 'quarter' },
      rows: over([
        ['FY2012-Q3', '2011-10-01', '2011-12-31'],
        ['FY2012-Q4', '2012-01-01', '2012-03-31'],
        ['FY2013-Q1', '2012-04-01', '2012-06-30'],
      ]),
    },
    'of years are fiscal too': {
      ask: { metrics, from: '2011-10-01', to: '2012-06-30', grain: 'year' },
      rows: over([
        ['FY2012', '2011-10-01', '2012-03-31'],
        ['FY2013', '2012-04-01', '2012-06-30'],
      ]),
    },
    'of a period in progress count up to today, and say nothing of what is still to come': {
      ask: {
        metrics: ['active', 'revenue', 'perMember'],
        from: '2012-02-01',
        to: '2012-04-30',
        grain: 'month',
      },
      today: '2012-03-07',
      rows: `SELECT '2012-02', count(DISTINCT member), sum(amount), quotient(sum(amount), count(DISTINCT member))
          FROM sales WHERE day BETWEEN '2012-02-01' AND '2012-02-29'
        UNION ALL SELECT '2012-03', count(DISTINCT member), sum(amount), quotient(sum(amount), count(DISTINCT member))
          FROM sales WHERE day BETWEEN '2012-03-01' AND '2012-03-07'
        UNION ALL SELECT '2012-04', NULL, NULL, NULL`,
      total: `SELECT count(DISTINCT member), sum(amount), quotient(sum(amount), count(DISTINCT member))
        FROM sales WHERE day BETWEEN '2012-02-01' AND '2012-03-07'`,
    },
    'wholly in the future say nothing': {
      ask: { metrics: ['active', 'revenue'], from: '2012-03-01', to: '2012-03-02', grain: 'day' },
      today: '2012-02-29',
      rows: "SELECT * FROM (VALUES ('2012-03-01', NULL, NULL), ('2012-03-02', NULL, NULL))",
      total: 'SELECT NULL, NULL',
    },
  },
})
