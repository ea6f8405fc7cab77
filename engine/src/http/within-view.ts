import { businessDay } from '../calendar/business-day.js'
import type { Asking } from '../queries/ask.js'
import { Refusal } from '../errors.js'
import type { Figure, PresenceLeaf } from '../measures/leaf.js'
import type { Permission } from '../project/access.js'
import type { View } from './access/asker.js'
import type { Service } from './service.js'

/** What questions of a view are asked of. */
export function askingOf({ loaded, rows, may }: View, service: Service): Asking {
  const now = service.now()
  const today = businessDay(now, loaded.project.calendar)
  const placesRows = may.has('build')
  return {
    loaded,
    rows,
    placesRows,
    warehouse: service.warehouse,
    today,
    until: service.isDayAlone ? undefined : now,
  }
}

/**
 * Refuses metrics that a role has, and that cannot be told of its rows alone.
 *
 * @throws Refusal `metric-not-for-role`
 */
export function refuseWithheld({ withheld, role }: View, metrics: readonly string[]): void {
  for (const metric of metrics) {
    const dimension = withheld.get(metric)
    if (dimension !== undefined)
      throw new Refusal('metric-not-for-role', { metric, role: role ?? '', dimension })
  }
}

type Members = Pick<PresenceLeaf, 'of' | 'identity'>

/** What a view's metrics would have to count, and do not, so that retention may be asked for. */
export function figuresLacking({ counts }: View, members: Members): readonly Figure[] {
  const comesBack = counts('retained', members) || counts('stayed', members)
  return [
    ...(counts('new', members) ? [] : (['new'] as const)),
    ...(comesBack ? [] : (['retained'] as const)),
  ]
}

/**
 * Refuses figures of members that none of a role's metrics counts.
 *
 * @throws Refusal `figure-not-for-role`
 */
export function refuseFigures({ role }: View, lacking: readonly Figure[], { of, identity }: Members): void {
  if (lacking.length === 0) return
  throw new Refusal('figure-not-for-role', {
    role: role ?? '',
    figures: lacking,
    activity: of.name,
    identity,
  })
}

/**
 * Refuses what a role may not do.
 *
 * @throws Refusal `not-permitted`
 */
export function refuseUnlessMay({ may, role }: View, permission: Permission): void {
  if (!may.has(permission)) throw new Refusal('not-permitted', { permission, role: role ?? '' })
}
