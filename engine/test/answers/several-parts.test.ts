import {
  activity,
  count,
  defineProject,
  folder,
  members,
  newMembers,
  retainedMembers,
  returningSum,
  source,
  sum,
  text,
} from '../../src/index.js'
import { answersAgree } from './given.js'

const columns = {
  day: 'date',
  payer: 'text',
  payee: 'integer?',
  amount: 'decimal(12,3)',
  currency: 'text',
  bank: 'text?',
} as const
const transfers = source('transfers', { files: '{data}/transfers.parquet', columns, day: 'day' })
const cash = source('cash', {
  files: '{data}/cash.parquet',
  columns: { paid_on: 'date', who: 'text', whom: 'text?', cents: 'integer' },
})

/** Both sides of a transfer and everyone at the counter; the counter has no bank. */
const payments = activity('payments', {
  parts: [
    {
      from: transfers,
      where: 'currency = {currency}',
      identities: { person: 'payer', partner: 'payee' },
      dimensions: { side: "'pays'", bank: 'bank' },
    },
    {
      from: transfers,
      where: 'currency = {currency} AND payee IS NOT NULL',
      identities: { person: 'payee', partner: 'payer' },
      dimensions: { bank: 'upper(bank)', side: "'is paid'" },
    },
    {
      from: cash,
      day: 'paid_on',
      identities: { person: 'who', partner: 'whom' },
      dimensions: { side: "'counter'", bank: 'CAST(NULL AS VARCHAR)' },
    },
  ],
})
const paid = activity('paid', {
  from: transfers,
  identities: { person: 'payer' },
  dimensions: { bank: 'bank' },
})

const project = defineProject({
  name: 'payments',
  parameters: { data: folder('data'), currency: text("E'UR") },
  metrics: {
    people: members(payments, 'person'),
    partners: members(payments, 'partner'),
    payers: members(paid, 'person'),
    fresh: newMembers(payments, 'person'),
    retained: retainedMembers(payments, 'person'),
    rows: count(payments),
    amount: sum(transfers, 'amount', { where: 'currency = {currency}' }),
    returning: returningSum(paid, 'person', 'amount * 2'),
  },
})

const data = `
CREATE TABLE transfers AS SELECT * FROM (VALUES
  (DATE '2024-01-30', '1', 2, 10.001, 'E''UR', 'x'), (DATE '2024-02-01', '1', 2, 20.020, 'E''UR', 'X'),
  (DATE '2024-02-01', '2', 1, 30.300, 'E''UR', NULL), (DATE '2024-02-29', '007', 7, 40.000, 'E''UR', ''),
  (DATE '2024-02-29', '7', NULL, 0.005, 'E''UR', 'x'), (DATE '2024-03-01', '3', 1, 0.000, 'EUR', 'x'),
  (DATE '2024-03-01', '', 3, -5.500, 'E''UR', 'y')
) AS t(day, payer, payee, amount, currency, bank);
CREATE TABLE cash AS SELECT * FROM (VALUES
  (DATE '2024-02-01', '2', '1', 5::BIGINT), (DATE '2024-03-01', '1', NULL, 7), (DATE '2024-02-10', '9', '9', 0)
) AS c(paid_on, who, whom, cents);
CREATE VIEW payments AS
SELECT day, nullif(payer, '') AS person, CAST(payee AS VARCHAR) AS partner, 'pays' AS side, bank FROM transfers WHERE currency = 'E''UR'
UNION ALL SELECT day, CAST(payee AS VARCHAR), nullif(payer, ''), 'is paid', upper(bank) FROM transfers
  WHERE currency = 'E''UR' AND payee IS NOT NULL
UNION ALL SELECT paid_on, who, whom, 'counter', NULL FROM cash`

const read = 'count(DISTINCT person), count(DISTINCT partner), count(*)'

answersAgree('an activity of several parts', {
  project,
  given: data,
  files: ['transfers', 'cash'],
  cases: {
    'counts a member once, in whichever parts they were active': {
      ask: { metrics: ['people', 'partners', 'rows'], from: '2024-01-01', to: '2024-12-31' },
      total: `SELECT ${read} FROM payments`,
    },
    'is split by the constants of its parts': {
      ask: { metrics: ['people', 'partners', 'rows'], period: '2024-02', by: ['side'] },
      rows: `SELECT side, ${read} FROM payments WHERE month(day) = 2 GROUP BY side`,
      total: `SELECT ${read} FROM payments WHERE month(day) = 2`,
    },
    'is split by expressions, where one part has no value': {
      ask: {
        metrics: ['people', 'partners', 'rows'],
        from: '2024-01-01',
        to: '2024-12-31',
        by: ['bank', 'side'],
      },
      rows: `SELECT bank, side, ${read} FROM payments GROUP BY bank, side`,
    },
    'has first days over all of its parts': {
      ask: { metrics: ['fresh', 'retained'], from: '2024-02-01', to: '2024-03-31', grain: 'month' },
      rows: `SELECT strftime(p.day, '%Y-%m') AS label, count(DISTINCT person) FILTER (person IN (
            SELECT person FROM payments GROUP BY person HAVING date_trunc('month', min(day)) = date_trunc('month', p.day))),
          count(DISTINCT person) FILTER (EXISTS (SELECT 1 FROM payments AS e WHERE e.person = p.person
            AND date_trunc('month', e.day) + INTERVAL 1 MONTH = date_trunc('month', p.day)))
        FROM payments AS p WHERE day >= '2024-02-01' GROUP BY label`,
    },
    'shares its identity with other activities: keys that are texts in one are texts in all': {
      ask: { metrics: ['people', 'payers'], from: '2024-01-01', to: '2024-12-31', by: ['bank'] },
      rows: `SELECT bank, count(DISTINCT person), (SELECT count(DISTINCT nullif(payer, '')) FROM transfers AS t
          WHERE t.bank IS NOT DISTINCT FROM payments.bank) FROM payments GROUP BY bank
        HAVING count(DISTINCT person) > 0`,
      total:
        "SELECT count(DISTINCT person), (SELECT count(DISTINCT nullif(payer, '')) FROM transfers) FROM payments",
    },
    'knows the parameters of the project in its SQL': {
      ask: { metrics: ['amount', 'returning'], period: '2024-02' },
      total: `SELECT sum(amount) FILTER (currency = 'E''UR'),
          2 * sum(amount) FILTER (payer IN (SELECT payer FROM transfers WHERE day < '2024-02-01'))
        FROM transfers WHERE month(day) = 2`,
    },
  },
})

answersAgree('an activity of several parts with another parameter', {
  project,
  given: data,
  files: ['transfers', 'cash'],
  set: { currency: 'EUR' },
  cases: {
    'counts other rows': {
      ask: { metrics: ['people', 'amount'], period: '2024-03' },
      total: `SELECT count(DISTINCT person), 0 FROM (SELECT nullif(payer, '') AS person FROM transfers WHERE currency = 'EUR'
        UNION ALL SELECT CAST(payee AS VARCHAR) FROM transfers WHERE currency = 'EUR'
        UNION ALL SELECT who FROM cash WHERE month(paid_on) = 3)`,
    },
  },
})
