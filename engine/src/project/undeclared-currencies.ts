import { rowParts } from '../activities/row-set.js'
import type { Format } from '../measures/described.js'
import type { Metric } from '../metrics/metric.js'
import { partsOf } from '../metrics/metric-kinds.js'
import type { Source } from '../sources/source.js'

/** Amounts that are added up over a source with a column of currencies, of which nothing is said. */
export interface CurrencySuspicion {
  readonly source: Source
  /** The column whose name says that it holds currencies. */
  readonly column: string
  /** The metrics that add them up, by their names in the project. */
  readonly metrics: readonly string[]
}

const currencyName = /^(currency|cur|currency_?code|ccy)$/i

/**
 * The columns that look like currencies beside amounts whose sums do not say their currency. A sum whose own SQL, or
 * whose rows' condition, names the column deals with it.
 */
export function currencySuspicions(metrics: Readonly<Record<string, Metric>>): readonly CurrencySuspicion[] {
  const found = new Map<string, { source: Source; column: string; metrics: Set<string> }>()
  for (const [name, metric] of Object.entries(metrics)) {
    for (const part of partsOf(metric)) {
      for (const { source, column } of suspectedOf(part, metric.format)) {
        const key = JSON.stringify([source.name, column])
        const known = found.get(key) ?? { source, column, metrics: new Set<string>() }
        known.metrics.add(name)
        found.set(key, known)
      }
    }
  }
  return [...found.values()].map((each) => ({ ...each, metrics: [...each.metrics] }))
}

function suspectedOf(
  part: Metric,
  format: Format | undefined,
): readonly Omit<CurrencySuspicion, 'metrics'>[] {
  if (part.kind !== 'sum' && part.kind !== 'returning-sum' && part.kind !== 'active-sum') return []
  if (part.currency !== undefined) return []
  const { expression = '', where = '' } = part.summed
  return rowParts(part.of).flatMap(({ from, where: condition = '' }) => {
    if (!isAmount(from, expression, part.format ?? format)) return []
    const written = [expression, where, condition, from.where ?? ''].join('\n').toLowerCase()
    return from.columns
      .filter(
        ({ name, header, type }) => type === 'text' && [name, header].some((each) => currencyName.test(each)),
      )
      .filter(({ name }) => !new RegExp(`(^|\\W)${name.toLowerCase()}(\\W|$)`).test(written))
      .map(({ name }) => ({ source: from, column: name }))
  })
}

/** Whether a sum is of money: by its format, or since a column with decimals is in it. Whole numbers may be units. */
function isAmount({ columns }: Source, expression: string, format: Format | undefined): boolean {
  if (format !== undefined) return format.as === 'money'
  const names = new Set(expression.toLowerCase().match(/\w+/g))
  return columns.some(
    ({ name, type }) => names.has(name.toLowerCase()) && /^(decimal|double|float)/.test(type),
  )
}
