import type { Decimal } from 'decimal.js'
import type { Day } from '../calendar/day.js'
import { eachDay, type Range } from '../calendar/range.js'
import { Refusal } from '../errors.js'
import { exact } from '../metrics/exact.js'
import { derivedUplifts, weightOf, type PastDay } from './derived-uplifts.js'
import type { LabelledDay } from './initial-targets.js'
import { daysInData } from './late-history.js'
import type { LabelWeight, PlanInputs } from './plan-inputs.js'
import { sumOf } from './rounding.js'

/** The month's days with what their labels bring, and what should be known about it. */
export interface MonthLabels {
  readonly days: readonly LabelledDay[]
  readonly weights: ReadonlyMap<string, LabelWeight>
  readonly notices: readonly string[]
}

/**
 * Gives each day of the month its label's uplift and weight, as they were read or derived from the months before.
 *
 * @throws Refusal `labels-not-derived` without a normal day to compare with
 */
export function monthLabels(inputs: PlanInputs): MonthLabels {
  const { weights, notices } =
    inputs.weights === 'derived'
      ? derivedWeights(inputs, eachDay(inputs.month.range))
      : { weights: inputs.weights, notices: [] }
  const days = labelledDays({ ...inputs, weights })
  const odd = oddWeights(inputs, days).map(({ message }) => message)
  return { days, weights, notices: [...notices, ...odd] }
}

/** A month's target, and what its days are called and bring. */
export type GivenMonth = Pick<PlanInputs, 'month' | 'target' | 'labels'> & {
  readonly weights: ReadonlyMap<string, LabelWeight>
}

/** The days of a month with what their labels bring. */
export function labelledDays({ month, labels, weights }: Omit<GivenMonth, 'target'>): readonly LabelledDay[] {
  return eachDay(month.range).flatMap((day): readonly LabelledDay[] => {
    const label = labels.get(day)
    const weight = label === undefined ? undefined : weights.get(label)
    return label === undefined || !weight ? [] : [{ day, label, ...weight }]
  })
}

function derivedWeights(inputs: PlanInputs, days: readonly Day[]) {
  const { labels, plan, normal } = inputs
  const before = daysInData(inputs.before, inputs.knownFrom)
  const used = [...new Set(days.map((day) => labels.get(day) ?? ''))]
  const derived = derivedUplifts(pastDays(inputs, before), {
    labels: [...new Set([normal, ...used])],
    normal,
  })
  if (derived.get(normal)?.uplift === null || addsUpToNothing(derived, used))
    throw new Refusal('labels-not-derived', { plan, label: normal, ...before })
  const counted = used.map((label) => ({
    label,
    uplift: derived.get(label)?.uplift ?? exact(1),
    isKnown: derived.get(label)?.uplift !== null,
    days: days.filter((day) => labels.get(day) === label).length,
  }))
  const totalWeight = sumOf(counted.map(({ uplift, days }) => weightOf(uplift, days)))
  const notices = counted
    .filter(({ isKnown }) => !isKnown)
    .map(
      ({ label }) =>
        `"${label}" had no day from ${before.from} to ${before.to}; its uplift is taken to be 1.`,
    )
  const weights = new Map(
    counted.map(({ label, uplift, days }) => [
      label,
      { uplift, weight: weightOf(uplift, days), totalWeight },
    ]),
  )
  return { weights, notices }
}

/** Whether no day of the month has a label that ever brought anything, so that there is nothing to divide by. */
function addsUpToNothing(
  derived: ReadonlyMap<string, { readonly uplift: Decimal | null }>,
  used: readonly string[],
): boolean {
  return used.every((label) => derived.get(label)?.uplift?.isZero() === true)
}

/** Labelled days of a range with what was booked on them; nothing booked is 0. */
export function pastDays({ labels, bookings }: PlanInputs, range: Range): readonly PastDay[] {
  return eachDay(range).flatMap((day) => {
    const label = labels.get(day)
    return label === undefined ? [] : [{ day, label, actual: bookings.days.get(day)?.total ?? exact(0) }]
  })
}

/** What should be known of a month's weights though the plan can be said: each as a warning. */
export function oddWeights(
  given: Pick<PlanInputs, 'target' | 'month'>,
  days: readonly LabelledDay[],
): readonly Refusal[] {
  const found = [weightsBelowZero(given.month.label, days), weightsOff(given, days)].filter(
    (warning) => warning !== undefined,
  )
  const differing = found.some(({ code }) => code === 'weights-off')
    ? undefined
    : totalsThatDiffer(given, days)
  return differing === undefined ? found : [...found, differing]
}

function weightsBelowZero(month: string, days: readonly LabelledDay[]): Refusal | undefined {
  const labels = [...new Map(days.map((day) => [day.label, day])).values()]
    .filter(({ uplift, weight, totalWeight }) => uplift.lt(0) || weight?.lt(0) === true || totalWeight.lt(0))
    .map(({ label, uplift, weight, totalWeight }) => ({
      label,
      days: days.filter((day) => day.label === label).length,
      uplift: uplift.toFixed(),
      weight: weight?.toFixed() ?? null,
      totalWeight: totalWeight.toFixed(),
    }))
  return labels.length === 0 ? undefined : new Refusal('weight-below-zero', { month, labels })
}

function totalsThatDiffer(
  { month }: Pick<PlanInputs, 'month'>,
  days: readonly LabelledDay[],
): Refusal | undefined {
  const totals = [...new Map(days.map(({ label, totalWeight }) => [label, totalWeight.toFixed()]))]
  if (new Set(totals.map(([, totalWeight]) => totalWeight)).size <= 1) return undefined
  return new Refusal('total-weights-differ', {
    month: month.label,
    totals: totals.map(([label, totalWeight]) => ({ label, totalWeight })),
  })
}

/**
 * The day targets need not add up to the month's: they do when the uplifts add up to the total weight. Where they do
 * not, by how much.
 */
export function weightsOff(
  { target, month }: Pick<PlanInputs, 'target' | 'month'>,
  days: readonly LabelledDay[],
): Refusal<'weights-off'> | undefined {
  const off = sumOf(days.map(({ uplift, totalWeight }) => uplift.times(target).div(totalWeight))).minus(
    target,
  )
  if (off.abs().lte(target.abs().times('1e-12'))) return undefined
  return new Refusal('weights-off', {
    month: month.label,
    uplifts: sumOf(days.map(({ uplift }) => uplift)).toFixed(),
    totals: [...new Set(days.map(({ totalWeight }) => totalWeight.toFixed()))],
    off: off.toDecimalPlaces(2).toFixed(),
  })
}
