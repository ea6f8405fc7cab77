import { Refusal } from '../errors.js'
import { exact } from '../metrics/exact.js'
import { closestName } from '../names/closest-name.js'
import type { Source } from '../sources/source.js'
import type { Plan } from './plan.js'
import type { Redistribution } from './redistribution.js'
import type { Rounding } from './rounding.js'

/** A column of this name holds the currencies of targets, where there is one. */
export const usualCurrencyColumn = 'currency'

/** Refuses a rounding or a redistribution that names no fitting number. */
export function refuseUnfit(rounding: Rounding, redistribution: Redistribution): void {
  if (rounding !== 'none' && !(isDecimal(rounding.unit) && exact(rounding.unit).gt(0))) {
    throw new Refusal('invalid-plan', {
      what: 'unit of `rounding`',
      given: rounding.unit,
      needs: 'a number above 0, such as 0.01',
    })
  }
  if (typeof redistribution !== 'object') return
  const { capped } = redistribution
  if (!isDecimal(capped) || exact(capped).lt(1)) {
    throw new Refusal('invalid-plan', {
      what: 'cap of `redistribution`',
      given: capped,
      needs: 'a number of at least 1, such as 1.5',
    })
  }
}

/** Whether a text is a plain decimal, not below 0. */
export function isDecimal(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text)
}

/** Refuses columns that the plan's sources do not declare, and a split by what is no dimension of its metric. */
export function refuseUndeclaredColumns({ target, labels, split, metric }: Plan): void {
  if ('from' in target) {
    const { year, month, amount, version, currency } = target.columns
    refuseUndeclared(target.from, [
      year,
      month,
      amount,
      ...(target.version === undefined ? [] : [version]),
      ...(currency === usualCurrencyColumn ? [] : [currency]),
    ])
  }
  if (labels !== undefined) {
    const { columns, weights } = labels
    refuseUndeclared(labels.calendar, [columns.day, columns.label])
    const { year, month, labelOfWeights, uplift, weight, totalWeight } = columns
    if (weights !== 'derived')
      refuseUndeclared(weights, [year, month, labelOfWeights, uplift, weight, totalWeight])
  }
  const { dimensions } = metric
  if (split !== undefined && !dimensions.includes(split.by)) {
    const closest = closestName(split.by, dimensions)
    throw new Refusal(
      'unknown-dimension',
      {
        dimension: split.by,
        metric: metric.label ?? 'of the plan',
        closest,
        dimensions,
      },
      { at: { call: 'plan', path: [0, 'split', 'by'] } },
    )
  }
}

function refuseUndeclared(source: Source, columns: readonly string[]): void {
  const names = source.columns.map((column) => column.name)
  for (const column of columns) {
    if (names.includes(column)) continue
    const closest = closestName(column, names)
    throw new Refusal('undeclared-column', {
      source: source.name,
      what: 'plan',
      column,
      closest,
      columns: names,
    })
  }
}
