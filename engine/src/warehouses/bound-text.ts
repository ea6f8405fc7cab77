import type { BoundValue } from '../sql/sql.js'

/**
 * A bound value as the text that travels to a warehouse, where it is cast to its type: text is the one form in
 * which all of them take every type to the last digit. Null stays null.
 */
export function boundText(bound: BoundValue): string | null {
  if (bound === null) return null
  return Object.is(bound, -0) ? '-0' : String(bound)
}
