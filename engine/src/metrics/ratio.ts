import { z } from 'zod'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { objectOf, type ShapeOf } from '../declarations/shape.js'
import { described, type Description } from '../measures/described.js'
import { aMetric } from './declared-metric.js'
import { currencyOfParts, missingPart } from './currency-of-parts.js'
import { divided, times } from './exact.js'
import type { Metric } from './metric.js'
import type { MetricKind, Reading } from './metric-kind.js'
import { amongPeriodBefore, isOfPeriodBefore } from './period-before.js'

/** One metric divided by another. */
export interface Ratio<D extends string = string> extends Description {
  readonly kind: 'ratio'
  readonly dimensions: readonly D[]
  readonly numerator: Metric
  readonly denominator: Metric
  /** What it reads where the denominator is 0. */
  readonly whenEmpty: 0 | null
  /** What its formula calls the parts, and whom they are of; default: the names of the metrics. */
  readonly terms?: { readonly numerator: string; readonly denominator: string; readonly of: string }
}

export interface RatioOptions extends Description {
  /** What it reads where the denominator is 0. Default: null, with the reason. */
  readonly whenEmpty?: 0 | null
}

/** The keys of {@link RatioOptions}. */
export const ratioKeys: ShapeOf<RatioOptions> = {
  ...described,
  whenEmpty: z.literal([0, null]).optional(),
}

/** {@link RatioOptions}, and nothing else. */
export const ratioOptions = objectOf<RatioOptions>(ratioKeys)

/**
 * One metric divided by another, at every level anew: a total's ratio is the ratio of the totals, never an
 * average of ratios. The quotient is rounded to 12 decimal places, half away from zero. In a percent format it
 * is in percent: 36.83, not 0.3683.
 *
 * What is divided by members of the period before is counted among those members: there retained members are read as
 * {@link stayedMembers}, the same people by what they were in that period.
 *
 * @example
 * const averageOrderValue = ratio(revenue, orders, { format: money('GBP') })
 */
export function ratio<N extends string, M extends string>(
  numerator: Metric<N>,
  denominator: Metric<M>,
  options: RatioOptions = {},
): Ratio<N & M> {
  checkDeclaration('ratio', [
    [numerator, aMetric],
    [denominator, aMetric],
    [options, ratioOptions],
  ])
  const { whenEmpty = null, ...description } = options
  return Object.freeze({
    kind: 'ratio',
    dimensions: sharedDimensions(numerator, denominator),
    numerator: isOfPeriodBefore(denominator) ? amongPeriodBefore(numerator) : numerator,
    denominator,
    whenEmpty,
    ...description,
  })
}

/** The dimensions by which both metrics can be split. */
export function sharedDimensions<N extends string, M extends string>(
  one: Metric<N>,
  other: Metric<M>,
): readonly (N & M)[] {
  const others: readonly string[] = other.dimensions
  return one.dimensions.filter((dimension): dimension is N & M => others.includes(dimension))
}

export const ratioKind: MetricKind<Ratio> = {
  parts: ({ numerator, denominator }) => [numerator, denominator],
  leaves: () => [],
  read: (metric, figures) =>
    quotient(metric, figures.read(metric.numerator), figures.read(metric.denominator)),
  formula: (metric, nameOf) => {
    const { terms, numerator, denominator } = metric
    const percent = isPercent(metric) ? ' × 100' : ''
    if (terms === undefined) return `${nameOf(numerator)} ÷ ${nameOf(denominator)}${percent}`
    return `${terms.numerator} ÷ ${terms.denominator}${percent}, of ${terms.of}`
  },
  additive: () => false,
  whole: () => false,
}

function quotient(metric: Ratio, numerator: Reading, denominator: Reading): Reading {
  const parts = { numerator: numerator.value, denominator: denominator.value }
  const missing = missingPart(numerator, denominator)
  if (missing || numerator.value === null || denominator.value === null) {
    return { value: null, ...missing, ...parts }
  }
  const perUnit = denominator.currency === undefined ? currencyOfParts(numerator) : {}
  const value = divided(numerator.value, denominator.value)
  if (value === null) {
    return metric.whenEmpty === null
      ? { value: null, because: 'denominator-is-zero', ...parts }
      : { value: String(metric.whenEmpty), ...perUnit, ...parts }
  }
  return {
    value: isPercent(metric) ? times(numerator.value, '100', denominator.value) : value,
    ...perUnit,
    ...parts,
  }
}

function isPercent({ format }: Ratio): boolean {
  return format?.as === 'percent'
}
