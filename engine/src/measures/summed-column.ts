import { createHash } from 'node:crypto'

/** A stored column of daily sums: what is added up, over which rows, and its decimal places. */
export interface SummedColumn {
  /** The column's name. It follows from the definition, so that a metric may be renamed without a build. */
  readonly column: string
  /** The expression that is added up; undefined counts rows. */
  readonly expression: string | undefined
  /** A condition on the rows, beside the row set's own. */
  readonly where: string | undefined
  /** Decimal places of a row's value; undefined where they follow from the expression. */
  readonly scale: number | undefined
}

/**
 * The stored column for a definition, named by its words and a mark of all of it.
 *
 * @example
 * summedColumn({ expression: 'Quantity * UnitPrice' }).column // 'sum_quantity_unitprice_5f2c1a'
 */
export function summedColumn(definition: {
  readonly [K in keyof Omit<SummedColumn, 'column'>]?: SummedColumn[K] | undefined
}): SummedColumn {
  const { expression, where, scale } = definition
  const words = (expression ?? where ?? '').toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')
  const plain = words.replaceAll(/^_+|_+$/g, '').slice(0, 32)
  const mark = createHash('sha256')
    .update(JSON.stringify([expression, where, scale]))
    .digest('hex')
    .slice(0, 6)
  const kind = expression === undefined ? 'count' : 'sum'
  const column = [kind, plain, mark].filter((part) => part !== '').join('_')
  return { column, expression, where, scale }
}

/** What a column holds, to be named in refusals. */
export function whatIsSummed({ expression }: SummedColumn): string {
  return expression === undefined ? 'the condition of a count' : `the sum of ${expression}`
}
