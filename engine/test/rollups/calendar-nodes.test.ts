import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { weekdays, dayNumber, dayOfNumber } from '../../src/calendar/day.js'
import { periodOf } from '../../src/calendar/period.js'
import { CalendarNodes, nodeGrains } from '../../src/rollups/calendar-nodes.js'

const day = fc.integer({ min: -20_000, max: 40_000 })
const weekStart = fc.constantFrom(...weekdays)
const calendarOf = (start: (typeof weekdays)[number]) => ({
  timeZone: 'UTC',
  dayStartsAt: '00:00',
  weekStart: start,
  fiscalYearStart: 1,
})

describe('calendar nodes', () => {
  it('are the calendar’s periods', () => {
    fc.assert(
      fc.property(day, weekStart, fc.constantFrom(...nodeGrains), (number, start, grain) => {
        const node = new CalendarNodes({ weekStart: start }).containing(number, grain)
        const { range } = periodOf(dayOfNumber(number), grain, calendarOf(start))
        expect([dayOfNumber(node.first), dayOfNumber(node.last)]).toEqual([range.from, range.to])
      }),
    )
  })

  it('tile a range without gap or overlap, and no tiling of theirs has fewer', () => {
    const range = fc.tuple(day, fc.integer({ min: 0, max: 120 }))
    fc.assert(
      fc.property(range, weekStart, ([from, length], start) => {
        const nodes = new CalendarNodes({ weekStart: start })
        const to = from + length
        const tiles = nodes.cover(from, to)
        expect(tiles[0]?.first).toBe(from)
        expect(tiles.at(-1)?.last).toBe(to)
        tiles.slice(1).forEach((tile, at) => {
          expect(tile.first).toBe((tiles[at]?.last ?? 0) + 1)
        })
        // The fewest by looking at every tiling, from the last day back.
        const fewest = new Map([[to + 1, 0]])
        for (let first = to; first >= from; first -= 1) {
          const ends = nodeGrains
            .map((grain) => nodes.containing(first, grain))
            .filter((node) => node.first === first && node.last <= to)
          fewest.set(first, 1 + Math.min(...ends.map(({ last }) => fewest.get(last + 1) ?? Infinity)))
        }
        expect(tiles).toHaveLength(fewest.get(from) ?? 0)
      }),
      { numRuns: 200 },
    )
  })

  it('of years in a row are the years', () => {
    const tiles = new CalendarNodes({ weekStart: 'monday' }).cover(
      dayNumber('2019-12-30'),
      dayNumber('2026-01-01'),
    )
    expect(tiles.map(({ grain }) => grain)).toEqual(['day', 'day', ...Array<string>(6).fill('year'), 'day'])
  })
})
