import type { Decimal } from 'decimal.js'
import { Refusal } from '../errors.js'
import { sameCurrency, saidCurrency } from '../metrics/currencies.js'
import { exact } from '../metrics/exact.js'
import type { Plan, PlanTarget } from '../plans/plan.js'
import { name, sql } from '../sql/sql.js'
import type { RowsOf } from '../sources/source-rows.js'
import type { Row } from '../warehouses/warehouse.js'
import { monthLabel, numberIn, type MonthToRead, type Querying } from './plan-cells.js'

/** A target of a month. */
export interface MonthTarget {
  readonly target: Decimal
  readonly version: string | null
  /** The currency that it is in; undefined where it says none. */
  readonly currency: string | undefined
}

/** Of which plan and month targets are read. */
export interface TargetToRead {
  readonly name: string
  readonly declared: Plan
  readonly month: MonthToRead
}

/**
 * The month's targets in the version that the plan names: one, or one for each currency.
 *
 * @throws Refusal `month-without-target`, `ambiguous-target`, `plan-number`
 */
export async function readTargets(
  session: Querying,
  rowsOf: RowsOf,
  { name: plan, declared, month }: TargetToRead,
): Promise<readonly MonthTarget[]> {
  const { target } = declared
  if (!('from' in target)) {
    const { everyMonth, currency } = target
    return [{ target: exact(everyMonth), version: null, currency }]
  }
  const { from, version, columns } = target
  const rows = await targetRows(session, rowsOf, target)
  const of = (row: Row) => monthLabel(row['year'], row['month'])
  const isVersion = (row: Row) => version === undefined || row['version'] === version
  const found = rows.filter((row) => of(row) === month.label && isVersion(row))
  if (found.length === 0) {
    throw new Refusal('month-without-target', {
      plan,
      month: month.label,
      source: from.name,
      version,
      months: [...new Set(rows.filter(isVersion).map(of))].sort().reverse(),
      versions: rows.filter((row) => of(row) === month.label).map((row) => String(row['version'])),
    })
  }
  const isTwice = found.some((row, at) => found.slice(0, at).some((other) => isOfOne(row, other)))
  if (isTwice) throw ambiguous(found, { plan, month, source: from.name })
  return found.map((row) => ({
    target: numberIn(row['amount'], from, columns.amount),
    version: typeof row['version'] === 'string' ? row['version'] : null,
    currency: currencyIn(row),
  }))
}

/** Whether two targets are of one currency, or one of them says none. */
function isOfOne(one: Row, other: Row): boolean {
  const [first, second] = [currencyIn(one), currencyIn(other)]
  return first === undefined || second === undefined || sameCurrency(first, second)
}

function ambiguous(
  found: readonly Row[],
  { plan, month, source }: { plan: string; month: MonthToRead; source: string },
): Refusal {
  const versions = found.map((row) => [row['version'], currencyIn(row)].filter(Boolean).join(' '))
  return new Refusal('ambiguous-target', { plan, month: month.label, source, versions })
}

/**
 * The target that stands beside amounts of a currency: of several the one in that currency.
 *
 * @throws Refusal `plan-target-currency`
 */
export function targetBeside(
  currency: string | null | undefined,
  targets: readonly MonthTarget[],
  { name: plan, month }: TargetToRead,
): MonthTarget {
  const [only, ...others] = targets
  if (only === undefined) throw new Error('a month without targets')
  const isAlone = others.length === 0
  if (isAlone && (currency === undefined || only.currency === undefined)) return only
  const own = targets.find(
    (target) =>
      typeof currency === 'string' &&
      target.currency !== undefined &&
      sameCurrency(target.currency, currency),
  )
  if (own !== undefined) return own
  throw new Refusal('plan-target-currency', {
    plan,
    month: month.label,
    targets: targets.flatMap((target) => target.currency ?? []),
    currency,
  })
}

/** The months that have a target in the version that the plan names, in order; none where it is every month's. */
export async function monthsWithTarget(
  session: Querying,
  rowsOf: RowsOf,
  { target }: Plan,
): Promise<readonly string[]> {
  if ('everyMonth' in target) return []
  const rows = await targetRows(session, rowsOf, target)
  const held = rows.filter((row) => target.version === undefined || row['version'] === target.version)
  return [...new Set(held.map((row) => monthLabel(row['year'], row['month'])))].sort()
}

function targetRows(
  session: Querying,
  rowsOf: RowsOf,
  { from, columns }: PlanTarget,
): Promise<readonly Row[]> {
  const orNone = (known: string) =>
    from.columns.some((column) => column.name === known) ? name(known) : sql`NULL`
  return session.query(
    sql`SELECT ${name(columns.year)} AS ${name('year')}, ${name(columns.month)} AS ${name('month')}, ${orNone(columns.version)} AS ${name('version')}, ${orNone(columns.currency)} AS ${name('currency')}, ${name(columns.amount)} AS ${name('amount')} FROM ${rowsOf(from)} AS targets WHERE ${name(columns.amount)} IS NOT NULL`,
  )
}

function currencyIn(row: Row): string | undefined {
  const cell = row['currency']
  return saidCurrency(typeof cell === 'string' ? cell : null) ?? undefined
}
