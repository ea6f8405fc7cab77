import { Refusal } from '../errors.js'
import { isInCurrency } from '../measures/leaf.js'
import { declaredDecimals, formatOfCurrency, moneyFormat } from '../metrics/currency-format.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Answer, AnsweredMetric, AnswerRow, AnswerValue } from './answer.js'

/**
 * Refuses an answer whose amounts are in several currencies, unless it is split by what tells them apart: then its
 * rows are in one currency each, and its total is null.
 *
 * @throws Refusal `several-currencies`
 */
export function refuseSeveralCurrencies(answer: Answer, { project }: LoadedProject): void {
  const { by, metrics, rows, total } = answer
  for (const { name } of metrics) {
    const metric = project.metrics[name]
    if (metric === undefined || !leavesOf(metric).some(isInCurrency)) continue
    const told = new Set(
      leavesOf(metric)
        .filter(isInCurrency)
        .map((leaf) => leaf.currency.dimension),
    )
    if ([...told].every((dimension) => by.includes(dimension))) continue
    const currencies = currenciesIn([total, ...rows].map(({ values }) => values[name]))
    if (currencies.length === 0) continue
    const dimension = [...told].find(
      (each) => told.size === 1 && metric.dimensions.some((known) => known === each),
    )
    throw new Refusal('several-currencies', { metric: name, currencies, dimension })
  }
}

/** The currencies that values were not added across, each once. */
function currenciesIn(values: readonly (AnswerValue | undefined)[]): readonly (string | null)[] {
  return [...new Set(values.flatMap((value) => value?.currencies ?? []))]
}

/**
 * What is said of a metric in an answer: in the format of the one currency that its values are in. Where there are
 * several, each value says its own.
 */
export function inCurrencyOf(rows: readonly AnswerRow[], said: AnsweredMetric): AnsweredMetric {
  const { name, format } = said
  const values = rows.flatMap(({ values: all }) => {
    const value = all[name]
    return value === undefined ? [] : [value, ...(value.comparison ? [value.comparison] : [])]
  })
  const found = new Set(values.flatMap(({ currency }) => (currency === undefined ? [] : [currency])))
  const [currency, ...others] = [...found]
  if (found.size === 0) return said
  if (others.length === 0) return { ...said, format: formatOfCurrency(format, currency) }
  if (format.as === 'percent' || format.as === 'multiple') return said
  const decimals = declaredDecimals(format)
  return { ...said, format: moneyFormat(null, decimals === undefined ? {} : { decimals }) }
}
