import type { Calendar } from '../calendar/calendar.js'
import { dateOfNumber, dayNumberOf, weekdays } from '../calendar/day.js'

/** The lengths of the nodes for which states are stored, the shortest first. */
export const nodeGrains = ['day', 'week', 'month', 'quarter', 'year'] as const

export type NodeGrain = (typeof nodeGrains)[number]

/** A span of the calendar for which states are stored; its days are numbers since 1970-01-01. */
export interface CalendarNode {
  readonly grain: NodeGrain
  readonly first: number
  readonly last: number
}

/**
 * The tree of days, weeks, months, quarters and years. Weeks start as the project's do; months, quarters and years
 * are those of the common calendar, also where the fiscal year is another, since nodes only serve to tile ranges.
 */
export class CalendarNodes {
  readonly #weekShift: number
  readonly #covers = new Map<string, readonly CalendarNode[]>()

  constructor({ weekStart }: Pick<Calendar, 'weekStart'>) {
    // 1970-01-01 was a Thursday, the fourth day of weeks from Monday.
    this.#weekShift = 3 - weekdays.indexOf(weekStart)
  }

  /** The node of a grain in which a day lies. */
  containing(day: number, grain: NodeGrain): CalendarNode {
    if (grain === 'day') return { grain, first: day, last: day }
    if (grain === 'week') {
      const first = day - modulo(day + this.#weekShift, 7)
      return { grain, first, last: first + 6 }
    }
    const { year, month } = dateOfNumber(day)
    const months = monthsIn[grain]
    const from = month - ((month - 1) % months)
    const first = dayNumberOf(year, from, 1)
    const next = from + months > 12 ? dayNumberOf(year + 1, 1, 1) : dayNumberOf(year, from + months, 1)
    return { grain, first, last: next - 1 }
  }

  /** The nodes that a node is made of: the days of a week and of a month, the months of a quarter, the quarters of a year. */
  partsOf({ grain, first, last }: CalendarNode): readonly CalendarNode[] {
    const parts: CalendarNode[] = []
    const partGrain = grain === 'year' ? 'quarter' : grain === 'quarter' ? 'month' : 'day'
    for (let day = first; day <= last;) {
      const part = this.containing(day, partGrain)
      parts.push(part)
      day = part.last + 1
    }
    return parts
  }

  /**
   * The fewest nodes that tile the days from `from` to `to` exactly, in order.
   *
   * @example
   * nodes.cover(dayNumber('2025-01-31'), dayNumber('2025-06-30')) // 2025-01-31, 2025-02, 2025-03, 2025-Q2
   */
  cover(from: number, to: number): readonly CalendarNode[] {
    if (from > to) return []
    const key = `${from}:${to}`
    const known = this.#covers.get(key)
    if (known !== undefined) return known
    const found = this.#coverOf(from, to)
    if (this.#covers.size >= mostCovers) this.#covers.clear()
    this.#covers.set(key, found)
    return found
  }

  #coverOf(from: number, to: number): readonly CalendarNode[] {
    const year = this.containing(from, 'year')
    const wholeFrom = year.first === from ? from : year.last + 1
    const years: CalendarNode[] = []
    for (let day = wholeFrom; day <= to;) {
      const next = this.containing(day, 'year')
      if (next.last > to) break
      years.push(next)
      day = next.last + 1
    }
    const last = years.at(-1)
    if (last === undefined) return this.#fewest(from, to)
    return [...this.#fewest(from, wholeFrom - 1), ...years, ...this.#fewest(last.last + 1, to)]
  }

  /** Of the tilings of less than two years the one of the fewest nodes: the best from each day on, the last first. */
  #fewest(from: number, to: number): readonly CalendarNode[] {
    const days = to - from + 1
    if (days <= 0) return []
    const best: CalendarNode[] = []
    const count = new Uint16Array(days + 1)
    for (let at = days - 1; at >= 0; at -= 1) {
      let chosen: CalendarNode = { grain: 'day', first: from + at, last: from + at }
      let fewest = (count[at + 1] ?? 0) + 1
      for (const node of this.#startingOn(from + at)) {
        const after = node.last - from + 1
        if (after > days || (count[after] ?? 0) + 1 >= fewest) continue
        fewest = (count[after] ?? 0) + 1
        chosen = node
      }
      best[at] = chosen
      count[at] = fewest
    }
    const tiles: CalendarNode[] = []
    for (let at = 0; at < days;) {
      const tile = best[at]
      if (tile === undefined) break
      tiles.push(tile)
      at = tile.last - from + 1
    }
    return tiles
  }

  /** The nodes longer than a day that start on a day. */
  #startingOn(day: number): readonly CalendarNode[] {
    const found: CalendarNode[] = []
    if (modulo(day + this.#weekShift, 7) === 0) found.push({ grain: 'week', first: day, last: day + 6 })
    const { month, day: ofMonth } = dateOfNumber(day)
    if (ofMonth !== 1) return found
    found.push(this.containing(day, 'month'))
    if (month % 3 === 1) found.push(this.containing(day, 'quarter'))
    return found
  }
}

const monthsIn = { month: 1, quarter: 3, year: 12 } as const

/** So many covers are remembered. */
const mostCovers = 20_000

/** A node's number: no two nodes have the same. */
export function nodeNumber({ grain, first }: CalendarNode): number {
  return first * nodeGrains.length + nodeGrains.indexOf(grain)
}

function modulo(number: number, by: number): number {
  return ((number % by) + by) % by
}
