import { addDays, daysIn, monthRange, type Day, type Range } from './day.js'

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** `15 January 2026` */
export function dayInWords(day: Day): string {
  return `${Number(day.slice(8))} ${monthOf(day)} ${day.slice(0, 4)}`
}

/** `January 2026` */
export function monthInWords(month: string): string {
  return `${monthOf(month)} ${month.slice(0, 4)}`
}

/** `15 Jan` */
export function shortDay(day: Day): string {
  return `${Number(day.slice(8))} ${monthOf(day).slice(0, 3)}`
}

/**
 * A range as people write it: a whole month by its name, else the days.
 *
 * @example
 * rangeInWords({ from: '2025-10-01', to: '2025-10-20' }) // '1–20 October 2025'
 */
export function rangeInWords(range: Range): string {
  const { from, to } = range
  if (from === to) return dayInWords(from)
  const whole = wholeMonths(range)
  if (whole === 1) return monthInWords(from)
  if (whole === 12 && from.slice(5, 7) === '01') return from.slice(0, 4)
  if (whole === 3 && (Number(from.slice(5, 7)) - 1) % 3 === 0)
    return `Q${Math.ceil(Number(from.slice(5, 7)) / 3)} ${from.slice(0, 4)}`
  if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8))}–${dayInWords(to)}`
  if (from.slice(0, 4) === to.slice(0, 4))
    return `${Number(from.slice(8))} ${monthOf(from)} – ${dayInWords(to)}`
  return `${dayInWords(from)} – ${dayInWords(to)}`
}

/**
 * The days of a comparison, and up to when the last of them counts.
 *
 * @example
 * comparedInWords({ from: '2026-01-14', to: '2026-01-14', until: '2026-01-14T14:37:00' }) // '14 January 2026 until 14:37'
 */
export function comparedInWords(compared: Range & { readonly until?: string | undefined }): string {
  const { until } = compared
  return until === undefined
    ? rangeInWords(compared)
    : `${rangeInWords(compared)} until ${until.slice(11, 16)}`
}

/** How many whole months a range is; 0 where it is not made of whole months. */
function wholeMonths({ from, to }: Range): number {
  if (!from.endsWith('-01') || !addDays(to, 1).endsWith('-01')) return 0
  const months = Math.round(daysIn({ from, to }) / 30.44)
  return monthRange(to.slice(0, 7)).to === to ? months : 0
}

/**
 * A period's label as people write it.
 *
 * @example
 * periodInWords('2025-Q4') // 'Q4 2025'
 */
export function periodInWords(label: string): string {
  const quarter = /^(FY)?(\d{4})-(Q\d)$/i.exec(label)
  if (quarter) return `${quarter[3] ?? ''} ${(quarter[1] ?? '').toUpperCase()}${quarter[2] ?? ''}`
  const week = /^(\d{4})-W(\d{2})$/.exec(label)
  if (week) return `week ${Number(week[2])} of ${week[1] ?? ''}`
  if (/^\d{4}-\d{2}-\d{2}$/.test(label)) return dayInWords(label)
  if (/^\d{4}-\d{2}$/.test(label)) return monthInWords(label)
  const several = /^last-(\d+)-(\w+)$/i.exec(label)
  if (several) return `the last ${several[1] ?? ''} ${several[2] ?? ''}`
  const toDate = grainsToDate[label.toLowerCase()]
  if (toDate !== undefined) return `${toDate} to date`
  return label.replaceAll('-', ' ')
}

/** What periods up to today are called for short. */
const grainsToDate: Readonly<Record<string, string>> = {
  wtd: 'week',
  mtd: 'month',
  qtd: 'quarter',
  ytd: 'year',
}

/** The same in few characters, for axes: `15 Jan`, `Oct 2025`, `W40 2025`. */
export function shortPeriod(label: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(label)) return shortDay(label)
  if (/^\d{4}-\d{2}$/.test(label)) return `${monthOf(label).slice(0, 3)} ${label.slice(0, 4)}`
  const week = /^(\d{4})-(W\d{2})$/.exec(label)
  if (week) return `${week[2] ?? ''} ${week[1] ?? ''}`
  return periodInWords(label)
}

function monthOf(day: Day): string {
  return monthNames[Number(day.slice(5, 7)) - 1] ?? ''
}
