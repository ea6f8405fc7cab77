import { addDays } from '../../calendar/day.js'
import { sumOf } from '../rounding.js'
import type { Projector } from './projection.js'

/**
 * The documented projection: what was booked before the current hour, divided by the share of those hours in all
 * that was booked by hour since 30 days before today, today's own hours so far included.
 */
export const documented: Projector = (days) => (now) => {
  const from = addDays(now.day, -30)
  const profile = [...days.filter(({ day }) => day >= from && day < now.day), now]
  const total = sumOf(profile.map((day) => day.total))
  if (total.isZero()) return { value: null, because: 'nothing-in-the-profile', notes: [] }
  const share = sumOf(profile.flatMap(({ hours }) => hours.slice(0, now.hour))).div(total)
  if (share.isZero()) return { value: null, because: 'no-share-passed-yet', notes: [] }
  const booked = sumOf(now.hours.slice(0, now.hour))
  return { value: booked.div(share), share, basis: 'last-30-days', notes: [] }
}
