import type { Day } from '../calendar/day.js'
import { eachDay } from '../calendar/range.js'
import type { Decimal } from 'decimal.js'
import { Refusal } from '../errors.js'
import type { LabelWeight } from '../plans/plan-inputs.js'
import type { PlanLabels } from '../plans/plan.js'
import { literal, name, sql, value } from '../sql/sql.js'
import type { Source } from '../sources/source.js'
import type { RowsOf } from '../sources/source-rows.js'
import type { Row, Value } from '../warehouses/warehouse.js'
import { monthLabel, numberIn, type MonthToRead, type Querying } from './plan-cells.js'

/** What the calendar calls each day of a range; refuses where a day of the month is missing. */
export async function readLabels(
  session: Querying,
  rowsOf: RowsOf,
  { declared, month, from }: { declared: PlanLabels; month: MonthToRead; from: Day },
): Promise<ReadonlyMap<Day, string>> {
  const { calendar, columns } = declared
  const day = name(columns.day)
  const rows = await session.query(
    sql`SELECT ${day} AS ${name('day')}, ${name(columns.label)} AS ${name('label')} FROM ${rowsOf(calendar)} AS days WHERE ${day} BETWEEN ${literal(from, 'date')} AND ${literal(month.range.to, 'date')}`,
  )
  const told = new Map<Day, Set<string | null>>()
  for (const row of rows) {
    const each = String(row['day']).slice(0, 10)
    told.set(each, (told.get(each) ?? new Set()).add(textOrNull(row['label'])))
  }
  const refuse = (
    code: 'calendar-day-missing' | 'calendar-day-unlabelled' | 'calendar-day-twice',
    days: readonly Day[],
  ) => {
    if (days.length > 0) throw new Refusal(code, { source: calendar.name, month: month.label, days })
  }
  const ofMonth = eachDay(month.range)
  refuse(
    'calendar-day-missing',
    ofMonth.filter((each) => !told.has(each)),
  )
  refuse('calendar-day-twice', [...told].flatMap(([each, labels]) => (labels.size > 1 ? [each] : [])).sort())
  refuse(
    'calendar-day-unlabelled',
    ofMonth.filter((each) => told.get(each)?.has(null)),
  )
  return new Map(
    [...told].flatMap(([each, labels]) =>
      [...labels].flatMap((label) => (label === null ? [] : [[each, label]])),
    ),
  )
}

/** What each label of the month's days brings; refuses a label that the source says nothing or too little of. */
export async function readWeights(
  session: Querying,
  rowsOf: RowsOf,
  { declared, month, labels }: { declared: PlanLabels; month: MonthToRead; labels: ReadonlyMap<Day, string> },
): Promise<ReadonlyMap<string, LabelWeight> | 'derived'> {
  const { weights, columns } = declared
  if (weights === 'derived') return 'derived'
  const [year, number] = month.label.split('-').map(Number)
  const rows = await session.query(
    sql`SELECT ${name(columns.labelOfWeights)} AS ${name('label')}, ${name(columns.uplift)} AS ${name('uplift')}, ${name(columns.weight)} AS ${name('weight')}, ${name(columns.totalWeight)} AS ${name('total')} FROM ${rowsOf(weights)} AS weights WHERE ${name(columns.year)} = ${value(year ?? 0, 'integer')} AND ${name(columns.month)} = ${value(number ?? 0, 'integer')}`,
  )
  const held = new Map(rows.map((row) => [textOrNull(row['label']), row]))
  const used = eachDay(month.range).map((day) => labels.get(day) ?? '')
  const isOther = (row: Row) =>
    JSON.stringify(Object.values(row).map(String)) !==
    JSON.stringify(Object.values(held.get(textOrNull(row['label'])) ?? {}).map(String))
  const twice = [...new Set(rows.filter(isOther).map((row) => String(row['label'])))]
  if (twice.length > 0) {
    throw new Refusal('label-twice', { source: weights.name, month: month.label, labels: twice.sort() })
  }
  const refuse = (missing: string, isMissing: (label: string) => boolean) => {
    const without = [...new Set(used)].filter(isMissing)
    if (without.length === 0) return
    throw new Refusal('label-without-uplift', {
      source: weights.name,
      month: month.label,
      missing,
      labels: without.map((label) => ({ label, days: used.filter((each) => each === label).length })),
    })
  }
  const columnOf = { uplift: columns.uplift, weight: columns.weight, total: columns.totalWeight }
  const at = (label: string, column: keyof typeof columnOf) =>
    numberOrNull(held.get(label)?.[column], weights, columnOf[column])
  refuse('uplift', (label) => at(label, 'uplift') === null)
  refuse('total weight', (label) => at(label, 'total')?.isZero() ?? true)
  return new Map(
    [...held.keys()].flatMap((label): (readonly [string, LabelWeight])[] => {
      if (label === null) return []
      const [uplift, totalWeight] = [at(label, 'uplift'), at(label, 'total')]
      return uplift && totalWeight ? [[label, { uplift, weight: at(label, 'weight'), totalWeight }]] : []
    }),
  )
}

function numberOrNull(cell: Value | undefined, source: Source, column: string): Decimal | null {
  return cell === null || cell === undefined ? null : numberIn(cell, source, column)
}

function textOrNull(cell: Value | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell)
}

/** Every day's label, and every month's uplifts as they are given; without uplifts where they are derived. */
export async function readAllUplifts(
  session: Querying,
  rowsOf: RowsOf,
  declared: PlanLabels | undefined,
): Promise<{
  readonly labels: ReadonlyMap<Day, string>
  readonly upliftOf: (day: Day, label: string) => Decimal | null
}> {
  if (declared === undefined) return { labels: new Map(), upliftOf: () => null }
  const { calendar, weights, columns } = declared
  const days = await session.query(
    sql`SELECT ${name(columns.day)} AS ${name('day')}, ${name(columns.label)} AS ${name('label')} FROM ${rowsOf(calendar)} AS days`,
  )
  const labels = new Map(
    days.flatMap((row): (readonly [Day, string])[] => {
      const label = textOrNull(row['label'])
      return label === null ? [] : [[String(row['day']).slice(0, 10), label]]
    }),
  )
  if (weights === 'derived') return { labels, upliftOf: () => null }
  const rows = await session.query(
    sql`SELECT ${name(columns.year)} AS ${name('year')}, ${name(columns.month)} AS ${name('month')}, ${name(columns.labelOfWeights)} AS ${name('label')}, ${name(columns.uplift)} AS ${name('uplift')} FROM ${rowsOf(weights)} AS weights`,
  )
  const keyOf = (month: string, label: string) => JSON.stringify([month, label])
  const uplifts = new Map(
    rows.map((row) => [
      keyOf(monthLabel(row['year'], row['month']), String(row['label'])),
      numberOrNull(row['uplift'], weights, columns.uplift),
    ]),
  )
  return { labels, upliftOf: (day, label) => uplifts.get(keyOf(day.slice(0, 7), label)) ?? null }
}
