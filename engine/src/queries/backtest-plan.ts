import { rowParts, type Writing } from '../activities/row-set.js'
import { readBookings } from '../builds/plan-bookings.js'
import { builtRows, metricLabel, planMoment, planNamed, sourcesOfPlan } from '../builds/plan-reading.js'
import { readAllUplifts } from '../builds/plan-labels.js'
import { addDays, type Day } from '../calendar/day.js'
import type { Moment } from '../calendar/moment.js'
import { contains, eachDay } from '../calendar/range.js'
import { Refusal } from '../errors.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import { exact } from '../metrics/exact.js'
import { backtest, type Score } from '../plans/backtest.js'
import { firstHour } from '../calendar/calendar.js'
import { clockHours } from '../plans/clock-hours.js'
import type { HourlyDay } from '../plans/hourly-day.js'
import type { Plan } from '../plans/plan.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import type { PlanAsking } from './answer-plan.js'

/** What is to be tested. */
export interface BacktestRequest {
  readonly plan: string
  readonly now: Moment
  /** First and last day to test; default: all complete days in the data. Earlier ones are still learnt from. */
  readonly from?: Day | undefined
  readonly to?: Day | undefined
  /** First and last hour at which something is said; default: from the first hour with revenue to the last. */
  readonly hours?: { readonly from: number; readonly to: number } | undefined
  /** The first day of a second part that is scored apart: days on which nothing was tuned. */
  readonly heldOutFrom?: Day | undefined
}

/** How wrong the projections would have been. */
export interface BacktestReport {
  readonly plan: string
  readonly metric: string
  /** First and last day that was tested. */
  readonly from: Day
  readonly to: Day
  readonly heldOutFrom: Day | null
  /** Days with revenue that were tested. */
  readonly days: number
  readonly hours: readonly number[]
  readonly scores: readonly Score[]
}

/**
 * Says for each past day and hour what each method would have said, against what the day became.
 *
 * @throws Refusal `unknown-plan`, `plan-without-hours`, `nothing-to-backtest`, `not-built`
 * @example
 * await backtestPlan({ plan: 'recommended', now, heldOutFrom: '2026-01-01' }, { loaded, warehouse })
 */
export async function backtestPlan(request: BacktestRequest, asking: PlanAsking): Promise<BacktestReport> {
  const { plan, now, heldOutFrom } = request
  const { calendar } = asking.loaded.project
  const declared = planNamed(plan, asking.loaded)
  const { today } = planMoment(now, calendar)
  const days = await asking.warehouse.read((session) => readDays(session, asking, { declared, now, plan }))
  const [from, to] = [request.from ?? days[0]?.day ?? today, request.to ?? addDays(today, -1)]
  const tested = days.filter(({ day, total }) => from <= day && day <= to && total.gt(0))
  const [first, last] = [tested[0], tested.at(-1)]
  if (!first || !last) throw new Refusal('nothing-to-backtest', { plan, from, to })
  const hours = hoursToTest(tested, request.hours && hoursOfDay(request.hours, firstHour(calendar)))
  const shown = (hour: number) => (hour + firstHour(calendar)) % 24
  const scores = backtest({
    days,
    isTested: (day) => contains({ from, to }, day),
    hours,
    heldOutFrom,
    clockHoursOf: (day) => clockHours(day, calendar),
  })
  return {
    plan,
    metric: metricLabel(declared, asking.loaded),
    from: first.day,
    to: last.day,
    heldOutFrom: heldOutFrom ?? null,
    days: tested.length,
    hours: hours.map(shown),
    scores: scores.map((score) => (score.hour === null ? score : { ...score, hour: shown(score.hour) })),
  }
}

async function readDays(
  session: ReadSession,
  { loaded, warehouse }: PlanAsking,
  { declared, now, plan }: { declared: Plan; now: Moment; plan: string },
): Promise<readonly HourlyDay[]> {
  const { calendar } = loaded.project
  const moment = planMoment(now, calendar)
  const { dialect } = warehouse
  const rowsOf = await builtRows(session, sourcesOfPlan(declared), { loaded, dialect })
  const writing: Writing = { written: loaded.written, dialect, calendar, rowsOf }
  const range = { from: '0001-01-01', to: addDays(moment.today, -1) }
  const bookings = await readBookings(session, { plan: declared, range, moment, writing })
  if (!bookings.hasHours) {
    const [source] = leavesOf(declared.metric).flatMap(({ of }) => rowParts(of).map((part) => part.from.name))
    throw new Refusal('plan-without-hours', { plan, source: source ?? '' })
  }
  const [first] = [...bookings.days.keys()].sort()
  if (first === undefined || first > range.to) return []
  const { labels, upliftOf } = await readAllUplifts(session, rowsOf, declared.labels)
  return eachDay({ from: first, to: range.to }).map((day) => {
    const label = labels.get(day) ?? null
    const uplift = label === null ? null : upliftOf(day, label)
    return { day, label, uplift, ...(bookings.days.get(day) ?? nothing) }
  })
}

const nothing = { hours: Array.from({ length: 24 }, () => exact(0)), total: exact(0) }

/** Hours by the clock as hours of a business day that starts at one of them. */
function hoursOfDay({ from, to }: { readonly from: number; readonly to: number }, first: number) {
  const ofDay = (hour: number) => (hour + 24 - first) % 24
  return { from: ofDay(from), to: ofDay(to) }
}

function hoursToTest(days: readonly HourlyDay[], asked: BacktestRequest['hours']): readonly number[] {
  const busy = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) =>
    days.some(({ hours }) => hours[hour]?.isZero() === false),
  )
  const from = asked?.from ?? busy[0] ?? 0
  const to = asked?.to ?? busy.at(-1) ?? 23
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}
