import { memberDimensions, type Activity } from '../activities/activity.js'
import { checkOfMembers } from '../activities/declared-activity.js'
import { description, type Description } from '../measures/described.js'
import { oneLeaf, type MetricKind } from './metric-kind.js'

/** How many members were active in the range and in its comparison period. */
export interface RetainedMembers<D extends string = string> extends Description {
  readonly kind: 'retained-members'
  readonly of: Activity
  readonly dimensions: readonly D[]
  readonly identity: string
}

/**
 * The number of members who were active both in the range and in the period that it is compared with: the
 * period before for a named period or one of a series, else as many days just before. Split by a dimension,
 * both activities have the same value of it. Split by a segment, they count by what they are in the range;
 * `stayedMembers` by what they were in the period before.
 *
 * @example
 * const retained = retainedMembers(deposits, 'account')
 */
export function retainedMembers<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: Description = {},
): RetainedMembers<D | A> {
  checkOfMembers('retainedMembers', [of, identity, options], description)
  return Object.freeze({
    kind: 'retained-members',
    of,
    dimensions: memberDimensions(of, identity),
    identity,
    ...options,
  })
}

export const retainedMembersKind: MetricKind<RetainedMembers> = oneLeaf(
  ({ of, identity }) => ({ pass: 'presence', of, identity, figure: 'retained' }),
  {
    additive: false,
    formula: ({ of, identity }) =>
      `members of ${of.name} by ${identity} active in the range and in the period before`,
  },
)
