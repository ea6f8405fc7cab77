import { describe, expect, it } from 'vitest'
import type { PaceFigure } from '../src/api/answers.js'
import { neededOver, toldFigures } from '../src/plan/pace-figures.js'

function paceOf(values: Readonly<Record<string, string | null>>): readonly PaceFigure[] {
  return Object.entries(values).map(
    ([name, value]) =>
      ({ name, label: name, value, format: { as: 'number', decimals: 0 } }) as unknown as PaceFigure,
  )
}

describe('what is needed per day', () => {
  it('says over how many days it is spread where today counts in part', () => {
    expect(neededOver(paceOf({ missing: '240', neededPerDay: '100', daysLeft: '3' }))).toBe(
      'over 2.4 days, the rest of today among them',
    )
  })

  it.each([
    ['whole days are left', { missing: '300', neededPerDay: '100', daysLeft: '3' }],
    ['nothing is needed', { missing: '0', neededPerDay: '0', daysLeft: '3' }],
    ['no day is left', { missing: '5', neededPerDay: null, daysLeft: '0' }],
  ])('says no more where %s', (_where, values) => {
    expect(neededOver(paceOf(values))).toBeUndefined()
  })
})

describe('the figures of a month', () => {
  const values = { target: '400', achieved: '160', missing: '240', surplus: '0', projectedEnd: '160' }

  it('hold no projection once it is over', () => {
    const told = (daysLeft: string) => toldFigures(paceOf({ ...values, daysLeft })).map(({ name }) => name)
    expect(told('0')).toEqual(['target', 'achieved', 'missing'])
    expect(told('3')).toEqual(['target', 'achieved', 'missing', 'projectedEnd', 'daysLeft'])
  })
})
