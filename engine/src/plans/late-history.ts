import type { Day } from '../calendar/day.js'
import type { Range } from '../calendar/range.js'
import type { PlanInputs } from './plan-inputs.js'
import type { Plan } from './plan.js'

/** The days of a range that lie in the data: the days before say nothing of what a day brings. */
export function daysInData({ from, to }: Range, knownFrom: Day | undefined): Range {
  return knownFrom === undefined || knownFrom <= from ? { from, to } : { from: knownFrom, to }
}

/** What to say where uplifts and shares are worked out from months of which the data lack the first days. */
export function lateHistory(
  declared: Plan,
  { before, knownFrom, weights }: Pick<PlanInputs, 'before' | 'knownFrom' | 'weights'>,
): readonly string[] {
  if (knownFrom === undefined || knownFrom <= before.from) return []
  const uses = [
    ...(weights === 'derived' ? ['uplifts'] : []),
    ...(declared.split === undefined ? [] : [`the shares by ${declared.split.by}`]),
  ]
  if (uses.length === 0) return []
  const are =
    knownFrom > before.to
      ? 'have nothing to be worked out from'
      : `are worked out from ${knownFrom} to ${before.to} alone`
  return [
    `The data begin on ${knownFrom}, after the first of the three full months before (${before.from} to ${before.to}): ${uses.join(' and ')} ${are}.`,
  ]
}
