import { addDays, addMonths, daysIn, type Range } from './day.js'

/** Days that are chosen: a named period, or the first and the last. */
export type Chosen = { readonly period: string } | Range

/**
 * The period of the same kind so many later or earlier; for days without a name, as many days on. Undefined where a
 * name is relative to today, as `last-month` is: then `asked`, the days that it stands for, are stepped instead.
 *
 * @example
 * stepped({ period: '2025-Q4' }, 1, asked) // { period: '2026-Q1' }
 */
export function stepped(chosen: Chosen, by: number, asked: Range): Chosen {
  if ('period' in chosen) {
    const next = steppedPeriod(chosen.period, by)
    if (next !== undefined) return { period: next }
  }
  const days = daysIn(asked) * by
  return { from: addDays(asked.from, days), to: addDays(asked.to, days) }
}

function steppedPeriod(label: string, by: number): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(label)) return addDays(label, by)
  if (/^\d{4}-\d{2}$/.test(label)) return addMonths(label, by)
  const quarter = /^((?:FY)?)(\d{4})-Q([1-4])$/i.exec(label)
  if (quarter) {
    const at = Number(quarter[2]) * 4 + Number(quarter[3]) - 1 + by
    return `${quarter[1] ?? ''}${Math.floor(at / 4)}-Q${(at % 4) + 1}`
  }
  const year = /^((?:FY)?)(\d{4})$/i.exec(label)
  return year ? `${year[1] ?? ''}${Number(year[2]) + by}` : undefined
}
