import { hasFlag } from '../activities/activity.js'
import { dayNumber } from '../calendar/day.js'
import type { Figure } from '../measures/leaf.js'
import type { CellGroup } from './asked-cells.js'
import { nodeNumber, type CalendarNodes } from './calendar-nodes.js'
import { Side } from './count-members.js'
import { setsOf } from './covered-sets.js'
import type { CountedWindow, FigureRow } from './figure-rows.js'
import { loadSets, type Loading } from './load-sets.js'
import { wordsInChunk, type MemberSet } from './member-set.js'
import type { IndexedSet } from './set-index.js'

interface Sweeping {
  readonly figures: readonly Figure[]
  readonly windows: readonly CountedWindow[]
}

const swept: Readonly<Partial<Record<Figure, (counts: { active: number; fresh: number }) => number>>> = {
  active: ({ active }) => active,
  new: ({ fresh }) => fresh,
  existing: ({ active, fresh }) => active - fresh,
}

/** From so many windows on, one sweep over days is less work than a merge for each window. */
const fewest = 16

/** Whether windows of one length follow each other so closely that one sweep over their days tells them all. */
export function isSwept({ figures, windows }: Sweeping, { of }: Pick<Loading, 'of'>): boolean {
  const [first] = windows
  if (first === undefined || windows.length < fewest) return false
  const lengthOf = ({ range }: CountedWindow) => dayNumber(range.to) - dayNumber(range.from) + 1
  const length = lengthOf(first)
  const ends = windows.map(({ range }) => dayNumber(range.to))
  const days = Math.max(...ends) - Math.min(...ends) + length
  return (
    length > 1 &&
    days < windows.length + 4 * length &&
    windows.every((window) => lengthOf(window) === length) &&
    figures.every((figure) => figure === 'active' || (figure in swept && !hasFlag(of)))
  )
}

/**
 * Members of windows that all have one length, by one walk over their days: a member comes on a day of activity,
 * and goes so many days after the last one before the next is too late. Who is in a window is how many have come
 * by its last day less how many have gone.
 */
export async function sweptRows(
  { figures, windows }: Sweeping,
  { groups, loading, nodes }: { groups: readonly CellGroup[]; loading: Loading; nodes: CalendarNodes },
): Promise<readonly FigureRow[]> {
  const starts = windows.map(({ range }) => dayNumber(range.from))
  const ends = windows.map(({ range }) => dayNumber(range.to))
  const from = Math.min(...starts)
  const days = Math.max(...ends) - from + 1
  const length = (ends[0] ?? 0) - (starts[0] ?? 0) + 1
  const since = loading.index.since ?? from
  const asksFirst = figures.some((figure) => figure !== 'active')
  const plans = groups.map((group) => ({
    group,
    active: daySets(group, 'active', { from, days }),
    first: asksFirst ? daySets(group, 'first', { from, days }) : [],
    earlier:
      asksFirst && group.cells.length > 1 ? setsOf(group.cells, 'first', nodes.cover(since, from - 1)) : [],
  }))
  const sets = await loadSets(
    plans.flatMap(({ active, first, earlier }) => [...active.flat(), ...first.flat(), ...earlier]),
    loading,
  )
  return plans.flatMap(({ group, active, first, earlier }) => {
    const members = (some: readonly IndexedSet[]) => some.flatMap((set) => sets.get(set) ?? [])
    const sweep = new Sweep({ days, length })
    sweep.walk(active.map(members), { first: first.map(members), earlier: members(earlier) })
    return ends.flatMap((end, n): readonly FigureRow[] => {
      const counts = sweep.on(end - from)
      if (counts.active === 0) return []
      return [
        { n, values: group.values, figures: figures.map((figure) => String(swept[figure]?.(counts) ?? 0)) },
      ]
    })
  })
}

/** The sets of each of so many days. */
function daySets(
  { cells }: CellGroup,
  kind: 'active' | 'first',
  { from, days }: { from: number; days: number },
): readonly (readonly IndexedSet[])[] {
  return Array.from({ length: days }, (_day, at) => {
    const number = nodeNumber({ grain: 'day', first: from + at, last: from + at })
    return cells.flatMap((cell) => cell[kind].get(number) ?? [])
  })
}

const idsInChunk = 65536

class Sweep {
  readonly #length: number
  readonly #active: Int32Array
  readonly #fresh: Int32Array

  constructor({ days, length }: { days: number; length: number }) {
    this.#length = length
    this.#active = new Int32Array(days + length + 1)
    this.#fresh = new Int32Array(days + length + 1)
  }

  /** How many are active, and new, in the window that ends on a day; after the walk. */
  on(day: number): { active: number; fresh: number } {
    return { active: this.#active[day] ?? 0, fresh: this.#fresh[day] ?? 0 }
  }

  walk(
    active: readonly (readonly MemberSet[])[],
    { first, earlier }: { first: readonly (readonly MemberSet[])[]; earlier: readonly MemberSet[] },
  ): void {
    const sides = active.map((sets) => new Side(sets))
    const firsts = first.map((sets) => new Side(sets))
    const before = new Side(earlier)
    const last = sides.reduce((most, side) => Math.max(most, side.last), -1)
    const lastSeen = new Int32Array(idsInChunk)
    const firstDay = new Int32Array(idsInChunk)
    const words = new Uint32Array(wordsInChunk)
    for (let key = 0; key <= last; key += 1) {
      lastSeen.fill(0)
      firstDay.fill(0)
      // Days are counted from 1, so that 0 is none; whoever was first active earlier is never new.
      if (before.at(key, words)) eachBit(words, (id) => (firstDay[id] = -1))
      firsts.forEach((side, day) => {
        if (!side.at(key, words)) return
        eachBit(words, (id) => {
          if (firstDay[id] === 0) firstDay[id] = day + 1
        })
      })
      sides.forEach((side, day) => {
        if (side.at(key, words)) this.#day(day, words, { lastSeen, firstDay })
      })
    }
    for (const counts of [this.#active, this.#fresh]) {
      for (let day = 1; day < counts.length; day += 1)
        counts[day] = (counts[day] ?? 0) + (counts[day - 1] ?? 0)
    }
  }

  #day(
    day: number,
    words: Uint32Array,
    { lastSeen, firstDay }: { lastSeen: Int32Array; firstDay: Int32Array },
  ): void {
    const active = this.#active
    const length = this.#length
    let coming = 0
    let going = 0
    for (let at = 0; at < wordsInChunk; at += 1) {
      for (let word = words[at] ?? 0; word !== 0; word &= word - 1) {
        const id = at * 32 + (31 - Math.clz32(word & -word))
        const seen = (lastSeen[id] ?? 0) - 1
        lastSeen[id] = day + 1
        going += 1
        if (seen >= 0 && seen + length > day) {
          const until = seen + length
          active[until] = (active[until] ?? 0) + 1
          continue
        }
        if (seen < 0) this.#comesFirst(day, (firstDay[id] ?? 0) - 1)
        coming += 1
      }
    }
    active[day] = (active[day] ?? 0) + coming
    active[day + length] = (active[day + length] ?? 0) - going
  }

  /** Who is seen for the first time is new until the first day has left the window. */
  #comesFirst(day: number, first: number): void {
    const until = first + this.#length
    if (first < 0 || until <= day) return
    this.#fresh[day] = (this.#fresh[day] ?? 0) + 1
    this.#fresh[until] = (this.#fresh[until] ?? 0) - 1
  }
}

function eachBit(words: Uint32Array, visit: (id: number) => void): void {
  for (let at = 0; at < wordsInChunk; at += 1) {
    for (let word = words[at] ?? 0; word !== 0; word &= word - 1)
      visit(at * 32 + (31 - Math.clz32(word & -word)))
  }
}
