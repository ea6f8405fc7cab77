import { z } from 'zod'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { madeAs } from '../declarations/shape.js'
import { Refusal } from '../errors.js'
import { closestName } from '../names/closest-name.js'
import type { Activity } from './activity.js'
import type { RowSet } from './row-set.js'

/** An activity, as `activity` makes it. */
export const anActivity = madeAs<Activity>(['activity'], 'an activity, as activity(…) makes it')

/** What measures are taken over. */
export const aRowSet = madeAs<RowSet>(
  ['activity', 'source'],
  'a source or an activity, as source(…) and activity(…) make them',
)

/** Refuses an identity that an activity does not have: the second value of the call. */
function refuseUnknownIdentity(call: string, { name, identities }: Activity, identity: string): void {
  if (identities.includes(identity)) return
  throw new Refusal(
    'unknown-identity',
    { identity, activity: name, closest: closestName(identity, identities), identities },
    { at: { call, path: [1] } },
  )
}

/** Refuses what a metric of an activity's members is declared with. */
export function checkOfMembers(
  call: string,
  [of, identity, options]: readonly [of: Activity, identity: string, options: unknown],
  schema: z.ZodType,
): void {
  checkDeclaration(call, [
    [of, anActivity],
    [identity, z.string()],
    [options, schema],
  ])
  refuseUnknownIdentity(call, of, identity)
}
