import type { Writing } from '../activities/row-set.js'
import { sourcesOf } from '../activities/row-set.js'
import { businessDay, hourOf } from '../calendar/business-day.js'
import { firstHour, type Calendar } from '../calendar/calendar.js'
import { localText, utcText } from '../calendar/day-cut.js'
import type { Day } from '../calendar/day.js'
import type { Moment } from '../calendar/moment.js'
import { parsePeriod } from '../calendar/parse-period.js'
import { periodOf, previousPeriod, type Period } from '../calendar/period.js'
import { daysIn, eachDay } from '../calendar/range.js'
import { Refusal } from '../errors.js'
import { currencyOfMetric, isToldByRows } from '../metrics/currency-of-metric.js'
import { formatOfCurrency } from '../metrics/currency-format.js'
import { formatWith } from '../metrics/format.js'
import { formatOf, leavesOf } from '../metrics/metric-kinds.js'
import { exact } from '../metrics/exact.js'
import { clockHours } from '../plans/clock-hours.js'
import type { PlanInputs, PlanMoment } from '../plans/plan-inputs.js'
import { planSources, type Plan } from '../plans/plan.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Source } from '../sources/source.js'
import { closestName } from '../names/closest-name.js'
import { boundRows, type RowsOf } from '../sources/source-rows.js'
import type { Dialect } from '../sql/print.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { keptThings } from './kept-things.js'
import { readLedger } from './ledger.js'
import { dataDays, daysInLedger, firstDayOf, spanOfDays, type DataDays } from './data-days.js'
import { bookedDays, readBookings, type BookingsToRead } from './plan-bookings.js'
import type { MonthToRead, Querying } from './plan-cells.js'
import { readLabels, readWeights } from './plan-labels.js'
import { readTargets, targetBeside } from './plan-target.js'
import { definitionOf } from './work-list.js'

/** What a plan is worked out for. */
export interface PlanRequest {
  /** The plan's name in the project. */
  readonly plan: string
  /** `2026-01`, `this-month`, `last-month`. Default: the month of `now`. */
  readonly month?: string | undefined
  readonly now: Moment
}

/** A statement by which a plan is read, as people can run it. */
export interface PlanStatement {
  readonly reads: 'target' | 'labels' | 'uplifts' | 'bookings'
  readonly sql: string
}

/** What a plan is read from. */
export interface PlanReading {
  readonly loaded: LoadedProject
  readonly dialect: Dialect
  /** Told of each statement. */
  readonly onStatement?: (statement: PlanStatement) => void
}

/** Months that are read before the month and before today: enough for profiles, their record, and derived uplifts. */
const monthsBefore = 4

/**
 * Reads everything that a plan is worked out from, as of a moment: rows dated at it or later do not exist yet.
 *
 * @throws Refusal `unknown-plan`, `not-a-month`, `not-built`, `month-without-target`, `ambiguous-target`, `plan-target-currency`,
 * `calendar-day-missing`, `label-without-uplift`
 */
export async function readPlan(
  session: ReadSession,
  { loaded, dialect, onStatement }: PlanReading,
  request: PlanRequest,
): Promise<PlanInputs> {
  const { calendar } = loaded.project
  const declared = planNamed(request.plan, loaded)
  const moment = planMoment(request.now, calendar)
  const period = monthNamed(request.month ?? 'this-month', calendar, moment)
  const month = { label: period.label, range: period.range }
  const rowsOf = await builtRows(session, sourcesOfPlan(declared), { loaded, dialect })
  const named = { name: request.plan, declared, month }
  const reading = (reads: PlanStatement['reads']) =>
    onStatement === undefined
      ? session
      : told(session, (sql) => {
          onStatement({ reads, sql })
        })
  const targets = await readTargets(reading('target'), rowsOf, named)
  const earliest = month.range.from < moment.today ? month.range.from : moment.today
  const from = previousPeriod(periodOf(earliest, 'month', calendar), calendar, monthsBefore).range.from
  const writing: Writing = { written: loaded.written, dialect, calendar, rowsOf }
  const labels = await labelling(reading, rowsOf, { declared, month, from })
  const reads = { plan: declared, range: { from, to: moment.today }, moment, writing }
  const bookings = await readBookings(reading('bookings'), reads)
  const format = formatWith(formatOf(declared.metric), loaded.parameters)
  const currency = currencyOfMetric(declared.metric, { told: bookings.currency, format })
  const { target, version, currency: targetCurrency } = targetBeside(currency, targets, named)
  return {
    plan: request.plan,
    metric: metricLabel(declared, loaded),
    format: formatOfCurrency(
      format,
      currency === undefined && isToldByRows(declared.metric) ? targetCurrency : currency,
    ),
    currency,
    month,
    moment,
    target,
    version,
    ...labels,
    before: {
      from: previousPeriod(period, calendar, 3).range.from,
      to: previousPeriod(period, calendar).range.to,
    },
    bookings,
    ...(await knownDays(session, { loaded, reads, booked: bookings.days })),
  }
}

interface KnownDays {
  readonly loaded: LoadedProject
  readonly reads: BookingsToRead
  readonly booked: ReadonlyMap<Day, unknown>
}

/**
 * The days of the metric's data. What is kept tells them; rows are looked through where nothing is kept of them, or rows
 * that are later than the moment.
 */
async function knownDays(
  session: ReadSession,
  { loaded, reads, booked }: KnownDays,
): Promise<Pick<PlanInputs, 'data' | 'knownFrom'>> {
  const { metric } = reads.plan
  const days: DataDays = dataDays(daysInLedger(await readLedger(session)), loaded.layout)
  const kept = leavesOf(metric).map(days)
  const isUpToNow = kept.every((range) => range !== undefined && range.to <= reads.moment.today)
  if (!isUpToNow) {
    const data = await bookedDays(session, reads)
    return { data, knownFrom: data && later(firstDayOf(metric, days), data.from) }
  }
  const read = [...booked.keys()].map((day) => ({ from: day, to: day }))
  return {
    data: spanOfDays([...kept.flatMap((range) => range ?? []), ...read]),
    knownFrom: firstDayOf(metric, days),
  }
}

function later(one: Day | undefined, other: Day): Day {
  return one !== undefined && one > other ? one : other
}

/** Queries of a session, each of which somebody is told of. */
function told(session: ReadSession, tell: (sql: string) => void): Querying {
  return {
    query: (statement) => {
      tell(session.show(statement))
      return session.query(statement)
    },
  }
}

/** What days are called and what they bring; without labels all are called and weigh the same. */
async function labelling(
  reading: (reads: PlanStatement['reads']) => Querying,
  rowsOf: RowsOf,
  { declared, month, from }: { declared: Plan; month: MonthToRead; from: Day },
): Promise<Pick<PlanInputs, 'isLabelled' | 'normal' | 'labels' | 'weights'>> {
  if (declared.labels === undefined) {
    const normal = 'Normal day'
    const labels = new Map(eachDay({ from, to: month.range.to }).map((day) => [day, normal]))
    const weight = { uplift: exact(1), weight: exact(1), totalWeight: exact(daysIn(month.range)) }
    return { isLabelled: false, normal, labels, weights: new Map([[normal, weight]]) }
  }
  const labels = await readLabels(reading('labels'), rowsOf, { declared: declared.labels, month, from })
  const weights = await readWeights(reading('uplifts'), rowsOf, { declared: declared.labels, month, labels })
  return { isLabelled: true, normal: declared.labels.normal, labels, weights }
}

/** A plan by its name. */
export function planNamed(plan: string, { project }: LoadedProject): Plan {
  const plans = Object.keys(project.plans)
  const declared = Object.hasOwn(project.plans, plan) ? project.plans[plan] : undefined
  if (!declared) throw new Refusal('unknown-plan', { plan, closest: closestName(plan, plans), plans })
  return declared
}

/** What people call a plan's metric: its label, else its name in the project. */
export function metricLabel({ metric, label }: Plan, { project }: LoadedProject): string {
  const name = Object.entries(project.metrics).find(([, declared]) => declared === metric)?.[0]
  return metric.label ?? name ?? label ?? 'metric'
}

/** A month by its name; refuses other periods. */
export function monthNamed(text: string, calendar: Calendar, { today }: Pick<PlanMoment, 'today'>): Period {
  const { period } = parsePeriod(text, { calendar, today })
  if (period?.grain !== 'month') throw new Refusal('not-a-month', { text })
  return period
}

/** A moment on the clock of the project's time zone. */
export function planMoment(now: Moment, calendar: Calendar): PlanMoment {
  const today = businessDay(now, calendar)
  return {
    local: localText(now, calendar).replace(' ', 'T'),
    utc: utcText(now),
    today,
    hour: hourOf(now, calendar),
    firstHour: firstHour(calendar),
    clockHours: clockHours(today, calendar),
  }
}

/** The sources that a plan reads. */
export function sourcesOfPlan(declared: Plan): readonly Source[] {
  const ofMetric = leavesOf(declared.metric).flatMap(({ of }) => sourcesOf(of))
  return [...new Set([...planSources(declared), ...ofMetric])]
}

/**
 * The rows of sources as they are in the warehouse.
 *
 * @throws Refusal `not-built` where one is not built as it is declared, and what {@link boundSource} refuses
 */
export async function builtRows(
  session: ReadSession,
  sources: readonly Source[],
  { loaded, dialect }: Pick<PlanReading, 'loaded' | 'dialect'>,
): Promise<RowsOf> {
  const ledger = await readLedger(session)
  for (const { kind, name, thing, declared: definition } of keptThings(loaded.layout)) {
    if (kind !== 'source' || !sources.some((source) => source.name === name)) continue
    const entry = ledger.get(thing)
    if (entry === undefined) throw new Refusal('not-built', { thing, why: 'is not built' })
    if (entry.definition !== definitionOf(loaded, definition)) {
      throw new Refusal('not-built', { thing, why: 'was built from an earlier declaration' })
    }
  }
  return boundRows(session, sources, { written: loaded.written, dialect })
}
