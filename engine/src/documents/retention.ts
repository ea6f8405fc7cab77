import type { RetentionGrid } from '../queries/retention-grid.js'
import { JsonNumber } from './json.js'

/** A whole retention grid as plain data, its figures as {@link JsonNumber}s. */
export function retentionDocument({ cohorts, ...grid }: RetentionGrid): object {
  return {
    ...grid,
    cohorts: cohorts.map((cohort) => ({
      ...cohort,
      cells: cohort.cells.map((cell) => ({
        ...cell,
        share: cell.share === null ? null : new JsonNumber(cell.share),
      })),
    })),
  }
}
