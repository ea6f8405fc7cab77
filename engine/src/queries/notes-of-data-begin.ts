import type { Calendar } from '../calendar/calendar.js'
import type { Day } from '../calendar/day.js'
import type { Range } from '../calendar/range.js'
import { rangeInWords } from '../calendar/words.js'
import type { AnswerNote } from './answer.js'
import { firstDayOf, spanOfDays, type DataDays } from '../builds/data-days.js'
import { beforeDataOf, type BeforeData, type NamedMetric } from './before-data.js'
import { listInWords } from './list-in-words.js'
import type { Slot, Window } from './windows.js'

interface Noted {
  readonly metrics: readonly (NamedMetric & { readonly label: string })[]
  readonly days: DataDays
  readonly calendar: Calendar
}

/** What to say where rows are compared with days before the first day of the data, or look back to them. */
export function notesOfDataBegin(slots: readonly Slot[], noted: Noted): readonly AnswerNote[] {
  const windows = slots.flatMap(({ window }) => window ?? [])
  const earlier = slots.flatMap(({ comparison }) => comparison?.window ?? [])
  return byFirstDay(noted).flatMap((alike) => [
    ...comparedNote(earlier, alike, noted),
    ...lookedNote(windows, alike, noted),
  ])
}

/** Metrics whose data begin on one day. */
interface Alike {
  readonly first: Day
  readonly metrics: Noted['metrics']
}

function byFirstDay({ metrics, days }: Noted): readonly Alike[] {
  const found = new Map<Day, Noted['metrics']>()
  for (const each of metrics) {
    const first = firstDayOf(each.metric, days)
    if (first !== undefined) found.set(first, [...(found.get(first) ?? []), each])
  }
  return [...found].map(([first, alike]) => ({ first, metrics: alike }))
}

function comparedNote(windows: readonly Window[], alike: Alike, noted: Noted): readonly AnswerNote[] {
  const { metrics, compared, reaches } = concerned(windows, alike, (metric, window) =>
    beforeDataOf(metric, window, { days: noted.days, looks: ['range', 'before'] }),
  )
  if (compared === undefined) return []
  const isWhole = reaches.every((reach) => reach === 'wholly')
  const words = isWhole
    ? 'All days compared with lie before that, so there is no change.'
    : reaches.includes('wholly')
      ? 'Earlier values hold only what came from then on, and what is compared with days before that has no change.'
      : 'Some of the days compared with lie before that: earlier values hold only what came from then on.'
  return [
    {
      code: 'compared-before-data',
      says: `${beginning(alike.first, metrics, noted)}. ${words}`,
      dataFrom: alike.first,
      compared,
      metrics: metrics.map(({ name }) => name),
    },
  ]
}

function lookedNote(windows: readonly Window[], alike: Alike, noted: Noted): readonly AnswerNote[] {
  const looking = windows.map((window) => ({ ...window, range: window.before }))
  const { metrics, compared: before } = concerned(looking, alike, (metric, window) =>
    beforeDataOf(metric, window, { days: noted.days, looks: ['before'] }),
  )
  if (before === undefined) return []
  return [
    {
      code: 'looks-before-data',
      says: `${beginning(alike.first, metrics, noted)}. The period before reaches further back: nobody is known of the days before that.`,
      dataFrom: alike.first,
      before,
      metrics: metrics.map(({ name }) => name),
    },
  ]
}

/** The metrics for which windows reach before the data, and from which day to which those windows do. */
function concerned(
  windows: readonly Window[],
  { metrics }: Alike,
  reachOf: (metric: NamedMetric['metric'], window: Window) => BeforeData | undefined,
): { metrics: Noted['metrics']; compared: Range | undefined; reaches: readonly BeforeData[] } {
  const found = metrics.flatMap((each) =>
    windows.flatMap((window) => {
      const reach = reachOf(each.metric, window)
      return reach === undefined ? [] : [{ each, reach, range: window.range }]
    }),
  )
  // Where a row's days are in the data, not all of the days lie before.
  const isSomeWithin = metrics.some(({ metric }) => windows.some((window) => !reachOf(metric, window)))
  return {
    metrics: metrics.filter((metric) => found.some(({ each }) => each === metric)),
    compared: spanOfDays(found.map(({ range }) => range)),
    reaches: [...found.map(({ reach }) => reach), ...(isSomeWithin ? (['partly'] as const) : [])],
  }
}

function beginning(first: Day, metrics: Noted['metrics'], { metrics: all, calendar }: Noted): string {
  const day = rangeInWords({ from: first, to: first }, calendar)
  const labels = metrics.map(({ label }) => label)
  return metrics.length === all.length
    ? `The data begin on ${day}`
    : `The data of ${listInWords(labels, 'and')} begin on ${day}`
}
