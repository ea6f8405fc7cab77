import type { Calendar } from '../calendar/calendar.js'
import type { Day } from '../calendar/day.js'
import { parsePeriod } from '../calendar/parse-period.js'
import { periodInWords, rangeInWords } from '../calendar/words.js'
import type { Answer } from '../queries/answer.js'
import { listInWords } from '../queries/list-in-words.js'
import type { Filter } from '../queries/question.js'
import { visible } from './text-table.js'

/**
 * What an answer is about, in a sentence: `Q3 2011 by country, compared with Q2 2011 (previous-period)`.
 */
export function titleOf(answer: Answer, calendar: Calendar): string {
  const { by, grain, total } = answer
  const splits = [...(grain === null ? [] : [grain]), ...by]
  const split = splits.length === 0 ? '' : ` by ${listInWords(splits, 'and')}`
  return `${daysInWords(answer, calendar)}${split}${comparedInWords(grain, total.comparison)}`
}

/** Which rows of the data an answer is about; undefined when it is about all of them. */
export function filtersInWords(where: readonly Filter[]): string | undefined {
  if (where.length === 0) return undefined
  const each = where.map(({ dimension, values, not = false }) => {
    const named = values.map((value) => (value === null ? 'missing' : visible(value)))
    return `${dimension} is ${not ? `not ${listInWords(named, 'nor')}` : listInWords(named, 'or')}`
  })
  return `where ${listInWords(each, 'and')}`
}

/** How far the answer has come: as of when, and what of the range is over and in the data. */
export function statusOf(
  { asOf, until, asked, range, complete, elapsed, dataFrom, dataThrough }: Answer,
  calendar: Calendar,
): string {
  const day = (which: Day) => rangeInWords({ from: which, to: which }, calendar)
  const progress = complete
    ? undefined
    : elapsed.days === 0
      ? 'not begun yet'
      : `in progress: ${elapsed.days} of ${elapsed.of} days`
  const data =
    dataThrough !== null && dataThrough < range.to && asked.from <= asOf
      ? `data from ${day(dataFrom ?? dataThrough)}; the data end on ${day(dataThrough)}, before the range does`
      : dataInWords({ dataFrom, dataThrough }, calendar)
  return [asOfInWords({ asOf, until }, calendar), progress, data]
    .filter((part) => part !== undefined)
    .join(' · ')
}

/** `data from 1 January 2025 up to 21 November 2026`. */
export function dataInWords(
  { dataFrom, dataThrough }: Pick<Answer, 'dataFrom' | 'dataThrough'>,
  calendar: Calendar,
): string {
  const day = (which: Day) => rangeInWords({ from: which, to: which }, calendar)
  if (dataFrom === null || dataThrough === null) return 'no data'
  return `data from ${day(dataFrom)} up to ${day(dataThrough)}`
}

/** `as of 21 November 2026 14:37`; the day alone where no row is left out for being later. */
export function asOfInWords({ asOf, until }: Pick<Answer, 'asOf' | 'until'>, calendar: Calendar): string {
  const day = rangeInWords({ from: asOf, to: asOf }, calendar)
  return until === null ? `as of ${day}` : `as of ${day} ${until.slice(11, 16)}`
}

/** Which rows of today count although they may be later, as a sentence; undefined where there are none. */
export function wholeTodayInWords({
  asOf,
  wholeToday,
  dataThrough,
}: Pick<Answer, 'asOf' | 'wholeToday' | 'dataThrough'>): string | undefined {
  if (wholeToday.length === 0 || dataThrough === null || dataThrough < asOf) return undefined
  const know = wholeToday.length === 1 ? 'knows' : 'know'
  return `Today counts all of its rows in ${listInWords(wholeToday, 'and')}, which ${know} no time of day.`
}

function daysInWords({ asked, asOf }: Answer, calendar: Calendar): string {
  const days = rangeInWords(asked, calendar)
  const period =
    asked.period === null ? undefined : parsePeriod(asked.period, { calendar, today: asOf }).period
  if (period === undefined) return days
  return period.grain === 'week' ? `${sentenceCase(periodInWords(period))} (${days})` : periodInWords(period)
}

function comparedInWords(grain: Answer['grain'], comparison: Answer['total']['comparison']): string {
  if (comparison === undefined) return ''
  const { rule, says } = comparison
  if (rule === 'range') return `, compared with ${says}`
  return grain === null ? `, compared with ${says} (${rule})` : `, each ${grain} compared by ${rule}`
}

function sentenceCase(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
