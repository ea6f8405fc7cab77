import { addDays } from './day.js'
import { grains } from './grain.js'
import { periodOf, previousPeriod } from './period.js'
import { daysIn, type Range } from './range.js'
import type { Resolving, Span } from './span.js'

/** How days are named by their way from today; N is a number from 1 on. */
export const relativePeriods = [
  'today',
  'yesterday',
  'this-week',
  'this-month',
  'this-quarter',
  'this-year',
  'last-week',
  'last-month',
  'last-quarter',
  'last-year',
  'last-N-days',
  'last-N-weeks',
  'last-N-months',
  'last-N-quarters',
  'last-N-years',
  'week-to-date (wtd)',
  'month-to-date (mtd)',
  'quarter-to-date (qtd)',
  'year-to-date (ytd)',
] as const

/**
 * The days that a name relative to today stands for: `today` and `yesterday`; `this-week` whole, `last-week` before it;
 * `last-3-months`, the complete ones before this one; `last-30-days`, the complete days before today;
 * `month-to-date`, this month's days up to and with today. Undefined where the name, in small letters, is no such one.
 *
 * @example
 * relativeSpan('last-2-weeks', { calendar, today: '2025-10-20' })?.range // 2025-10-06 to 2025-10-19
 */
export function relativeSpan(name: string, resolving: Resolving): Span | undefined {
  return (
    oneDay(name, resolving) ??
    oneOfNow(name, resolving) ??
    several(name, resolving) ??
    toDate(name, resolving)
  )
}

function oneDay(name: string, { calendar, today }: Resolving): Span | undefined {
  if (name !== 'today' && name !== 'yesterday') return undefined
  const period = periodOf(name === 'today' ? today : addDays(today, -1), 'day', calendar)
  return { range: period.range, period, trailing: 1 }
}

function oneOfNow(name: string, { calendar, today }: Resolving): Span | undefined {
  const grain = longer.find((known) => name === `this-${known}` || name === `last-${known}`)
  if (grain === undefined) return undefined
  const current = periodOf(today, grain, calendar)
  const period = name.startsWith('this') ? current : previousPeriod(current, calendar)
  return { range: period.range, period }
}

function several(name: string, { calendar, today }: Resolving): Span | undefined {
  const [, written, of] = /^last-([1-9]\d{0,4})-(day|week|month|quarter|year)s?$/.exec(name) ?? []
  const grain = grains.find((known) => known === of)
  if (grain === undefined) return undefined
  const count = Number(written)
  const current = periodOf(today, grain, calendar)
  const last = previousPeriod(current, calendar)
  if (count === 1 && grain !== 'day') return { range: last.range, period: last }
  const range: Range = { from: previousPeriod(current, calendar, count).range.from, to: last.range.to }
  // Whole months have as many whole months before them; days and weeks as many days.
  return grain === 'day' || grain === 'week' ? { range, trailing: daysIn(range) } : { range }
}

function toDate(name: string, { calendar, today }: Resolving): Span | undefined {
  const grain = longer.find((known) => name === `${known}-to-date` || name === `${known.charAt(0)}td`)
  if (grain === undefined) return undefined
  const period = periodOf(today, grain, calendar)
  return { range: { from: period.range.from, to: today }, toDateOf: period }
}

const longer = grains.filter((grain) => grain !== 'day')
