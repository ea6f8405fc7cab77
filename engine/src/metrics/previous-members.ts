import { memberDimensions, type Activity } from '../activities/activity.js'
import { checkOfMembers } from '../activities/declared-activity.js'
import { description, type Description } from '../measures/described.js'
import { oneLeaf, type MetricKind } from './metric-kind.js'

/** How many members were active in the period before. */
export interface PreviousMembers<D extends string = string> extends Description {
  readonly kind: 'previous-members'
  readonly of: Activity
  readonly dimensions: readonly D[]
  readonly identity: string
}

/**
 * The number of members who were active in the period before the range: what retention and churn are rates of. Split
 * by a segment, they count by what they were then.
 *
 * @example
 * const before = previousMembers(deposits, 'account')
 */
export function previousMembers<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: Description = {},
): PreviousMembers<D | A> {
  checkOfMembers('previousMembers', [of, identity, options], description)
  return Object.freeze({
    kind: 'previous-members',
    of,
    dimensions: memberDimensions(of, identity),
    identity,
    ...options,
  })
}

export const previousMembersKind: MetricKind<PreviousMembers> = oneLeaf(
  ({ of, identity }) => ({ pass: 'presence', of, identity, figure: 'before' }),
  {
    additive: false,
    formula: ({ of, identity }) => `members of ${of.name} by ${identity} active in the period before`,
  },
)
