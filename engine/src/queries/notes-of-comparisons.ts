import type { Calendar } from '../calendar/calendar.js'
import { addDays } from '../calendar/day.js'
import { sameRange, type Range } from '../calendar/range.js'
import { rangeInWords } from '../calendar/words.js'
import type { AnswerNote } from './answer.js'
import type { Slot } from './windows.js'

/**
 * What to say where the days that the rows of a series are compared with do not make up those of the total. Nothing
 * is said of a range that every row is compared with, nor of rows that are still to come beside a total that has begun.
 */
export function notesOfComparisons(
  rows: readonly Slot[],
  total: Slot | undefined,
  calendar: Calendar,
): readonly AnswerNote[] {
  const whole = total?.comparison
  if (total === undefined || whole === undefined || whole.rule === 'range') return []
  const counted = rows.filter(({ progress }) => progress.elapsedDays > 0 || total.progress.elapsedDays === 0)
  const earlier = counted
    .flatMap(({ comparison }) => comparison?.range ?? [])
    .toSorted((one, other) => (one.from < other.from ? -1 : 1))
  const together = spanOf(earlier)
  if (together === undefined) return []
  const { overlap, gap } = seamsOf(earlier)
  if (sameRange(together, whole.range) && !overlap && !gap) return []
  const words = [
    `The rows are compared with ${rangeInWords(together, calendar)}`,
    ...(overlap ? ['some days count more than once'] : []),
    ...(gap ? ['some days between are left out'] : []),
    `the total is compared with ${rangeInWords(whole.range, calendar)}`,
  ]
  return [
    {
      code: 'compared-days-differ',
      says: `${words.join('; ')}. The rows' earlier values do not make up the total's.`,
      rows: together,
      total: { from: whole.range.from, to: whole.range.to },
    },
  ]
}

function spanOf(ranges: readonly Range[]): Range | undefined {
  const from = ranges[0]?.from
  const to = ranges
    .map((range) => range.to)
    .toSorted()
    .at(-1)
  return from === undefined || to === undefined ? undefined : { from, to }
}

/** Whether ranges in the order of their first days overlap, and whether days lie between them. */
function seamsOf(ranges: readonly Range[]): { readonly overlap: boolean; readonly gap: boolean } {
  let [overlap, gap] = [false, false]
  let last = ranges[0]?.to ?? ''
  for (const { from, to } of ranges.slice(1)) {
    if (from <= last) overlap = true
    else if (from > addDays(last, 1)) gap = true
    if (to > last) last = to
  }
  return { overlap, gap }
}
