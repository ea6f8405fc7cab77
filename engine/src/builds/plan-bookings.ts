import type { Decimal } from 'decimal.js'
import {
  conditionOf,
  dayOf,
  dimensionOf,
  hourOfMoment,
  expressionOver,
  rowParts,
  rowsOfPart,
  type RowPart,
  type RowSet,
  type Writing,
} from '../activities/row-set.js'
import { datedBefore, timeOf } from '../activities/row-time.js'
import type { Range } from '../calendar/range.js'
import { Refusal } from '../errors.js'
import { isInCurrency, leafKey, type Leaf } from '../measures/leaf.js'
import { summedValue } from '../measures/sum-table.js'
import type { SummedColumn } from '../measures/summed-column.js'
import { saidCurrency } from '../metrics/currencies.js'
import { exact } from '../metrics/exact.js'
import { leavesOf, readMetric } from '../metrics/metric-kinds.js'
import type { Bookings, PlanMoment } from '../plans/plan-inputs.js'
import type { Plan } from '../plans/plan.js'
import { call, join, literal, name, sql, type, type Sql } from '../sql/sql.js'
import type { Row } from '../warehouses/warehouse.js'
import type { Querying } from './plan-cells.js'

/** What is to be read: the rows of these days that are dated before the moment. */
export interface BookingsToRead {
  readonly plan: Plan
  readonly range: Range
  readonly moment: PlanMoment
  readonly writing: Writing
}

/** Reads what was booked by day and clock hour, from the sources' rows as they are now. */
export async function readBookings(session: Querying, reading: BookingsToRead): Promise<Bookings> {
  const { plan } = reading
  const leaves = leavesOf(plan.metric).filter((leaf) => leaf.pass === 'sums')
  const rowSets = [...new Set(leaves.map(({ of }) => of))]
  const cells = new Cells(plan)
  const currency = await oneCurrency(session, leaves, reading)
  for (const of of rowSets) {
    const own = leaves.filter((leaf) => leaf.of === of)
    for (const row of await session.query(
      hoursStatement(
        of,
        own.map(({ summed }) => summed),
        reading,
      ),
    )) {
      cells.add(row, own)
    }
  }
  const hasHours = rowSets.every((of) =>
    rowParts(of).every((part) => timeOf(part, reading.writing.written, plan.time) !== undefined),
  )
  return { ...cells.bookings(), hasHours, currency }
}

/**
 * The currency of a metric's amounts; undefined where there are none, or none says it. Refuses amounts in several
 * currencies, in one sum or in several that the metric is worked out from.
 *
 * @throws Refusal `plan-in-several-currencies`
 */
async function oneCurrency(
  session: Querying,
  leaves: readonly SumLeaf[],
  reading: BookingsToRead,
): Promise<string | null | undefined> {
  const found = new Set<string | null>()
  for (const leaf of leaves) {
    if (!isInCurrency(leaf)) continue
    const { dimension, counted } = leaf.currency
    const split = { ...reading, plan: { ...reading.plan, split: { by: dimension } } }
    const rows = await session.query(
      sql`SELECT DISTINCT part FROM (
${hoursStatement(leaf.of, [counted], split)}
) AS booked WHERE ${name(counted.column)} > 0`,
    )
    for (const { part } of rows) found.add(saidCurrency(typeof part === 'string' ? part : null))
    if (found.size > 1) {
      const currencies = [...found].toSorted((one, other) =>
        (one ?? '\uffff') < (other ?? '\uffff') ? -1 : 1,
      )
      throw new Refusal('plan-in-several-currencies', { currencies, dimension })
    }
  }
  const [only] = found
  return only
}

/** The first and the last day of all rows behind a metric up to the moment; undefined without any. */
export async function bookedDays(
  session: Querying,
  reading: Omit<BookingsToRead, 'range'>,
): Promise<Range | undefined> {
  const range = { from: '0001-01-01', to: '9999-12-31' }
  const plan = { ...reading.plan, split: undefined }
  const rowSets = [...new Set(leavesOf(plan.metric).map(({ of }) => of))]
  const parts = rowSets.flatMap((of) =>
    rowParts(of).map((part) => partRows(of, part, { ...reading, plan, range, columns: [] })),
  )
  const [found] = await session.query(
    sql`SELECT min(${name('day')}) AS ${name('first_day')}, max(${name('day')}) AS ${name('last_day')} FROM (
${join(parts, '\nUNION ALL\n')}
) AS parts WHERE ${name('day')} <= ${literal(reading.moment.today, 'date')}`,
  )
  const { first_day: from, last_day: to } = found ?? {}
  return typeof from === 'string' && typeof to === 'string' ? { from, to } : undefined
}

/** The statement that adds up a row set's columns by day, clock hour and part. */
export function hoursStatement(of: RowSet, columns: readonly SummedColumn[], reading: BookingsToRead): Sql {
  const { plan, range } = reading
  const keys = [name('day'), name('hour'), ...(plan.split ? [name('part')] : [])]
  const unique = [...new Map(columns.map((summed) => [summed.column, summed])).values()]
  const sums = unique.map(({ column }) => sql`${call('sum', name(column))} AS ${name(column)}`)
  const parts = rowParts(of).map((part) => partRows(of, part, { ...reading, columns: unique }))
  const days = sql`${name('day')} BETWEEN ${literal(range.from, 'date')} AND ${literal(range.to, 'date')}`
  return sql`SELECT ${join([...keys, ...sums])}
FROM (
${join(parts, '\nUNION ALL\n')}
) AS parts
WHERE ${days}
GROUP BY ${join(keys)}`
}

function partRows(
  of: RowSet,
  part: RowPart,
  { plan, moment, writing, columns }: BookingsToRead & { columns: readonly SummedColumn[] },
): Sql {
  const context = (what: string) => ({ ...writing, what: `${what} of the ${of.kind} "${of.name}"` })
  const time = timeOf(part, writing.written, plan.time)
  const at = time && expressionOver(part.from, time.column, context('the time'))
  const selected = [
    sql`${dayOf(part, context('the day'))} AS ${name('day')}`,
    sql`${at ? hourOfMoment(at, time.type, writing) : sql`CAST(NULL AS ${type('integer')})`} AS ${name('hour')}`,
    ...(plan.split
      ? [sql`${dimensionOf(part, plan.split.by, context('the split'))} AS ${name('part')}`]
      : []),
    ...columns.map((summed) => sql`${summedValue(of, part, { summed, writing })} AS ${name(summed.column)}`),
  ]
  const cut = { local: moment.local.replace('T', ' '), utc: moment.utc }
  const dated = time ? sql` AND ${datedBefore(part, { time, cut }, context('the time'))}` : sql``
  return sql`  SELECT ${join(selected, ', ')}
  FROM ${rowsOfPart(part, context('an exception'))} AS source
  WHERE ${conditionOf(part, context('the condition'))}${dated}`
}

type SumLeaf = Extract<Leaf, { pass: 'sums' }>

/** The metric's leaves by day, hour and part, until all of them are read. */
class Cells {
  readonly #cells = new Map<
    string,
    { day: string; hour: number; part: string | null; leaves: Map<string, string> }
  >()

  constructor(private readonly plan: Plan) {}

  add(row: Row, leaves: readonly SumLeaf[]): void {
    const day = String(row['day'])
    const hour = Number(row['hour'] ?? 0)
    const part = typeof row['part'] === 'string' ? row['part'] : null
    const key = JSON.stringify([day, hour, part])
    for (const leaf of leaves) {
      const sum = row[leaf.summed.column]
      if (sum === null || sum === undefined) continue
      const cell = this.#cells.get(key) ?? { day, hour, part, leaves: new Map<string, string>() }
      this.#cells.set(key, cell)
      cell.leaves.set(leafKey(leaf), String(sum))
    }
  }

  bookings(): Pick<Bookings, 'days' | 'parts'> {
    const days = new Map<string, { hours: Decimal[]; total: Decimal }>()
    const parts = new Map<string | null, Map<string, Decimal>>()
    for (const { day, hour, part, leaves } of this.#cells.values()) {
      const reading = readMetric(this.plan.metric, {
        leaf: (leaf) => leaves.get(leafKey(leaf)) ?? '0',
        // Several are refused before anything is added.
        currencies: () => [],
        days: 1,
      })
      const amount = exact(reading.value ?? 0)
      const booked = days.get(day) ?? { hours: Array.from({ length: 24 }, () => exact(0)), total: exact(0) }
      booked.hours[hour] = (booked.hours[hour] ?? exact(0)).plus(amount)
      booked.total = booked.total.plus(amount)
      days.set(day, booked)
      if (this.plan.split === undefined) continue
      const ofPart = parts.get(part) ?? new Map<string, Decimal>()
      ofPart.set(day, (ofPart.get(day) ?? exact(0)).plus(amount))
      parts.set(part, ofPart)
    }
    return { days, parts }
  }
}
