import { defineCalendar } from '../../../src/calendar/calendar.js'
import type { BoardAnswer, Card, ChartAnswer, ChartSeries } from '../../../src/boards/board-answer.js'
import { coloursFor } from '../../../src/cli/colours.js'
import type { Screen } from '../../../src/cli/board/screen.js'
import { money, number, percent } from '../../../src/metrics/format.js'

/** A screen of so many characters, with colours or without. */
export function screenOf(width: number, { coloured = false } = {}): Screen {
  const terminal = { write: () => Promise.resolve(), isTTY: coloured, columns: width }
  return { width, colours: coloursFor(terminal, {}), calendar: defineCalendar() }
}

export function card(given: Partial<Card>): Card {
  return {
    metric: 'revenue',
    label: 'Revenue',
    format: money('MYR'),
    formula: 'sum of amount over lines',
    value: '1234567.891',
    previous: '1000000',
    change: '23.456789',
    averagePerDay: '39824.770677',
    target: null,
    sparkline: {
      grain: 'day',
      periods: ['2025-10-01', '2025-10-02', '2025-10-03'],
      values: ['1', null, '3'],
    },
    ...given,
  }
}

export function series(given: Partial<ChartSeries>): ChartSeries {
  return {
    name: 'North',
    metric: 'revenue',
    dimensions: {},
    as: 'bar',
    colour: '#3B82F6',
    format: number(),
    values: ['1', '2', '4'],
    ...given,
  }
}

export function chart(given: Partial<ChartAnswer>): ChartAnswer {
  return {
    title: 'Revenue by line',
    kind: 'bar',
    along: 'line',
    categories: ['A', 'B', 'C'],
    keys: ['A', 'B', 'C'],
    partial: [false, false, false],
    segments: null,
    series: [series({})],
    ...given,
  }
}

export function board(given: Partial<BoardAnswer> = {}): BoardAnswer {
  return {
    board: 'shop',
    title: 'The shop',
    asked: { from: '2025-10-01', to: '2025-10-31', period: '2025-10' },
    where: [],
    range: { from: '2025-10-01', to: '2025-10-20' },
    complete: false,
    elapsed: { days: 20, of: 31 },
    asOf: '2025-10-20',
    until: null,
    wholeToday: [],
    comparison: {
      from: '2025-09-01',
      to: '2025-09-20',
      rule: 'previous-period',
      says: '1–20 September 2025',
    },
    notes: [],
    cohorts: { from: '2025-09-01', to: '2025-09-30', says: 'September 2025' },
    segments: null,
    cards: [
      card({}),
      card({
        metric: 'long',
        label: 'A metric with a very long name indeed',
        change: null,
        noChangeBecause: 'previous-is-zero',
      }),
      card({
        metric: 'members',
        label: 'Members',
        format: number(),
        value: '-12',
        previous: '9999',
        change: '-3',
        flag: 'negative',
      }),
      card({
        metric: 'share',
        label: 'Share',
        format: percent(),
        value: '36.834',
        previous: null,
        change: null,
        sparkline: null,
      }),
    ],
    charts: [chart({}), chart({ kind: 'stacked-bar', series: [series({}), series({ name: 'South' })] })],
    plans: [],
    targets: null,
    dataFrom: '2025-01-01',
    dataThrough: '2025-10-20',
    builtAt: '2025-10-20 01:00:00',
    ...given,
  }
}
