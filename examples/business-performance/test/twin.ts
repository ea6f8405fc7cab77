import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'

/** Days, with the days before them that cohort figures look back to. */
export interface Days {
  readonly from: string
  readonly to: string
  readonly beforeFrom: string
  readonly beforeTo: string
}

/** Figures by name, as plain decimal text. */
export type Figures = Readonly<Record<string, string>>

/** The documented figures of a range as hand-written SQL over the files alone: an author apart from the engine. */
export class Twin {
  readonly #connection: DuckDBConnection

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection
  }

  static async over(folder: string, currency = 'MYR'): Promise<Twin> {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    for (const table of ['blue_whale_myr', 'new_register']) {
      await connection.run(
        `CREATE TABLE ${table} AS FROM '${join(folder, `${table}.parquet`)}' WHERE currency = '${currency}'`,
      )
    }
    return new Twin(connection)
  }

  /** The lines with any row in the range or, of the ledger, in the range before it. */
  async lines({ from, to, beforeFrom, beforeTo }: Days): Promise<readonly string[]> {
    const rows = await this.#rows(`
      SELECT line FROM blue_whale_myr WHERE date BETWEEN '${from}' AND '${to}'
        OR (date BETWEEN '${beforeFrom}' AND '${beforeTo}' AND deposit_cases > 0)
      UNION SELECT line FROM new_register WHERE date BETWEEN '${from}' AND '${to}'
      ORDER BY line`)
    return rows.map(({ line }) => String(line))
  }

  /** Every figure in a range, over all lines or in one. */
  async figures(days: Days, line?: string): Promise<Figures> {
    const [row = {}] = await this.#rows(statement(days, line))
    const { whole, share } = readers(row, daysIn(days))
    return { ...sums(whole), ...quotients(share), ...perDay(share) }
  }

  close(): void {
    this.#connection.closeSync()
  }

  async #rows(query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (await this.#connection.runAndReadAll(query)).getRowObjectsJson()
  }
}

function statement({ from, to, beforeFrom, beforeTo }: Days, line: string | undefined): string {
  const only = line === undefined ? '' : ` AND line = '${line}'`
  return `
WITH rows_in AS (SELECT * FROM blue_whale_myr WHERE date BETWEEN '${from}' AND '${to}'${only}),
  deposits AS (SELECT * FROM rows_in WHERE deposit_cases > 0),
  now AS (SELECT DISTINCT userkey FROM deposits),
  before AS (SELECT DISTINCT userkey FROM blue_whale_myr
    WHERE date BETWEEN '${beforeFrom}' AND '${beforeTo}' AND deposit_cases > 0${only}),
  firsts AS (SELECT userkey, least(min(first_deposit_date), min(date)) AS first_day
    FROM blue_whale_myr WHERE deposit_cases > 0${only} GROUP BY userkey),
  register AS (SELECT sum(new_register) AS nr, sum(new_depositor) AS nd FROM new_register
    WHERE date BETWEEN '${from}' AND '${to}'${only})
SELECT
  (SELECT count(DISTINCT userkey) FROM deposits) AS active,
  (SELECT count(DISTINCT unique_code) FROM deposits WHERE unique_code IS NOT NULL) AS persons,
  (SELECT nr FROM register) AS registers, (SELECT nd FROM register) AS depositors,
  (SELECT count(*) FROM now JOIN firsts USING (userkey) WHERE first_day < '${from}') AS existing,
  (SELECT count(*) FROM now JOIN firsts USING (userkey) WHERE first_day >= '${from}') AS fresh,
  (SELECT count(*) FROM now WHERE userkey IN (SELECT userkey FROM before)) AS retained,
  (SELECT count(*) FROM now JOIN firsts USING (userkey)
    WHERE first_day < '${from}' AND userkey NOT IN (SELECT userkey FROM before)) AS reactivated,
  (SELECT count(*) FROM before) AS before_active,
  (SELECT count(*) FROM before WHERE userkey NOT IN (SELECT userkey FROM now)) AS churned,
  (SELECT sum(deposit_amount + add_transaction - withdraw_amount - deduct_transaction) FROM deposits
    WHERE unique_code IS NOT NULL) AS pure_profit,
  (SELECT sum(deposit_amount + add_transaction - withdraw_amount - deduct_transaction) FROM rows_in
    WHERE unique_code IN (SELECT unique_code FROM deposits WHERE unique_code IS NOT NULL)) AS depositors_profit,
  r.*
FROM (SELECT sum(deposit_amount) AS d, sum(deposit_cases) AS dc, sum(withdraw_amount) AS w, sum(withdraw_cases) AS wc,
  sum(add_transaction) AS at, sum(deduct_transaction) AS dt, sum(bonus) AS b, sum(add_bonus) AS ab,
  sum(deduct_bonus) AS db, sum(bets_amount) AS bets, sum(valid_amount) AS valid FROM rows_in) AS r`
}

type Names = Readonly<Record<string, string>>

const summed: Names = {
  activeMembers: 'active',
  pureUsers: 'persons',
  newRegisters: 'registers',
  newDepositors: 'depositors',
  pureMembers: 'active - depositors',
  existingMembers: 'existing',
  newMembers: 'fresh',
  retainedMembers: 'retained',
  reactivatedMembers: 'reactivated',
  churnedMembers: 'churned',
  depositAmount: 'd',
  depositCases: 'dc',
  withdrawAmount: 'w',
  withdrawCases: 'wc',
  addTransaction: 'at',
  deductTransaction: 'dt',
  bonus: 'b',
  addBonus: 'ab',
  deductBonus: 'db',
  betsAmount: 'bets',
  validAmount: 'valid',
  ggr: 'd - w',
  netProfit: 'd + at - w - dt',
  pureUserNetProfit: 'pure_profit',
  netProfitOfDepositors: 'depositors_profit',
}

const divided: Readonly<Record<string, readonly [string, string, 1 | 100]>> = {
  depositPerMember: ['d', 'active', 1],
  netProfitPerMember: ['d + at - w - dt', 'active', 1],
  purchaseFrequency: ['dc', 'active', 1],
  atv: ['d', 'dc', 1],
  bonusUsageRate: ['b + ab - db', 'valid', 100],
  winrate: ['d - w', 'd', 100],
  withdrawalRate: ['wc', 'dc', 100],
  holdPercentage: ['d + at - w - dt', 'valid', 100],
  conversionRate: ['depositors', 'registers', 100],
  retentionRate: ['retained', 'before_active', 100],
  reactivationRate: ['reactivated', 'active', 100],
  churnRate: ['churned', 'before_active', 100],
}

const additive = [
  'newRegisters',
  'newDepositors',
  'depositAmount',
  'depositCases',
  'withdrawAmount',
  'withdrawCases',
  'ggr',
  'netProfit',
  'pureUserNetProfit',
]

type Whole = (terms: string) => string
type Share = (terms: string, of: string, times: 1 | 100) => string

/** All in hundredths, as whole numbers, so that nothing is rounded before the end. */
function readers(row: Readonly<Record<string, unknown>>, days: number): { whole: Whole; share: Share } {
  const hundredths = (terms: string): bigint =>
    terms.split(/ (?=[+-] )/).reduce((sum, term) => {
      const [, sign, name = ''] = /^([+-] )?(\w+)$/.exec(term) ?? []
      const value = name === 'days' ? String(days) : String((row[name] as string | number | null) ?? 0)
      const [whole = '0', fraction = ''] = value.split('.')
      const cents = BigInt(whole + fraction.padEnd(2, '0').slice(0, 2))
      return sign === '- ' ? sum - cents : sum + cents
    }, 0n)
  return {
    whole: (terms) => plain(hundredths(terms), 2),
    share: (terms, of, times) => {
      const by = hundredths(of)
      return by === 0n ? '0' : plain(rounded(hundredths(terms) * BigInt(times) * 10n ** 12n, by), 12)
    },
  }
}

function sums(whole: Whole): Figures {
  return Object.fromEntries(Object.entries(summed).map(([name, terms]) => [name, whole(terms)]))
}

function quotients(share: Share): Figures {
  return Object.fromEntries(
    Object.entries(divided).map(([name, [over, by, times]]) => [name, share(over, by, times)]),
  )
}

function perDay(share: Share): Figures {
  return Object.fromEntries(additive.map((name) => [`${name}PerDay`, share(summed[name] ?? '', 'days', 1)]))
}

/** Half away from zero. */
function rounded(dividend: bigint, divisor: bigint): bigint {
  const positive = dividend < 0n === divisor < 0n
  const [size, by] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor]
  const quotient = (2n * size + by) / (2n * by)
  return positive ? quotient : -quotient
}

function plain(units: bigint, places: number): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  const text = digits.slice(0, -places) + (fraction === '' ? '' : `.${fraction}`)
  return units < 0n ? `-${text}` : text
}

function daysIn({ from, to }: Days): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
}
