import { memberDimensions, type Activity } from '../activities/activity.js'
import { checkOfMembers } from '../activities/declared-activity.js'
import { description, type Description } from '../measures/described.js'
import { oneLeaf, type MetricKind } from './metric-kind.js'

/** How many members came back. */
export interface ReactivatedMembers<D extends string = string> extends Description {
  readonly kind: 'reactivated-members'
  readonly of: Activity
  readonly dimensions: readonly D[]
  readonly identity: string
}

/**
 * The number of members who were active in the range and not in the period before it, but had been active
 * earlier: their first day lies before the range. Active = new + retained + reactivated, always.
 *
 * @example
 * const reactivated = reactivatedMembers(deposits, 'account')
 */
export function reactivatedMembers<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: Description = {},
): ReactivatedMembers<D | A> {
  checkOfMembers('reactivatedMembers', [of, identity, options], description)
  return Object.freeze({
    kind: 'reactivated-members',
    of,
    dimensions: memberDimensions(of, identity),
    identity,
    ...options,
  })
}

export const reactivatedMembersKind: MetricKind<ReactivatedMembers> = oneLeaf(
  ({ of, identity }) => ({ pass: 'presence', of, identity, figure: 'reactivated' }),
  {
    additive: false,
    formula: ({ of, identity }) =>
      `members of ${of.name} by ${identity} active in the range, not in the period before, and first active earlier`,
  },
)
