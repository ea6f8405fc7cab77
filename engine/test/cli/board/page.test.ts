import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { boardPage } from '../../../src/cli/board/page.js'
import { money } from '../../../src/metrics/format.js'
import { board, card, screenOf } from './given.js'

const targets = {
  period: '2025-Q4',
  dimension: 'line',
  rows: [
    {
      metric: 'revenue',
      label: 'Revenue',
      format: money('MYR'),
      currency: 'MYR',
      targetCurrency: 'MYR',
      of: null,
      value: '10',
      target: '40',
      achieved: '25',
      toDate: '20',
      achievedToDate: '50',
      state: 'behind' as const,
      surplus: '0',
    },
    {
      metric: 'revenue',
      label: 'Revenue',
      format: money('MYR'),
      currency: 'MYR',
      targetCurrency: 'MYR',
      of: 'A',
      value: '6',
      target: '40',
      achieved: '15',
      toDate: '20',
      achievedToDate: '30',
      state: 'behind' as const,
      surplus: '0',
    },
  ],
}

describe("a board's page", () => {
  it('says which days it is about, how far they have come, and what they are compared with', () => {
    const [title, ...below] = boardPage(board(), screenOf(120)).split('\n')
    expect(title).toBe('The shop  October 2025')
    expect(below.slice(0, 2)).toEqual([
      'in progress: 20 of 31 days (64%) · as of 20 October 2025 · data from 1 January 2025 up to 20 October 2025',
      '▲▼ against 1–20 September 2025 (previous-period) · retained, reactivated and churned against September 2025',
    ])
  })

  it.each([40, 60, 80, 100, 120, 160])('keeps every line within %i characters', (width) => {
    const lines = boardPage(board(), screenOf(width)).split('\n')
    expect(lines.filter((line) => stringWidth(line) > width)).toEqual([])
    expect(lines.length).toBeGreaterThan(20)
  })

  it('puts as many cards side by side as there is room for', () => {
    const across = (width: number) =>
      boardPage(board(), screenOf(width))
        .split('\n')
        .filter((line) => line.includes('Revenue '))
        .map((line) => line.split(/ {3,}/).length)[0]
    expect([across(40), across(80), across(120)]).toEqual([1, 3, 4])
  })

  it('says the same with colours and without', () => {
    const [plain, coloured] = [false, true].map((wanted) =>
      boardPage(board(), screenOf(80, { coloured: wanted })),
    )
    expect(plain).not.toContain('\u001b')
    expect(coloured).toContain('\u001b[38;5;')
    // Without colours the parts of a stacked bar differ by what fills them.
    expect(stripVTControlCharacters(coloured ?? '').replaceAll(/[▓▒░]/g, '█')).toBe(
      (plain ?? '').replaceAll(/[▓▒░]/g, '█'),
    )
  })

  it('points out what its declaration says is not to be', () => {
    const page = boardPage(board(), screenOf(80))
    expect(page).toMatch(/-12 !/)
    expect(page).toContain('! Members is negative.')
  })

  it('says why a figure is missing, and what a reader should know', () => {
    const says = 'No row has the country Frnace.'
    const nothing = card({ label: 'Share', value: null, because: 'denominator-is-zero', change: null })
    const later = card({ label: 'Lapsed', value: null, because: 'not-known-yet', change: null })
    const notes = [
      { code: 'unknown-value' as const, says, dimension: 'country', value: 'Frnace', closest: null },
    ]
    const page = boardPage(board({ cards: [nothing, later], notes }), screenOf(120))
    expect(page).toContain('– Share: there is nothing to divide by')
    expect(page).toContain('– Lapsed: it is known only from a later day on')
    expect(page).toContain(`! ${says}`)
    expect(page).not.toContain('no rows')
  })

  it('says up to when a stored plan counts where its cards count further', () => {
    const pace = {
      plan: 'monthly',
      label: 'Monthly',
      month: '2025-10',
      saidAt: '2025-10-20T09:00:00',
      stored: true,
      metric: { label: 'Revenue', format: money('MYR') },
      figures: [],
      state: 'behind' as const,
      notices: [],
    }
    const page = (until: string) => boardPage(board({ until, plans: [pace] }), screenOf(120))
    expect(page('2025-10-20T14:30:00')).toContain('The plan Monthly counts up to 09:00, cards up to 14:30.')
    expect(page('2025-10-20T09:00:00')).not.toContain('counts up to')
  })

  it('lists targets by value, and how much of them the days that have passed should have brought', () => {
    const page = boardPage(board({ targets }), screenOf(100))
    expect(page).toMatch(/Revenue +RM 10\.00 +RM 40\.00 +25\.0% +50\.0%/)
    expect(page).toMatch(/ {2}A +RM 6\.00 +RM 40\.00 +15\.0% +30\.0%/)
  })

  it('says why there are no targets', () => {
    const because = { because: 'not-one-period', grain: 'quarter' } as const
    expect(boardPage(board({ targets: because }), screenOf(80))).toContain(
      'Targets are set by the quarter: ask for one to see them.',
    )
  })
})
