/** The first and the last day of a range. */
export interface Days {
  readonly from: string
  readonly to: string
}

const ledger = 'daymark.source_blue_whale_myr'
const wanted = "currency = 'MYR' AND coalesce(line, '') <> 'ALL'"
const amounts = [
  'deposit_amount',
  'deposit_cases',
  'withdraw_amount',
  'withdraw_cases',
  'add_transaction',
  'deduct_transaction',
  'bonus',
  'bets_amount',
  'valid_amount',
]

/** The range, the days before it, the range that it is compared with, and the days before that. */
function windows({ from, to }: Days) {
  const days = `(DATE '${to}' - DATE '${from}' + 1)`
  const earlier = (times: number, day: string) => `(DATE '${day}' - ${times} * ${days}::INTEGER)`
  const window = (times: number) => `date BETWEEN ${earlier(times, from)} AND ${earlier(times, to)}`
  return {
    now: window(0),
    before: window(1),
    earlier: window(2),
    all: `date BETWEEN ${earlier(2, from)} AND DATE '${to}'`,
  }
}

/**
 * One statement for the cards and what they are compared with: members by what they are, people, and nine sums, each
 * in a scan of its own, which is faster than one scan that mixes them. The range that is compared with is the one
 * just before, so that it serves the cohorts as well.
 */
export function bestStatement(days: Days): string {
  const { now, before, earlier, all } = windows(days)
  const sums = amounts.flatMap((column) => [
    `sum(${column}) FILTER (${now}) AS ${column}`,
    `sum(${column}) FILTER (${before}) AS earlier_${column}`,
  ])
  return `WITH members AS (
  SELECT userkey, bool_or(${now}) AS now, bool_or(${before}) AS before, bool_or(${earlier}) AS earlier,
    min(least(first_deposit_date, date)) AS first_day
  FROM ${ledger} WHERE ${wanted} AND deposit_cases > 0 AND ${all} GROUP BY userkey
), people AS (
  SELECT unique_code, bool_or(${now}) AS now, bool_or(${before}) AS before
  FROM ${ledger} WHERE ${wanted} AND deposit_cases > 0 AND unique_code IS NOT NULL AND ${all} GROUP BY unique_code
), counted AS (
  SELECT count(*) FILTER (now) AS active, count(*) FILTER (before) AS active_before,
    count(*) FILTER (now AND first_day < DATE '${days.from}') AS existing,
    count(*) FILTER (now AND before) AS retained, count(*) FILTER (NOT now AND before) AS churned,
    count(*) FILTER (now AND NOT before AND first_day < DATE '${days.from}') AS reactivated,
    count(*) FILTER (before AND earlier) AS retained_before, count(*) FILTER (NOT before AND earlier) AS churned_before,
    count(*) FILTER (before AND NOT earlier) AS not_retained_before
  FROM members
), counted_people AS (
  SELECT count(*) FILTER (now) AS people, count(*) FILTER (before) AS people_before FROM people
), sums AS (
  SELECT ${sums.join(', ')} FROM ${ledger} WHERE ${wanted} AND (${now} OR ${before})
)
SELECT * FROM counted, counted_people, sums`
}

/** The documented way: a statement for each figure, of the range and of the one that it is compared with. */
export function documentedStatements(days: Days): readonly string[] {
  const { now, before, earlier } = windows(days)
  const of = (range: string, previous: string) => {
    const active = (column: string, window: string) =>
      `SELECT DISTINCT ${column} FROM ${ledger} WHERE ${wanted} AND deposit_cases > 0 AND ${window}`
    return [
      `SELECT count(DISTINCT userkey) FROM ${ledger} WHERE ${wanted} AND deposit_cases > 0 AND ${range}`,
      `SELECT count(DISTINCT unique_code) FROM ${ledger} WHERE ${wanted} AND deposit_cases > 0 AND unique_code IS NOT NULL AND ${range}`,
      `SELECT sum(deposit_amount), sum(deposit_cases) FROM ${ledger} WHERE ${wanted} AND ${range}`,
      `SELECT sum(withdraw_amount), sum(withdraw_cases) FROM ${ledger} WHERE ${wanted} AND ${range}`,
      `SELECT sum(add_transaction), sum(deduct_transaction) FROM ${ledger} WHERE ${wanted} AND ${range}`,
      `SELECT sum(bonus), sum(bets_amount), sum(valid_amount) FROM ${ledger} WHERE ${wanted} AND ${range}`,
      `SELECT count(*) FROM (${active('userkey', range)} INTERSECT ${active('userkey', previous)})`,
      `SELECT count(*) FROM (${active('userkey', previous)} EXCEPT ${active('userkey', range)})`,
      `SELECT count(DISTINCT userkey) FROM ${ledger} WHERE ${wanted} AND deposit_cases > 0 AND ${range}
        AND first_deposit_date < (SELECT min(date) FROM ${ledger} WHERE ${range}) AND userkey NOT IN (${active('userkey', previous)})`,
    ]
  }
  return [...of(now, before), ...of(before, earlier)]
}

/** Different members of the 30 days up to each day of a range. */
export function rollingStatement({ from, to }: Days): string {
  return `WITH seen AS (
  SELECT DISTINCT date, userkey FROM ${ledger}
  WHERE ${wanted} AND deposit_cases > 0 AND date BETWEEN DATE '${from}' - 29 AND DATE '${to}'
)
SELECT day, count(DISTINCT userkey) FROM range(DATE '${from}', DATE '${to}' + 1, INTERVAL 1 DAY) AS days(day)
JOIN seen ON date BETWEEN CAST(day AS DATE) - 29 AND CAST(day AS DATE) GROUP BY day`
}
