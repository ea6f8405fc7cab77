import { describe, expect, it } from 'vitest'
import { exact } from '../../src/metrics/exact.js'
import type { PlanReport } from '../../src/plans/plan-report.js'
import { withState, type StoredReport } from '../../src/plans/stored-report.js'

/** A report as builds stored it before a state was: what is missing fell below 0 beyond the target. */
function earlier(target: string, achieved: string): StoredReport {
  const format = { as: 'number', decimals: 2 } as const
  const missing = exact(target).minus(achieved)
  const figures = { target, achieved, missing, daysLeft: 10, neededPerDay: missing.div(10) }
  const pace = Object.entries(figures).map(([name, value]) => ({
    name,
    label: name,
    format,
    value: String(value),
  }))
  return { target, pace } as unknown as StoredReport
}

function valuesOf({ pace }: PlanReport): Record<string, string | null> {
  return Object.fromEntries(pace.map(({ name, value }) => [name, value]))
}

describe('a stored report of an earlier build', () => {
  it('has a state, and its surplus apart from what is missing', () => {
    const report = withState(earlier('650000', '715376.27'))
    expect(report.state).toBe('ahead')
    expect(valuesOf(report)).toMatchObject({ missing: '0', surplus: '65376.27', neededPerDay: '0' })
  })

  it.each([
    ['100', '40', 'behind', { missing: '60', surplus: '0', neededPerDay: '6' }],
    ['100', '100', 'met', { missing: '0', surplus: '0', neededPerDay: '0' }],
    ['0', '0', 'met', { missing: '0', surplus: '0', neededPerDay: '0' }],
    ['0', '5', 'ahead', { missing: '0', surplus: '5', neededPerDay: '0' }],
    ['-20', '-30', 'behind', { missing: '10', surplus: '0', neededPerDay: '1' }],
    ['-20', '-5', 'ahead', { missing: '0', surplus: '15', neededPerDay: '0' }],
  ] as const)('of a target of %s and %s achieved is %s', (...given) => {
    const [target, achieved, state, figures] = given
    const report = withState(earlier(target, achieved))
    expect(report.state).toBe(state)
    expect(valuesOf(report)).toMatchObject(figures)
  })

  it('is left as it is where it says its state', () => {
    const said = { ...earlier('100', '40'), state: 'behind' as const }
    // It did not say yet from which day to which its data are.
    expect(withState(said)).toEqual({ ...said, dataFrom: null, dataThrough: null })
    const dated = { ...said, dataFrom: '2025-10-01', dataThrough: '2026-01-10' }
    expect(withState(dated)).toEqual(dated)
  })
})
