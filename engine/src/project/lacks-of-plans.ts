import {
  conditionOf,
  dayOf,
  dimensionOf,
  expressionOver,
  rowParts,
  type RowPart,
  type Writing,
} from '../activities/row-set.js'
import { timeOf } from '../activities/row-time.js'
import { periodOf } from '../calendar/period.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import type { Plan } from '../plans/plan.js'
import type { Source } from '../sources/source.js'
import { call, join, literal, name, sql, value, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { isAlwaysThere, wholeOf, type Lack } from './lack.js'
import type { LoadedProject } from './loaded-project.js'
import { metricNamed, type Targets } from './targets.js'

/** What rows of a source need for plans: of targets, label calendars and weights their columns, of bookings a time. */
export function lacksOfPlans(source: Source, { project, written }: LoadedProject): readonly Lack[] {
  const lacks = Object.entries(project.plans).flatMap(([plan, declared]) => [
    ...columnsRead(declared)
      .filter(({ from }) => from.name === source.name)
      .map(({ from, column }) => lackOfColumn(plan, from, column)),
    ...bookedParts(declared)
      .filter(({ from }) => from.name === source.name)
      .flatMap((part) => lacksOfBookings(plan, part, { time: declared.time, written })),
  ])
  const byWhat = new Map<string, Lack>()
  for (const lack of lacks) {
    const { from, where } = lack.part
    if (lack.lacks === 'column' && isAlwaysThere(from, lack.column)) continue
    const key = JSON.stringify([where, lack.lacks, lack.column])
    const known = byWhat.get(key)?.readBy ?? []
    byWhat.set(key, { ...lack, readBy: [...known, ...lack.readBy] })
  }
  return [...byWhat.values()]
}

/** The columns without which a plan takes nothing from a row of its sources. */
function columnsRead({
  target,
  labels,
}: Plan): readonly { readonly from: Source; readonly column: string }[] {
  const of = (from: Source, ...columns: readonly string[]) => columns.map((column) => ({ from, column }))
  const ofTarget =
    'from' in target ? of(target.from, target.columns.year, target.columns.month, target.columns.amount) : []
  if (labels === undefined) return ofTarget
  const { calendar, weights, columns } = labels
  const ofCalendar = of(calendar, columns.day, columns.label)
  if (weights === 'derived') return [...ofTarget, ...ofCalendar]
  const { year, month, labelOfWeights, uplift, totalWeight } = columns
  return [...ofTarget, ...ofCalendar, ...of(weights, year, month, labelOfWeights, uplift, totalWeight)]
}

function lackOfColumn(plan: string, from: Source, column: string): Lack {
  const held = name(column)
  const isText = from.columns.find((each) => each.name === column)?.type === 'text'
  return {
    readBy: [{ kind: 'plan', name: plan }],
    part: wholeOf(from),
    lacks: 'column',
    column,
    isLacking: () => sql`${isText ? call('unlessBlank', held) : held} IS NULL`,
  }
}

function bookedParts({ metric }: Plan): readonly RowPart[] {
  return [...new Set(leavesOf(metric).map(({ of }) => of))].flatMap((of) => rowParts(of))
}

function lacksOfBookings(
  plan: string,
  part: RowPart,
  { time, written }: { readonly time: string | undefined; readonly written: Writing['written'] },
): readonly Lack[] {
  const readBy = [{ kind: 'plan' as const, name: plan }]
  const at = time === undefined ? undefined : timeOf(part, written, time)
  if (at === undefined || isAlwaysThere(part.from, at.column)) return []
  const isLacking: Lack['isLacking'] = (writing) =>
    sql`${dayOf(part, writing)} IS NOT NULL AND ${expressionOver(part.from, at.column, writing)} IS NULL`
  return [{ readBy, part, lacks: 'time', column: at.column, isLacking }]
}

/** What rows of board targets need: a metric of the project, and the first day of a period. */
export async function lacksOfTargets(
  source: Source,
  { project }: LoadedProject,
  {
    session,
    writing,
    rowsOf,
  }: { readonly session: ReadSession; readonly writing: Writing; readonly rowsOf: (part: RowPart) => Sql },
): Promise<readonly Lack[]> {
  const { targets } = project
  const metric = targets && project.metrics[targets.from]
  if (targets === undefined || metric === undefined) return []
  const parts = leavesOf(metric)
    .flatMap(({ of }) => rowParts(of))
    .filter(({ from }) => from.name === source.name)
  const lacks: Lack[] = []
  for (const part of new Set(parts)) {
    const what = 'a target'
    const context = { ...writing, what }
    const named = dimensionOf(part, targets.metric, context)
    const day = dayOf(part, context)
    const rows = await session.query(
      sql`SELECT DISTINCT ${named} AS ${name('metric')}, ${day} AS ${name('day')} FROM ${rowsOf(part)} AS source WHERE ${conditionOf(part, context)} AND ${day} IS NOT NULL`,
    )
    const ofMetrics = new Set(rows.map((row) => textOrNull(row['metric'])))
    const unknown = [...ofMetrics].filter((each) => metricNamed(each ?? '', project) === undefined)
    const days = new Set(rows.map((row) => String(row['day']).slice(0, 10)))
    const startsNone = [...days].filter(
      (each) => periodOf(each, targets.period, project.calendar).range.from !== each,
    )
    lacks.push(...lacksOfPart(part, targets, { unknown, startsNone }))
  }
  return lacks
}

function lacksOfPart(
  part: RowPart,
  targets: Targets,
  {
    unknown,
    startsNone,
  }: { readonly unknown: readonly (string | null)[]; readonly startsNone: readonly string[] },
): readonly Lack[] {
  const readBy = [{ kind: 'targets' as const, name: targets.from }]
  const isUnknown = (writing: Writing & { what: string }) => {
    const named = dimensionOf(part, targets.metric, writing)
    const texts = unknown.map((each) => value(each ?? '', 'text'))
    const isOne = sql`${named} IN (${join(texts)})`
    return unknown.includes(null) ? sql`(${isOne} OR ${named} IS NULL)` : isOne
  }
  const ofMetric: Lack = {
    readBy,
    part,
    lacks: 'metric',
    column: part.dimensions[targets.metric] ?? targets.metric,
    isLacking: (writing) => sql`${dayOf(part, writing)} IS NOT NULL AND ${isUnknown(writing)}`,
  }
  const ofDay: Lack = {
    readBy,
    part,
    lacks: 'start of a period',
    column: part.day,
    isLacking: (writing) =>
      sql`${dayOf(part, writing)} IN (${join(startsNone.map((day) => literal(day, 'date')))})`,
  }
  return [...(unknown.length > 0 ? [ofMetric] : []), ...(startsNone.length > 0 ? [ofDay] : [])]
}

function textOrNull(cell: unknown): string | null {
  return typeof cell === 'string' ? cell : null
}
