import { csvLine, type Formulas } from '../documents/csv.js'
import type { RetentionGrid } from '../queries/retention-grid.js'

/**
 * A retention grid as CSV, one row for each cell: the cohort's period, how many were new in it, how many periods
 * after, the period, how many were active in it, their share in percent, and `true` where the cell is so far. A
 * cell without a figure is empty.
 */
export function retentionCsv({ cohorts }: RetentionGrid, formulas?: Formulas): string {
  const header = ['cohort', 'new', 'after', 'period', 'active', 'share', 'partial']
  const rows = cohorts.flatMap(({ period, size, cells }) =>
    cells.map((cell) => [
      period,
      String(size),
      String(cell.after),
      cell.period,
      cell.active === null ? null : String(cell.active),
      cell.share,
      String(cell.partial ?? false),
    ]),
  )
  return [header, ...rows].map((fields) => csvLine(fields, formulas)).join('')
}
