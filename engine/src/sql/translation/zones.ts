import { timeZoneNamed } from '../../calendar/time-zone.js'

/**
 * A time zone that means the same on every warehouse, as the time zone database writes it: one with a place in its name,
 * or UTC. Abbreviations and offsets do not: PostgreSQL takes `CET` for an hour without summer time, and `UTC+2` for two
 * hours west.
 */
export function placedZone(name: string): string | undefined {
  if (name.toUpperCase() === 'UTC') return 'UTC'
  return name.includes('/') ? timeZoneNamed(name) : undefined
}

export const zoneAdvice = "Write a time zone out by its place, such as 'Europe/Berlin', or 'UTC'."
