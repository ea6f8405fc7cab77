import type { RowSet } from '../activities/row-set.js'
import { z } from 'zod'
import { aRowSet } from '../activities/declared-activity.js'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { objectOf } from '../declarations/shape.js'
import { described, type Description } from './described.js'
import { measuredDimensions } from './measured-dimensions.js'
import { summedColumn, type SummedColumn } from './summed-column.js'

/** How many rows of a row set there are. */
export interface Count<D extends string = string> extends Description {
  readonly kind: 'count'
  readonly of: RowSet<D>
  readonly dimensions: readonly D[]
  readonly summed: SummedColumn
}

export interface CountOptions extends Description {
  /** A condition on the rows, beside the activity's own. */
  readonly where?: string
}

const countOptions = objectOf<CountOptions>({ ...described, where: z.string().optional() })

/**
 * The number of a source's or an activity's rows. It adds up, as sums do. To count different people or
 * different orders, use {@link members}.
 *
 * @example
 * const cancelledLines = count(lines, { where: "InvoiceNo LIKE 'C%'" })
 */
export function count<D extends string>(of: RowSet<D>, options: CountOptions = {}): Count<D> {
  checkDeclaration('count', [
    [of, aRowSet],
    [options, countOptions],
  ])
  const { where, ...description } = options
  return Object.freeze({
    kind: 'count',
    of,
    dimensions: measuredDimensions(of),
    summed: summedColumn({ where, scale: 0 }),
    ...description,
  })
}
