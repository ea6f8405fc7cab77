import { memberDimensions, type Activity } from '../activities/activity.js'
import { checkOfMembers } from '../activities/declared-activity.js'
import { description, type Description } from '../measures/described.js'
import { oneLeaf, type MetricKind } from './metric-kind.js'

/** How many active members had been active before. */
export interface ExistingMembers<D extends string = string> extends Description {
  readonly kind: 'existing-members'
  readonly of: Activity
  readonly dimensions: readonly D[]
  readonly identity: string
}

/**
 * The number of members who were active in the range and whose first day lies before it: those who are not new.
 * Active = new + existing, always.
 *
 * @example
 * const existing = existingMembers(deposits, 'account')
 */
export function existingMembers<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: Description = {},
): ExistingMembers<D | A> {
  checkOfMembers('existingMembers', [of, identity, options], description)
  return Object.freeze({
    kind: 'existing-members',
    of,
    dimensions: memberDimensions(of, identity),
    identity,
    ...options,
  })
}

export const existingMembersKind: MetricKind<ExistingMembers> = oneLeaf(
  ({ of, identity }) => ({ pass: 'presence', of, identity, figure: 'existing' }),
  {
    additive: false,
    formula: ({ of, identity }) =>
      `members of ${of.name} by ${identity} active in the range whose first day lies before it`,
  },
)
