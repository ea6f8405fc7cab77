import type { Decimal } from 'decimal.js'
import { contains, eachDay } from '../calendar/range.js'
import { addDays } from '../calendar/day.js'
import { exact } from '../metrics/exact.js'
import type { DaySoFar, HourlyDay } from './hourly-day.js'
import type { LabelWeight, PlanInputs } from './plan-inputs.js'
import type { ReportedHour, ReportedProjection, ReportedToday } from './plan-report.js'
import type { Plan } from './plan.js'
import { projectionMethods, type ProjectionMethod } from './projection-methods.js'
import type { Projection } from './projections/projection.js'
import { figure, figureOrNull } from './reported-figures.js'
import { sumOf } from './rounding.js'

/** Today, where it lies in the month: what is booked, and where the day will end. */
export interface TodaySoFar {
  readonly projection: Projection
  /** The share of the day that has passed, 0 to 1: of its usual revenue where that is known, else of its hours. */
  readonly passed: Decimal
  readonly reported: ReportedToday
}

const methods = Object.keys(projectionMethods) as readonly ProjectionMethod[]

/** What today comes to so far; undefined where the moment lies outside of the month. */
export function todaySoFar(
  declared: Plan,
  inputs: PlanInputs,
  weights: ReadonlyMap<string, LabelWeight>,
): TodaySoFar | undefined {
  const { moment, month, bookings } = inputs
  if (!contains(month.range, moment.today)) return undefined
  const days = daysBefore(inputs, weights)
  const { hour, clockHours, firstHour } = moment
  const now: DaySoFar = { ...hourlyDay(moment.today, inputs, weights), hour, clockHours }
  const said = methods.map((method) => ({ method, at: projectionBy(method, days, bookings.hasHours) }))
  const chosen = said.find(({ method }) => method === declared.projection)?.at
  if (!chosen) throw new Error('a plan with an unknown projection')
  const projection = chosen(now)
  return {
    projection,
    passed: projection.share ?? hoursPassed(now),
    reported: {
      day: moment.today,
      hour: (hour + firstHour) % 24,
      booked: figure(now.total),
      projection: reportedProjection(declared.projection, projection),
      methods: said.map(({ method, at }) => reportedProjection(method, at(now))),
      hours: bookings.hasHours
        ? hoursOf(now, chosen).map((each) => ({ ...each, hour: (each.hour + firstHour) % 24 }))
        : [],
    },
  }
}

/** Every day from the first with a row to yesterday; days without a row have nothing booked. */
export function daysBefore(
  inputs: PlanInputs,
  weights: ReadonlyMap<string, LabelWeight>,
): readonly HourlyDay[] {
  const { bookings, moment } = inputs
  const first = [...bookings.days.keys()].sort()[0]
  const last = addDays(moment.today, -1)
  if (first === undefined || first > last) return []
  return eachDay({ from: first, to: last }).map((day) => hourlyDay(day, inputs, weights))
}

const nothing = { hours: Array.from({ length: 24 }, () => exact(0)), total: exact(0) }

function hourlyDay(
  day: string,
  { bookings, labels, isLabelled }: PlanInputs,
  weights: ReadonlyMap<string, LabelWeight>,
): HourlyDay {
  const label = (isLabelled ? labels.get(day) : null) ?? null
  const uplift = label === null ? null : (weights.get(label)?.uplift ?? null)
  return { day, label, uplift, ...(bookings.days.get(day) ?? nothing) }
}

function projectionBy(method: ProjectionMethod, days: readonly HourlyDay[], hasHours: boolean) {
  const none: Projection = { value: null, because: 'no-time-of-day', notes: [] }
  return hasHours ? projectionMethods[method](days) : () => none
}

/** The hours of the business day so far, each with what was projected when it began. */
function hoursOf(now: DaySoFar, project: (now: DaySoFar) => Projection): readonly ReportedHour[] {
  return Array.from({ length: now.hour + 1 }, (_, hour) => {
    const before = now.hours.map((amount, at) => (at < hour ? amount : exact(0)))
    const sum = sumOf(now.hours.slice(0, hour + 1))
    return {
      hour,
      booked: figure(now.hours[hour] ?? exact(0)),
      sum: figure(sum),
      projected: figureOrNull(project({ ...now, hours: before, total: sumOf(before), hour }).value),
    }
  })
}

function hoursPassed({ clockHours, hour }: DaySoFar): Decimal {
  const all = clockHours.reduce((sum, hours) => sum + hours, 0)
  const passed = clockHours.slice(0, hour).reduce((sum, hours) => sum + hours, 0)
  return all === 0 ? exact(0) : exact(passed).div(all)
}

function reportedProjection(method: ProjectionMethod, projection: Projection): ReportedProjection {
  const { value, because, range, share, basis, notes } = projection
  return {
    method,
    value: figureOrNull(value),
    ...(because === undefined ? {} : { because }),
    low: figureOrNull(range?.low),
    high: figureOrNull(range?.high),
    share: figureOrNull(share),
    basis: basis ?? null,
    notes,
  }
}
