import { memberDimensions, type Activity } from '../activities/activity.js'
import { checkOfMembers } from '../activities/declared-activity.js'
import { description, type Description } from '../measures/described.js'
import { oneLeaf, type MetricKind } from './metric-kind.js'

/** How many members did not come again. */
export interface ChurnedMembers<D extends string = string> extends Description {
  readonly kind: 'churned-members'
  readonly of: Activity
  readonly dimensions: readonly D[]
  readonly identity: string
}

/**
 * The number of members who were active in the period before the range and not in the range. The period
 * before has stayed + churned active members, always. Split by a segment, they count by what they were in the period
 * before.
 *
 * @example
 * const churned = churnedMembers(deposits, 'account')
 */
export function churnedMembers<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: Description = {},
): ChurnedMembers<D | A> {
  checkOfMembers('churnedMembers', [of, identity, options], description)
  return Object.freeze({
    kind: 'churned-members',
    of,
    dimensions: memberDimensions(of, identity),
    identity,
    ...options,
  })
}

export const churnedMembersKind: MetricKind<ChurnedMembers> = oneLeaf(
  ({ of, identity }) => ({ pass: 'presence', of, identity, figure: 'churned' }),
  {
    additive: false,
    formula: ({ of, identity }) =>
      `members of ${of.name} by ${identity} active in the period before and not in the range`,
  },
)
