import { memberDimensions, type Activity } from '../activities/activity.js'
import { checkOfMembers } from '../activities/declared-activity.js'
import { description, type Description } from '../measures/described.js'
import { oneLeaf, type MetricKind } from './metric-kind.js'

/** How many members were active for the first time ever. */
export interface NewMembers<D extends string = string> extends Description {
  readonly kind: 'new-members'
  readonly of: Activity
  readonly dimensions: readonly D[]
  readonly identity: string
}

/**
 * The number of members who were active in the range and whose first day falls in it. The first day is the
 * first one ever seen in the activity (or the earlier one that the activity declares), not the first inside the
 * range. Split or filtered by a dimension, it is the first day with that dimension's value.
 *
 * @example
 * const newAccounts = newMembers(deposits, 'account')
 */
export function newMembers<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: Description = {},
): NewMembers<D | A> {
  checkOfMembers('newMembers', [of, identity, options], description)
  return Object.freeze({
    kind: 'new-members',
    of,
    dimensions: memberDimensions(of, identity),
    identity,
    ...options,
  })
}

export const newMembersKind: MetricKind<NewMembers> = oneLeaf(
  ({ of, identity }) => ({ pass: 'presence', of, identity, figure: 'new' }),
  {
    additive: false,
    formula: ({ of, identity }) => `members of ${of.name} by ${identity} whose first day falls in the range`,
  },
)
