import { memberDimensions, type Activity } from '../activities/activity.js'
import { checkOfMembers } from '../activities/declared-activity.js'
import { description, type Description } from '../measures/described.js'
import { oneLeaf, type MetricKind } from './metric-kind.js'

/** How many members of the period before came again. */
export interface StayedMembers<D extends string = string> extends Description {
  readonly kind: 'stayed-members'
  readonly of: Activity
  readonly dimensions: readonly D[]
  readonly identity: string
}

/**
 * The number of members of the period before the range who are active in the range, too: what retention is a rate
 * of. The period before has stayed + churned active members, always. As many as were retained; but split by a
 * segment, those who stayed count by what they were in the period before, and those retained by what they are in the
 * range.
 *
 * @example
 * const stayed = stayedMembers(deposits, 'account')
 */
export function stayedMembers<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: Description = {},
): StayedMembers<D | A> {
  checkOfMembers('stayedMembers', [of, identity, options], description)
  return Object.freeze({
    kind: 'stayed-members',
    of,
    dimensions: memberDimensions(of, identity),
    identity,
    ...options,
  })
}

export const stayedMembersKind: MetricKind<StayedMembers> = oneLeaf(
  ({ of, identity }) => ({ pass: 'presence', of, identity, figure: 'stayed' }),
  {
    additive: false,
    formula: ({ of, identity }) =>
      `members of ${of.name} by ${identity} active in the period before and in the range, too`,
  },
)
