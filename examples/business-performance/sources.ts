import { source } from 'daymark'

/** One currency at a time, and no rows that are totals over lines already. */
const wanted = "currency = {currency} AND coalesce(line, '') <> 'ALL'"

/** The ledger: what an account did on a day. */
export const ledger = source('blue_whale_myr', {
  files: '{data}/blue_whale_myr.{parquet,csv}',
  columns: {
    date: 'date',
    currency: 'text',
    line: 'text?',
    userkey: 'text?',
    unique_code: 'text?',
    deposit_cases: 'integer?',
    deposit_amount: 'decimal(18,4)?',
    withdraw_cases: 'integer?',
    withdraw_amount: 'decimal(18,4)?',
    add_transaction: 'decimal(18,4)?',
    deduct_transaction: 'decimal(18,4)?',
    bonus: 'decimal(18,4)?',
    add_bonus: 'decimal(18,4)?',
    deduct_bonus: 'decimal(18,4)?',
    bets_amount: 'decimal(18,4)?',
    valid_amount: 'decimal(18,4)?',
    first_deposit_date: 'date?',
  },
  where: wanted,
  day: 'date',
  dimensions: { line: 'line' },
  description: 'What an account of a brand did on a day, in money and in cases.',
})

/** Registrations and first deposits, by day and line. */
export const register = source('new_register', {
  files: '{data}/new_register.{parquet,csv}',
  columns: {
    date: 'date',
    currency: 'text',
    line: 'text?',
    new_register: 'integer?',
    new_depositor: 'integer?',
  },
  where: wanted,
  day: 'date',
  dimensions: { line: 'line' },
  description: 'How many registered, and how many deposited for the first time.',
})

/** Targets of a quarter, for a line or for ALL of them, dated on the quarter's first day. */
export const quarterTargets = source('bp_target', {
  files: '{data}/bp_target.{parquet,csv}',
  columns: {
    currency: 'text',
    year: 'integer',
    quarter: 'text',
    line: 'text?',
    metric: 'text',
    target: 'decimal(18,4)?',
  },
  key: ['currency', 'year', 'quarter', 'line', 'metric'],
  where: 'currency = {currency}',
  day: `CAST(concat(CAST(year AS VARCHAR), '-', CASE right(quarter, 1)
    WHEN '1' THEN '01' WHEN '2' THEN '04' WHEN '3' THEN '07' ELSE '10' END, '-01') AS DATE)`,
  dimensions: { line: 'line', metric: 'metric' },
  description: 'What a metric is to reach in a quarter.',
})
