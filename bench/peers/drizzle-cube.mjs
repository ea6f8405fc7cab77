// drizzle-cube's figures of a board: see answering.mjs.
import { DuckDBInstance } from '@duckdb/node-api'
import { drizzle } from '@leonardovida-md/drizzle-neo-duckdb'
import { defineCube, SemanticLayerCompiler } from 'drizzle-cube/server'
import { and, between, gt, sql } from 'drizzle-orm'
import { date, integer, numeric, pgTable, text } from 'drizzle-orm/pg-core'
import { answering, ledgerFile, sums } from './answering.mjs'

const ledger = pgTable('ledger', {
  date: date('date'),
  userkey: text('userkey'),
  unique_code: text('unique_code'),
  deposit_cases: integer('deposit_cases'),
  deposit_amount: numeric('deposit_amount'),
  withdraw_cases: integer('withdraw_cases'),
  withdraw_amount: numeric('withdraw_amount'),
  add_transaction: numeric('add_transaction'),
  deduct_transaction: numeric('deduct_transaction'),
  bonus: numeric('bonus'),
  bets_amount: numeric('bets_amount'),
  valid_amount: numeric('valid_amount'),
  first_day: date('first_day'),
})

const time = { name: 'date', type: 'time', sql: ledger.date }
const measuresOf = (entries) => Object.fromEntries(entries.map((measure) => [measure.name, measure]))

const rows = defineCube('Ledger', {
  sql: () => ({ from: ledger }),
  dimensions: { date: time },
  measures: measuresOf(
    Object.entries(sums).map(([name, column]) => ({ name, type: 'sum', sql: ledger[column] })),
  ),
})

const deposits = defineCube('Deposits', {
  sql: () => ({ from: ledger, where: gt(ledger.deposit_cases, 0) }),
  dimensions: { date: time },
  measures: measuresOf([{ name: 'pureUsers', type: 'countDistinct', sql: ledger.unique_code }]),
})

/** A measure's days are known to it from the security context alone. */
const member = (name, condition) => ({
  name,
  type: 'number',
  sql: ({ securityContext }) => sql`count(*) FILTER (${condition(securityContext)})`,
})
const isIn = (bit) => sql.raw(`ranges & ${bit} > 0`)

/** The same cohorts of a range and of the one before, whose bits are one place further. */
function cohorts(prefix, { bit, first }) {
  const [here, there] = [isIn(bit), isIn(2 * bit)]
  return [
    member(`${prefix}activeMembers`, () => here),
    member(`${prefix}newMembers`, (days) => sql`${here} AND first_day >= ${days[first]}::DATE`),
    member(`${prefix}retainedMembers`, () => sql`${here} AND ${there}`),
    member(`${prefix}churnedMembers`, () => sql`NOT ${here} AND ${there}`),
    member(
      `${prefix}reactivatedMembers`,
      (days) => sql`${here} AND NOT ${there} AND first_day < ${days[first]}::DATE`,
    ),
  ]
}

/** Cohorts between two ranges are SQL in the model: its retention queries start cohorts within a range. */
const accounts = defineCube('Accounts', {
  sql: ({ db, securityContext: { from, to, earlier, before } }) => ({
    from: db
      .select({
        first_day: sql`any_value(${ledger.first_day})`.as('first_day'),
        ranges:
          sql`bit_or(CASE WHEN ${ledger.date} >= ${from}::DATE THEN 1 WHEN ${ledger.date} >= ${earlier}::DATE THEN 2 ELSE 4 END::UTINYINT)`.as(
            'ranges',
          ),
      })
      .from(ledger)
      .where(and(gt(ledger.deposit_cases, 0), between(ledger.date, before, to)))
      .groupBy(ledger.userkey)
      .as('accounts'),
  }),
  dimensions: {},
  measures: measuresOf([
    ...cohorts('', { bit: 1, first: 'from' }),
    ...cohorts('earlier_', { bit: 2, first: 'earlier' }),
  ]),
})

const instance = await DuckDBInstance.create(ledgerFile, { access_mode: 'READ_ONLY' })
const layer = new SemanticLayerCompiler({ drizzle: drizzle(await instance.connect()), engineType: 'duckdb' })
for (const cube of [rows, deposits, accounts]) layer.registerCube(cube)

/** All measures of a cube in one query; a filter holds the days, since a time dimension would split by them. */
async function asked(cube, { days, range, prefix = '' }) {
  const filters = range && [{ member: `${cube.name}.date`, operator: 'inDateRange', values: range }]
  const measures = Object.keys(cube.measures).map((name) => `${cube.name}.${name}`)
  const { data } = await layer.execute({ measures, ...(filters && { filters }) }, days)
  const [row] = data
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [prefix + name.slice(cube.name.length + 1), value]),
  )
}

const dayBefore = (day) => new Date(Date.parse(day) - 24 * 60 * 60 * 1000).toISOString().slice(0, 10)

await answering(async (days) => {
  const now = { days, range: [days.from, days.to] }
  const then = { days, range: [days.earlier, dayBefore(days.from)], prefix: 'earlier_' }
  return {
    ...(await asked(accounts, { days })),
    ...(await asked(rows, now)),
    ...(await asked(rows, then)),
    ...(await asked(deposits, now)),
    ...(await asked(deposits, then)),
  }
})
