import { keptThings } from '../builds/kept-things.js'
import { readLedger } from '../builds/ledger.js'
import { parsePeriod } from '../calendar/parse-period.js'
import { periodOf, periodsIn } from '../calendar/period.js'
import type { Range } from '../calendar/range.js'
import { summedType } from '../measures/sum-table.js'
import { leavesOf, partsOf } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import { declaredMetric } from '../project/board.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { SummaryColumn, SummaryTable } from '../project/summary-table.js'
import { scaleOfType } from '../sql/scale.js'
import type { ColumnType } from '../sql/sql.js'
import type { ReadSession, Row, Value } from '../warehouses/warehouse.js'
import type { AnswerRow } from './answer.js'
import { askFiguresIn, askIn, type Asking } from './ask.js'
import { builtEntries } from './needed-things.js'

/** Decimal places of a quotient. */
const quotientPlaces = 12

/** A summary table's columns with the types of their values; counts and sums are decimals of their own scale. */
export function summaryColumns(
  { columns }: SummaryTable,
  loaded: LoadedProject,
): readonly { readonly name: string; readonly type: ColumnType }[] {
  return Object.entries(columns).map(([name, column]) => ({ name, type: typeOf(column, loaded) }))
}

/**
 * The rows of a summary table, in batches: for each period those of the dimension values that the data have, then
 * the one of all values. A period without any row in the data is left out. Without a range, all of the data.
 *
 * @throws Refusal `not-built`
 */
export async function* summaryRows(
  session: ReadSession,
  { table, range }: { table: SummaryTable; range: Range | undefined },
  asking: Omit<Asking, 'warehouse'>,
): AsyncGenerator<readonly Row[]> {
  const span = range ?? (await dataOf(session, asking.loaded))
  if (span === undefined) return
  const { calendar } = asking.loaded.project
  const whole = {
    from: periodOf(span.from, table.grain, calendar).range.from,
    to: periodOf(span.to, table.grain, calendar).range.to,
  }
  // A year at a time, so that a long table is never held as a whole.
  const parts =
    table.grain === 'day' ? periodsIn(whole, 'year', calendar).map((year) => year.clipped) : [whole]
  for (const part of parts) yield await rowsIn(session, { table, range: part }, asking)
}

async function rowsIn(
  session: ReadSession,
  { table, range }: { table: SummaryTable; range: Range },
  asking: Omit<Asking, 'warehouse'>,
): Promise<readonly Row[]> {
  const columns = Object.entries(table.columns)
  const metrics = columns.flatMap(([, column]) => ('metric' in column ? [column.metric] : []))
  const series = { metrics, from: range.from, to: range.to, grain: table.grain }
  const split = await askIn(session, { ...series, by: table.by }, asking)
  // The rows are refused where currencies would be added; what is left is the total of what is split by currency.
  const totals = await askFiguresIn(session, series, asking)
  const rowOf = (row: AnswerRow): Row =>
    Object.fromEntries(columns.map(([name, column]) => [name, valueOf(column, row, { table, asking })]))
  return totals.rows
    .filter(({ inData }) => inData)
    .flatMap((total) => {
      const parts = split.rows.filter(({ period, inData }) => inData && period === total.period)
      return [...parts.map(rowOf), rowOf(total)]
    })
}

function valueOf(
  column: SummaryColumn,
  row: AnswerRow,
  { table, asking }: { table: SummaryTable; asking: Omit<Asking, 'warehouse'> },
): Value {
  const { parameters, project } = asking.loaded
  if ('metric' in column) return row.values[column.metric]?.value ?? null
  if ('constant' in column) return column.constant
  if ('parameter' in column) return parameters[column.parameter] ?? null
  if ('dimension' in column) {
    return Object.hasOwn(row.dimensions, column.dimension)
      ? (row.dimensions[column.dimension] ?? null)
      : table.total
  }
  const { range } = parsePeriod(row.period ?? '', { calendar: project.calendar, today: asking.today })
  switch (column.period) {
    case 'first-day':
      return range.from
    case 'label':
      return row.period ?? null
    case 'year':
      return yearOf(periodOf(range.from, 'year', project.calendar).label)
    case 'quarter':
      return periodOf(range.from, 'quarter', project.calendar).label.split('-').at(-1) ?? null
  }
}

/** A calendar year is a number; a fiscal one has a name, such as FY2026. */
function yearOf(label: string): Value {
  return /^\d+$/.test(label) ? BigInt(label) : label
}

function typeOf(column: SummaryColumn, loaded: LoadedProject): ColumnType {
  if ('period' in column && column.period === 'first-day') return 'date'
  const isCalendarYear = loaded.project.calendar.fiscalYearStart === 1
  if ('period' in column && column.period === 'year' && isCalendarYear) return 'integer'
  if (!('metric' in column)) return 'text'
  return `decimal(38,${scaleOfMetric(declaredMetric(column.metric, loaded.project.metrics), loaded)})`
}

function scaleOfMetric(metric: Metric, { written }: LoadedProject): number {
  const divides = partsOf(metric).some(
    (part) =>
      part.kind === 'ratio' ||
      part.kind === 'per-day' ||
      (part.kind === 'arithmetic' && part.operation === 'times'),
  )
  if (divides) return quotientPlaces
  const scales = leavesOf(metric).map((leaf) =>
    'summed' in leaf ? (scaleOfType(summedType(leaf.of, leaf.summed, written)) ?? quotientPlaces) : 0,
  )
  return Math.max(0, ...scales)
}

/** The first and the last day of all that is kept. */
async function dataOf(session: ReadSession, loaded: LoadedProject): Promise<Range | undefined> {
  const entries = builtEntries(keptThings(loaded.layout), loaded, await readLedger(session))
  const from = entries.flatMap(({ firstDay }) => firstDay ?? []).toSorted()[0]
  const to = entries
    .flatMap(({ lastDay }) => lastDay ?? [])
    .toSorted()
    .at(-1)
  return from === undefined || to === undefined ? undefined : { from, to }
}
