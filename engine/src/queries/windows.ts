import { cohortComparison } from '../calendar/cohort-comparison.js'
import type { Calendar } from '../calendar/calendar.js'
import { compare, type Comparison, type ComparisonChoice } from '../calendar/comparison.js'
import type { Day } from '../calendar/day.js'
import { clockOf, cutAlike, cutAt, type DayCut } from '../calendar/day-cut.js'
import { progressOf, type Progress } from '../calendar/elapsed.js'
import type { Grain } from '../calendar/grain.js'
import type { Moment } from '../calendar/moment.js'
import { periodOf, periodsIn, type Period } from '../calendar/period.js'
import { daysIn, type Range } from '../calendar/range.js'
import type { Span } from '../calendar/span.js'

/** Days over which figures are taken, and the days before them that cohort figures look back to. */
export interface Window {
  readonly range: Range
  readonly before: Range
  /** Where the range's last day is cut, of rows that know their time of day. */
  readonly cut?: DayCut | undefined
}

/** One row of an answer before it has figures: which days, and which days beside them. */
export interface Slot {
  /** The period's label in a series; undefined for a whole range. */
  readonly label: string | undefined
  /** The days that the row is about, whether over or still to come. */
  readonly range: Range
  readonly progress: Progress
  /** What is counted: the days up to today; undefined where all of them are still to come. */
  readonly window: Window | undefined
  /** The cohort's other range in words. */
  readonly beforeSays: string
  readonly comparison: (Comparison & { readonly window: Window }) | undefined
}

/** What slots are made from. */
export interface Slotting {
  readonly calendar: Calendar
  readonly today: Day
  /** The moment up to which today's rows count; undefined where all of them do. */
  readonly now?: Moment | undefined
  readonly compare: ComparisonChoice | undefined
}

/** The slot of a whole range. */
export function wholeSlot({ range, period, toDateOf, trailing }: Span, slotting: Slotting): Slot {
  return slot({ range, period: period ?? toDateOf, trailing, label: undefined }, slotting)
}

/** The slots of a series: one for each period of the grain that the range touches. */
export function seriesSlots({ range, trailing }: Span, grain: Grain, slotting: Slotting): readonly Slot[] {
  return periodsIn(range, grain, slotting.calendar).map((period) => {
    const asked = {
      range: period.clipped,
      period,
      // Days that trail today stand beside the days that trail them, in their order.
      trailing: grain === 'day' ? trailing : undefined,
      label: period.label,
    }
    return slotting.compare === undefined ? knownSlot(asked, slotting) : slot(asked, slotting)
  })
}

/** The slot of a period that is compared with nothing: every chart and every other range asks for the same few. */
function knownSlot(asked: Asked & { readonly period: Period }, slotting: Slotting): Slot {
  const { calendar, today, now } = slotting
  if (now !== undefined && asked.range.from <= today && today <= asked.range.to) return slot(asked, slotting)
  const known = slotsOf.get(calendar) ?? new Map<string, Slot>()
  slotsOf.set(calendar, known)
  if (known.size >= mostKnown) known.clear()
  const key = `${today} ${asked.period.grain} ${asked.range.from} ${asked.range.to}`
  const found = known.get(key) ?? slot(asked, slotting)
  known.set(key, found)
  return found
}

const slotsOf = new WeakMap<Calendar, Map<string, Slot>>()
const mostKnown = 10_000

interface Asked {
  readonly range: Range
  /** The period that the range is, or of which it is a part: the one before it is looked back to. */
  readonly period: Period | undefined
  readonly trailing: number | undefined
  readonly label: string | undefined
}

function slot(asked: Asked, slotting: Slotting): Slot {
  const { range, period, label } = asked
  const { calendar, today, now } = slotting
  const progress = progressOf(range, today)
  const cut = now !== undefined && progress.current?.to === today ? cutAt(now, calendar) : undefined
  const back = lookBack(progress.current ?? range, period?.grain, calendar)
  return {
    label,
    range,
    progress,
    window: progress.current && { range: progress.current, before: back.range, cut },
    beforeSays: back.says,
    comparison: comparisonOf(asked, slotting, cut !== undefined),
  }
}

function comparisonOf(
  { range, period, trailing }: Asked,
  slotting: Slotting,
  isCut: boolean,
): Slot['comparison'] {
  const { calendar, today, now, compare: choice } = slotting
  if (choice === undefined) return undefined
  const comparison = compare(choice, { range, period, trailing, today, calendar })
  const { range: earlier, current } = comparison
  // Like with like: a day that is under way is compared with the other day up to the same time.
  const isAlike = isCut && earlier.to < today && daysIn(earlier) === daysIn(current)
  const cut = isAlike && now !== undefined ? cutAlike(earlier.to, now, calendar) : undefined
  return {
    ...comparison,
    says: cut === undefined ? comparison.says : `${comparison.says} until ${clockOf(cut)}`,
    window: { range: earlier, before: lookBack(earlier, period?.grain, calendar).range, cut },
  }
}

/** In a series, and for a named period, the period before; for any other range as many days before. */
function lookBack(range: Range, grain: Grain | undefined, calendar: Calendar) {
  const period = grain === undefined ? undefined : periodOf(range.from, grain, calendar)
  return cohortComparison({ range, period, calendar })
}

/** Which days a window is of. */
export function windowKey(window: Window): string {
  const known = keys.get(window)
  if (known !== undefined) return known
  const { range, before, cut } = window
  const key = `${range.from} ${range.to} ${before.from} ${before.to} ${cut?.utc ?? ''}`
  keys.set(window, key)
  return key
}

const keys = new WeakMap<Window, string>()

/** The windows of slots and of what they are compared with, each once. */
export function windowsOf(slots: readonly Slot[]): readonly Window[] {
  const windows = slots.flatMap((slot) =>
    [slot.window, slot.comparison?.window].filter((window) => window !== undefined),
  )
  return [...new Map(windows.map((window) => [windowKey(window), window])).values()]
}
