import type { Activity } from '../activities/activity.js'
import { Refusal } from '../errors.js'
import { countsMembers, type MemberLeaf } from '../measures/leaf.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import { closestName } from '../names/closest-name.js'
import type { LoadedProject } from '../project/loaded-project.js'

/** Whose coming back is counted. */
export interface RetentionMembers {
  readonly activity: Activity
  readonly identity: string
}

/**
 * The members that an activity's name means, or the name of a metric that counts members of one activity. Where an
 * activity and a metric have one name, it is the activity.
 *
 * @throws Refusal `unknown-activity`, `retention-of-metric`, `unknown-identity`
 * @example
 * membersOf({ activity: 'activeCustomers' }, loaded) // { activity: sales, identity: 'customer' }
 */
export function membersOf(
  { activity: name, identity }: { readonly activity: string; readonly identity?: string },
  { project: { metrics } }: LoadedProject,
): RetentionMembers {
  const counted = Object.values(metrics).flatMap((metric) => leavesOf(metric).filter(countsMembers))
  const activities = [...new Set(counted.map(({ of }) => of))]
  const metric = Object.hasOwn(metrics, name) ? metrics[name] : undefined
  const own = activities.find((activity) => activity.name === name)
  if (own === undefined && metric === undefined) throw unknownActivity(name, activities)
  const meant = own === undefined && metric !== undefined ? leavesOf(metric).filter(countsMembers) : []
  const activity = own ?? onlyActivity(name, meant)
  const ofActivity = counted.filter(({ of }) => of === activity)
  const identities = [...new Set([...meant, ...ofActivity].map((leaf) => leaf.identity))]
  return { activity, identity: identityOf(activity.name, identities, identity) }
}

function onlyActivity(metric: string, leaves: readonly MemberLeaf[]): Activity {
  const [activity, ...others] = [...new Set(leaves.map(({ of }) => of))]
  if (activity !== undefined && others.length === 0) return activity
  const names = [...new Set(leaves.map(({ of }) => of.name))]
  throw new Refusal('retention-of-metric', { metric, activities: names })
}

function unknownActivity(name: string, known: readonly Activity[]): Refusal {
  const activities = known.map((activity) => activity.name)
  return new Refusal('unknown-activity', {
    activity: name,
    closest: closestName(name, activities),
    activities,
  })
}

function identityOf(name: string, identities: readonly string[], asked = identities[0]): string {
  if (asked !== undefined && identities.includes(asked)) return asked
  const identity = asked ?? ''
  throw new Refusal('unknown-identity', {
    identity,
    activity: name,
    closest: closestName(identity, identities),
    identities,
  })
}
