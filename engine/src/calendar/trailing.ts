import { addDays } from './day.js'
import type { Range } from './range.js'

/**
 * The days that trail a range's last day, and as many before them.
 *
 * @example
 * trailing({ from: '2022-01-10', to: '2022-01-16' }, 7).range // 2022-01-10 to 2022-01-16
 */
export function trailing({ to }: Range, days: number): { readonly range: Range; readonly before: Range } {
  return {
    range: { from: addDays(to, 1 - days), to },
    before: { from: addDays(to, 1 - 2 * days), to: addDays(to, -days) },
  }
}
