import type { Format } from '../measures/described.js'
import { number, percent } from '../metrics/format.js'
import type { Pace } from './pace.js'
import type { PaceFigure, PaceName } from './plan-report.js'
import { figure, figureOrNull } from './reported-figures.js'

/** What each figure of the pace is called, and whether it is an amount, a rate in percent or a number of days. */
const figures: readonly (readonly [PaceName, string, 'amount' | 'rate' | 'days'])[] = [
  ['target', 'Target of the month', 'amount'],
  ['achieved', 'Achieved', 'amount'],
  ['planToDate', 'Plan to date', 'amount'],
  ['achievedAgainstPlan', 'Achieved against plan to date', 'rate'],
  ['achievedAgainstTarget', 'Achieved against target', 'rate'],
  ['missing', 'Missing to the target', 'amount'],
  ['surplus', 'Ahead of the target by', 'amount'],
  ['daysLeft', 'Days left', 'days'],
  ['neededPerDay', 'Needed per day left', 'amount'],
  ['neededAgainstSoFar', 'Needed against the days so far', 'rate'],
  ['projectedEnd', 'Projected end of the month', 'amount'],
  ['projectedAgainstTarget', 'Projected end against target', 'rate'],
  ['projectedGap', 'Projected end less target', 'amount'],
]

/** What the figures of a month that is over are called: its end is no projection. */
const ofOver: Readonly<Partial<Record<PaceName, string>>> = {
  projectedEnd: 'End of the month',
  projectedAgainstTarget: 'End against target',
  projectedGap: 'End less target',
}

/** The pace as figures that a board can show, each with its name and format. */
export function paceFigures(pace: Pace, amount: Format): readonly PaceFigure[] {
  const formats: Readonly<Record<'amount' | 'rate' | 'days', Format>> = {
    amount,
    rate: percent(1),
    days: number(0),
  }
  return figures.map(([name, label, of]) => {
    const value = pace[name]
    return {
      name,
      label: (pace.daysLeft === 0 ? ofOver[name] : undefined) ?? label,
      format: formats[of],
      value: typeof value === 'number' ? String(value) : of === 'rate' ? rate(value) : figureOrNull(value),
    }
  })
}

/** A rate as every quotient is: with 12 decimal places. */
function rate(value: Exclude<Pace[PaceName], number>): string | null {
  return value === null ? null : figure(value.toDecimalPlaces(12))
}
