import { z } from 'zod'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { chosen, objectOf } from '../declarations/shape.js'
import { described, type Description } from '../measures/described.js'
import { aMetric } from './declared-metric.js'
import { currencyOfParts, missingPart } from './currency-of-parts.js'
import { minus, plus, times } from './exact.js'
import type { Metric } from './metric.js'
import type { MetricKind, Reading } from './metric-kind.js'
import { amongPeriodBefore, isOfPeriodBefore } from './period-before.js'
import { sharedDimensions } from './ratio.js'

/** Two metrics added, subtracted or multiplied. */
export interface Arithmetic<D extends string = string> extends Description {
  readonly kind: 'arithmetic'
  readonly dimensions: readonly D[]
  readonly operation: 'plus' | 'minus' | 'times'
  readonly left: Metric
  readonly right: Metric | { readonly constant: string }
  readonly flagNegative: boolean
}

export interface ArithmeticOptions extends Description {
  /** Point a negative value out, where one means that something is wrong with the data. Default: false. */
  readonly flagNegative?: boolean
}

const arithmeticOptions = objectOf<ArithmeticOptions>({ ...described, flagNegative: z.boolean().optional() })

const aFactor = chosen<Metric | string>((value) => {
  if (typeof value !== 'string') return aMetric
  return /^-?\d+(\.\d+)?$/.test(value) ? z.string() : "a metric, or a decimal in quotes, such as '0.001'"
})

function checkOperands(call: string, [left, right, options]: readonly unknown[], other: z.ZodType): void {
  checkDeclaration(call, [
    [left, aMetric],
    [right, other],
    [options, arithmeticOptions],
  ])
}

/**
 * One metric less another, exactly. Beside members of the period before, retained members are read as
 * {@link stayedMembers}: the same people by what they were in that period.
 *
 * @example
 * const ggr = difference(depositAmount, withdrawAmount, { format: money('MYR') })
 */
export function difference<L extends string, R extends string>(
  left: Metric<L>,
  right: Metric<R>,
  options: ArithmeticOptions = {},
): Arithmetic<L & R> {
  checkOperands('difference', [left, right, options], aMetric)
  return combined('minus', { left, right }, options)
}

/**
 * Two metrics added, exactly. Beside members of the period before, retained members are read as
 * {@link stayedMembers}, as in {@link difference}.
 *
 * @example
 * const movements = total(deposits, withdrawals)
 */
export function total<L extends string, R extends string>(
  left: Metric<L>,
  right: Metric<R>,
  options: ArithmeticOptions = {},
): Arithmetic<L & R> {
  checkOperands('total', [left, right, options], aMetric)
  return combined('plus', { left, right }, options)
}

/**
 * A metric times another, or times a constant written as a decimal.
 *
 * @example
 * const inThousands = product(revenue, '0.001')
 */
export function product<L extends string, R extends string = L>(
  left: Metric<L>,
  right: Metric<R> | string,
  options: ArithmeticOptions = {},
): Arithmetic<L & R> {
  checkOperands('product', [left, right, options], aFactor)
  if (typeof right !== 'string') return combined('times', { left, right }, options)
  return Object.freeze({
    kind: 'arithmetic',
    dimensions: left.dimensions as readonly (L & R)[],
    operation: 'times',
    left,
    right: { constant: right },
    flagNegative: false,
    ...options,
  })
}

const operations = {
  plus: { work: plus, sign: '+' },
  minus: { work: minus, sign: '−' },
  times: { work: (left: string, right: string) => times(left, right), sign: '×' },
} as const

export const arithmeticKind: MetricKind<Arithmetic> = {
  parts: ({ left, right }) => ('constant' in right ? [left] : [left, right]),
  leaves: () => [],
  read: ({ operation, left, right, flagNegative }, figures) => {
    const first = figures.read(left)
    const second: Reading = 'constant' in right ? { value: right.constant } : figures.read(right)
    const missing = missingPart(first, second)
    if (missing || first.value === null || second.value === null) return { value: null, ...missing }
    const value = operations[operation].work(first.value, second.value)
    const inCurrency = { value, ...currencyOfParts(first, second) }
    return flagNegative && value.startsWith('-') ? { ...inCurrency, flag: 'negative' } : inCurrency
  },
  formula: ({ operation, left, right }, nameOf) =>
    `${nameOf(left)} ${operations[operation].sign} ${'constant' in right ? right.constant : nameOf(right)}`,
  additive: ({ operation, left, right }, isAdditive) =>
    'constant' in right ? isAdditive(left) : operation !== 'times' && isAdditive(left) && isAdditive(right),
  whole: ({ left, right }, isWhole) =>
    isWhole(left) && ('constant' in right ? /^-?\d+$/.test(right.constant) : isWhole(right)),
}

function combined<L extends string, R extends string>(
  operation: Arithmetic['operation'],
  { left, right }: { left: Metric<L>; right: Metric<R> },
  options: ArithmeticOptions,
): Arithmetic<L & R> {
  return Object.freeze({
    kind: 'arithmetic',
    dimensions: sharedDimensions(left, right),
    operation,
    left: isOfPeriodBefore(right) ? amongPeriodBefore(left) : left,
    right: isOfPeriodBefore(left) ? amongPeriodBefore(right) : right,
    flagNegative: false,
    ...options,
  })
}
