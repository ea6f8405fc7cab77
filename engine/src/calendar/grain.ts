import { closest } from 'fastest-levenshtein'
import { Refusal } from '../errors.js'

/** The lengths of periods, the shortest first. */
export const grains = ['day', 'week', 'month', 'quarter', 'year'] as const

export type Grain = (typeof grains)[number]

/** How many months a period of the grain has; a day and a week are not made of months. */
export const monthsOf = { month: 1, quarter: 3, year: 12 } as const satisfies Partial<Record<Grain, number>>

/** A grain that is made of whole months. */
export type MonthlyGrain = keyof typeof monthsOf

/** Reads a grain. Refuses with `unknown-grain`. */
export function parseGrain(text: string): Grain {
  const grain = grains.find((known) => known === text)
  if (grain === undefined)
    throw new Refusal('unknown-grain', { grain: text, grains, closest: closest(text, [...grains]) })
  return grain
}

/** Whether a grain is made of whole months. */
export function isMonthly(grain: Grain): grain is MonthlyGrain {
  return Object.hasOwn(monthsOf, grain)
}
