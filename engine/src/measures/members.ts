import { memberDimensions, type Activity } from '../activities/activity.js'
import { checkOfMembers } from '../activities/declared-activity.js'
import { description, type Description } from './described.js'

/** How many different members were active. */
export interface Members<D extends string = string> extends Description {
  readonly kind: 'members'
  readonly of: Activity
  readonly dimensions: readonly D[]
  readonly identity: string
}

/**
 * The number of different members who were active in a range: each counts once, however often and in however
 * many parts. It adds up by union, never by sum. Rows without the identity's value are nobody.
 *
 * @example
 * const activeCustomers = members(sales, 'customer')
 */
export function members<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: Description = {},
): Members<D | A> {
  checkOfMembers('members', [of, identity, options], description)
  return Object.freeze({
    kind: 'members',
    of,
    dimensions: memberDimensions(of, identity),
    identity,
    ...options,
  })
}
