import {
  activity,
  count,
  defineProject,
  difference,
  folder,
  members,
  perMember,
  product,
  returningSum,
  source,
  sum,
} from '../../src/index.js'
import { answersAgree } from './given.js'

const entries = source('entries', {
  files: '{data}/entries.parquet',
  columns: {
    day: 'date',
    account: 'integer',
    fine: 'decimal(38,10)?',
    big: 'integer',
    price: 'decimal(18,3)',
    code: 'decimal(6,2)?',
    ok: 'boolean?',
  },
  day: 'day',
  dimensions: { code: 'code', ok: 'ok', size: "CASE WHEN big > 0 THEN 'up' ELSE 'down' END", when: 'day' },
})
const booked = activity('booked', { from: entries, identities: { account: 'account' } })
const fine = sum(entries, 'fine')
const big = sum(entries, 'big')

const project = defineProject({
  name: 'entries',
  parameters: { data: folder('data') },
  metrics: {
    fine,
    big,
    cost: sum(booked, 'big * price'),
    square: product(big, big),
    apart: difference(big, fine),
    perAccount: perMember(sum(booked, 'price'), members(booked, 'account')),
    accounts: members(booked, 'account'),
    known: count(booked, { where: 'ok' }),
    returning: returningSum(booked, 'account', 'fine'),
  },
})

const data = `
CREATE TABLE entries AS SELECT * FROM (VALUES
  (DATE '2024-02-29', 9223372036854775807, 9999999999999999999999999999.0000000001::DECIMAL(38,10), 9007199254740993, 0.001::DECIMAL(18,3), 1.50::DECIMAL(6,2), true),
  (DATE '2024-02-29', -9223372036854775808, -9999999999999999999999999998.9999999999, 9007199254740993, 999999999999.999, 1.50, false),
  (DATE '2024-02-29', 0, 0.0000000001, 9007199254740993, -0.125, -0.05, NULL),
  (DATE '2024-03-01', 0, NULL, 1000000000000000, 123456.789, NULL, true),
  (DATE '2024-03-01', 1, -0.0000000003, -9007199254740993, 0.000, 10.00, true),
  (DATE '2024-03-02', 1, NULL, 0, 3.333, 0.00, false), (DATE '2024-03-02', 2, NULL, 0, 3.333, 0.00, false)
) AS e(day, account, fine, big, price, code, ok)`

answersAgree('exact numbers', {
  project,
  given: data,
  files: ['entries'],
  cases: {
    'keep all 38 digits, and what cancels out cancels out': {
      ask: { metrics: ['fine', 'big', 'cost'], period: '2024-02' },
      total:
        "SELECT '0.0000000003', '27021597764222979', CAST(sum(CAST(big AS DECIMAL(19, 0)) * price) AS VARCHAR) FROM entries WHERE month(day) = 2",
    },
    'add up by groups of text, number, truth and day': {
      ask: {
        metrics: ['fine', 'big', 'cost'],
        from: '2024-02-01',
        to: '2024-03-31',
        by: ['code', 'ok', 'size', 'when'],
      },
      rows: `SELECT code::VARCHAR, ok::VARCHAR, CASE WHEN big > 0 THEN 'up' ELSE 'down' END AS size, day::VARCHAR,
          coalesce(sum(fine), 0), sum(big), sum(CAST(big AS DECIMAL(19, 0)) * price)
        FROM entries GROUP BY ALL`,
    },
    'keep filters on such groups to their texts': {
      ask: {
        metrics: ['big', 'accounts'],
        period: '2024-02',
        where: [
          { dimension: 'code', values: ['1.50'] },
          { dimension: 'when', values: ['2024-02-29'] },
          { dimension: 'ok', values: ['true', null] },
        ],
      },
      total:
        "SELECT sum(big), count(DISTINCT account) FROM entries WHERE code = 1.50 AND day = '2024-02-29' AND (ok OR ok IS NULL)",
    },
    'multiply beyond what a double holds': {
      ask: { metrics: ['square', 'apart'], period: '2024-02' },
      total: "SELECT '730166745731460297391687631634441', '27021597764222978.9999999997'",
    },
    'divide to twelve places, rounded half away from zero': {
      ask: { metrics: ['perAccount'], from: '2024-02-01', to: '2024-03-31', grain: 'day', by: ['ok'] },
      rows: `SELECT strftime(d, '%Y-%m-%d'), o.ok::VARCHAR, quotient(coalesce(sum(price), 0), count(DISTINCT account))
        FROM range(DATE '2024-02-01', DATE '2024-04-01', INTERVAL 1 DAY) AS days(d)
        CROSS JOIN (VALUES (true), (false), (NULL)) AS o(ok)
        LEFT JOIN entries AS e ON day = d AND e.ok IS NOT DISTINCT FROM o.ok GROUP BY d, o.ok`,
    },
    'count and tell members by the largest and the smallest whole numbers': {
      ask: { metrics: ['accounts', 'known', 'returning'], period: '2024-03' },
      total: `SELECT count(DISTINCT account), count(*) FILTER (ok),
          coalesce(sum(fine) FILTER (account IN (SELECT account FROM entries WHERE day < '2024-03-01')), 0)
        FROM entries WHERE month(day) = 3`,
    },
  },
})
