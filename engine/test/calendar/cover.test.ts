import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineCalendar } from '../../src/calendar/calendar.js'
import { cover, monthTree, type Tree, weekTree } from '../../src/calendar/cover.js'
import { periodOf } from '../../src/calendar/period.js'
import { daysIn, eachDay, rangeOf } from '../../src/calendar/range.js'
import { anyCalendar, anyRange } from './given.js'

const calendar = defineCalendar()
const anyTree = fc.constantFrom<Tree>(monthTree, weekTree, ['day', 'month'], ['day', 'year'], ['day'])

describe('covering a range', () => {
  it('takes the longest periods that fit', () => {
    const labels = (from: string, to: string) => cover(rangeOf(from, to), calendar).map(({ label }) => label)
    expect(labels('2025-01-31', '2025-06-30')).toEqual(['2025-01-31', '2025-02', '2025-03', '2025-Q2'])
    expect(labels('2023-12-31', '2025-01-02')).toEqual(['2023-12-31', '2024', '2025-01-01', '2025-01-02'])
    expect(labels('2025-10-31', '2025-10-31')).toEqual(['2025-10-31'])
  })

  it('covers with weeks when asked to', () => {
    const weeks = cover(rangeOf('2025-10-05', '2025-10-20'), calendar, { using: weekTree })
    expect(weeks.map(({ label }) => label)).toEqual(['2025-10-05', '2025-W41', '2025-W42', '2025-10-20'])
  })

  it('holds each day of the range once, in order, in periods of the tree', () => {
    fc.assert(
      fc.property(anyRange(900), anyCalendar, anyTree, (range, which, using) => {
        const nodes = cover(range, which, { using })
        expect(nodes.flatMap((node) => eachDay(node.range))).toEqual(eachDay(range))
        const grains: readonly string[] = using
        for (const node of nodes) {
          expect(grains).toContain(node.grain)
          expect(node).toEqual(periodOf(node.range.from, node.grain, which))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('needs no more periods than the best of all tilings', () => {
    fc.assert(
      fc.property(anyRange(500), anyCalendar, anyTree, (range, which, using) => {
        const days = eachDay(range)
        const fewest = [0]
        days.forEach((day, index) => {
          const ways = using.map((grain) => {
            const { from, to } = periodOf(day, grain, which).range
            const length = daysIn({ from, to })
            return to === day && from >= range.from ? (fewest[index + 1 - length] ?? Infinity) + 1 : Infinity
          })
          fewest.push(Math.min(...ways))
        })
        expect(cover(range, which, { using })).toHaveLength(fewest[days.length] ?? -1)
      }),
      { numRuns: 25 },
    )
  })
})
