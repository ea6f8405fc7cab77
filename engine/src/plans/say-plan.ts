import type { Decimal } from 'decimal.js'
import { addDays } from '../calendar/day.js'
import { contains } from '../calendar/range.js'
import { exact } from '../metrics/exact.js'
import { adjustedMonth, type AdjustedDay, type AdjustedMonth } from './adjusted-days.js'
import { monthEnd, type MonthEnd } from './month-end.js'
import { monthLabels, pastDays, type MonthLabels } from './month-labels.js'
import { pace, paceState } from './pace.js'
import { paceFigures } from './pace-figures.js'
import type { PlanInputs } from './plan-inputs.js'
import type { PlanReport, ReportedDay, ReportedMonthEnd } from './plan-report.js'
import type { Plan } from './plan.js'
import { lateHistory } from './late-history.js'
import { figure, figureOrNull } from './reported-figures.js'
import { splitMonth } from './split-month.js'
import { todaySoFar, type TodaySoFar } from './today-so-far.js'
import { sumOf } from './rounding.js'

/**
 * What a plan says of a month at a moment: its day targets, what is adjusted, where day and month will end.
 *
 * @throws Refusal `labels-not-derived`
 */
export function sayPlan(declared: Plan, inputs: PlanInputs): PlanReport {
  const { month, moment, target } = inputs
  const labelled = monthLabels(inputs)
  const current = todaySoFar(declared, inputs, labelled.weights)
  const adjusted = adjustedBy(declared, inputs, { labelled, current })
  const end = endOfMonth(inputs, { labelled, current })
  const stands = pace({
    days: adjusted.days,
    target,
    today: moment.today,
    passed: current?.passed ?? exact(0),
    projectedEnd: end.value,
  })
  return {
    plan: inputs.plan,
    label: declared.label ?? inputs.plan,
    metric: {
      label: inputs.metric,
      format: inputs.format,
      ...(inputs.currency !== undefined && { currency: inputs.currency }),
    },
    month: month.label,
    now: moment.local,
    today: moment.today,
    version: inputs.version,
    target: figure(target),
    settings: {
      today: declared.today,
      projection: declared.projection,
      redistribution: declared.redistribution,
      rounding: declared.rounding,
    },
    days: adjusted.days.map((day) =>
      reportedDay(day, target, { eod: eodOf(day, inputs, current), isLabelled: inputs.isLabelled }),
    ),
    unallocated: figure(adjusted.unallocated),
    current: current?.reported ?? null,
    monthEnd: reportedEnd(end),
    pace: paceFigures(stands, inputs.format),
    state: paceState(stands.achieved, target),
    split: split(declared, inputs, adjusted),
    dataFrom: inputs.data?.from ?? null,
    dataThrough: inputs.data?.to ?? null,
    notices: [...lateHistory(declared, inputs), ...labelled.notices],
  }
}

interface Said {
  readonly labelled: MonthLabels
  readonly current: TodaySoFar | undefined
}

function adjustedBy(declared: Plan, inputs: PlanInputs, { labelled, current }: Said): AdjustedMonth {
  const { bookings, target, moment } = inputs
  const { days, labels } = declared.frozen
  const known = labelled.days.map((day) => ({ ...day, actual: bookings.days.get(day.day)?.total ?? null }))
  return adjustedMonth(known, {
    month: target,
    today: moment.today,
    rounding: declared.rounding,
    redistribution: declared.redistribution,
    isFrozen: ({ day, label }) => days.includes(day) || labels.includes(label),
    todayStands: declared.today === 'actual' ? 'actual' : { projected: current?.projection.value ?? null },
  })
}

function endOfMonth(inputs: PlanInputs, { labelled, current }: Said): MonthEnd {
  const { bookings, month, moment } = inputs
  const { today } = moment
  const range = { from: addDays(today, -90), to: addDays(today, -1) }
  const isBooked = labelled.days.filter(({ day }) => day < today)
  const first = [...bookings.days.keys()].sort()[0]
  return monthEnd({
    booked: sumOf(isBooked.map(({ day }) => bookings.days.get(day)?.total ?? exact(0))),
    today: contains(month.range, today)
      ? { value: current?.projection.value ?? null, ...current?.projection.range }
      : undefined,
    upliftsLeft: labelled.days.filter(({ day }) => day > today).map(({ uplift }) => uplift),
    past: pastDays(inputs, range)
      .filter(({ day }) => first !== undefined && day >= first)
      .map((day) => ({ ...day, uplift: labelled.weights.get(day.label)?.uplift ?? null })),
    normal: inputs.normal,
  })
}

function split(declared: Plan, inputs: PlanInputs, whole: AdjustedMonth): PlanReport['split'] {
  if (declared.split === undefined) return null
  const { bookings, before, target } = inputs
  const revenues = [...bookings.parts].map(([value, actuals]) => ({
    value,
    before: sumOf([...actuals].flatMap(([day, amount]) => (contains(before, day) ? [amount] : []))),
    actuals,
  }))
  const ordered = revenues.toSorted(
    (a, b) => b.before.comparedTo(a.before) || String(a.value).localeCompare(String(b.value), 'en'),
  )
  const { rounding, redistribution } = declared
  const parts = splitMonth(whole, ordered, { month: target, rounding, redistribution })
  return {
    by: declared.split.by,
    parts: parts.map(({ value, share, month, days, unallocated }) => ({
      value,
      share: figure(share),
      target: figure(month),
      unallocated: figure(unallocated),
      days: days.map((day) => reportedDay(day, month, { eod: null, isLabelled: inputs.isLabelled })),
    })),
  }
}

function eodOf(
  { day }: AdjustedDay,
  { moment }: PlanInputs,
  current: TodaySoFar | undefined,
): Decimal | null {
  return day === moment.today ? (current?.projection.value ?? null) : null
}

function reportedDay(
  day: AdjustedDay,
  month: Decimal,
  { eod, isLabelled }: { eod: Decimal | null; isLabelled: boolean },
): ReportedDay {
  return {
    calendar_date: day.day,
    date_label: isLabelled ? day.label : null,
    state: day.state,
    kpi_month: figure(month),
    uplift: figure(day.uplift),
    weight: figureOrNull(day.weight),
    kpi_day_initial: figure(day.initial),
    actual: figureOrNull(day.actual),
    gap: figureOrNull(day.gap),
    kpi_day_adjustment: figure(day.adjustment),
    weighted_left: figure(day.weightedLeft),
    eod: figureOrNull(eod),
  }
}

function reportedEnd({ value, because, range, parts, normalDay }: MonthEnd): ReportedMonthEnd {
  return {
    value: figureOrNull(value),
    ...(because === undefined ? {} : { because }),
    low: figureOrNull(range?.low),
    high: figureOrNull(range?.high),
    booked: figureOrNull(parts?.booked),
    today: figureOrNull(parts?.today),
    left: figureOrNull(parts?.left),
    normalDay: figureOrNull(normalDay?.average),
  }
}
