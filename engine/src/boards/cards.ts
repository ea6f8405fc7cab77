import { divided } from '../metrics/exact.js'
import { formatOfCurrency } from '../metrics/currency-format.js'
import { looksBack } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import type { Answer, AnswerValue } from '../queries/answer.js'
import type { AnsweredRows } from '../queries/ask.js'
import type { Card, ChartSeries, NoPoint, Sparkline } from './board-answer.js'
import type { BoardTargets } from './targets.js'

/** What cards are made from. */
export interface CardParts {
  readonly metrics: Readonly<Record<string, Metric>>
  /** A series that holds every metric whose card has a sparkline. */
  readonly series: AnsweredRows
  readonly targets: BoardTargets | null
}

/** A card for each metric of an answer's total. */
export function cardsOf({ metrics, total }: Answer, parts: CardParts): readonly Card[] {
  return metrics.map(({ name, label, description, format, formula, additive }) => {
    const read = total.values[name]
    const value = read?.value ?? null
    const comparison = read?.comparison
    const { days } = total.elapsed
    const averages = additive && value !== null && days > 0
    return {
      metric: name,
      label,
      ...(description === undefined ? {} : { description }),
      format: formatOfCurrency(format, read?.currency),
      formula,
      value,
      ...(read?.because === undefined ? {} : { because: read.because }),
      ...(read?.flag === undefined ? {} : { flag: read.flag }),
      previous: comparison?.because === 'several-currencies' ? null : (comparison?.value ?? null),
      change: comparison?.change ?? null,
      ...(comparison?.because === undefined ? {} : { noChangeBecause: comparison.because }),
      ...(comparison?.beforeData === undefined ? {} : { beforeData: comparison.beforeData }),
      averagePerDay: averages ? divided(value, String(days)) : null,
      target: targetOf(name, parts.targets),
      sparkline: sparklineOf(name, parts),
    }
  })
}

function targetOf(metric: string, targets: BoardTargets | null): Card['target'] {
  if (targets === null || 'because' in targets) return null
  const row = targets.rows.find((target) => target.metric === metric && target.of === null)
  if (row === undefined) return null
  const {
    metric: _metric,
    label: _label,
    format: _format,
    of: _of,
    value: _value,
    currency: _currency,
    ...target
  } = row
  return target
}

function sparklineOf(metric: string, { metrics, series }: CardParts): Sparkline | null {
  const declared = metrics[metric]
  const { grain } = series
  if (declared === undefined || looksBack(declared) || grain === null) return null
  return {
    grain,
    periods: series.rows.map(({ period = '' }) => period),
    values: pointsOf(series.rows.map(({ values }) => values[metric])).values,
  }
}

/**
 * Values as they are drawn beside each other, and why one is not: amounts of different currencies are not, and where
 * the data have no rows there is a gap and no 0.
 */
export function pointsOf(
  values: readonly (AnswerValue | undefined)[],
): Pick<ChartSeries, 'values' | 'because'> {
  const currencies = new Set(
    values.flatMap((value) => (value?.currency === undefined ? [] : [value.currency])),
  )
  const because = values.map((value) => notDrawn(value, currencies.size > 1))
  return {
    values: values.map((value, at) => (because[at] === null ? (value?.value ?? null) : null)),
    ...(because.some((why) => why !== null) && { because }),
  }
}

function notDrawn(value: AnswerValue | undefined, isOfSeveral: boolean): NoPoint | null {
  if (value?.because !== undefined) return value.because
  if (value === undefined || value.noRows === true || value.value === null) return 'no-rows'
  return isOfSeveral ? 'several-currencies' : null
}
