import { exact } from '../metrics/exact.js'
import { byWeight } from './redistribution/by-weight.js'
import { capped } from './redistribution/capped.js'
import { evenly } from './redistribution/evenly.js'
import type { Redistribute } from './redistribution/redistribute.js'
import type { Rounding } from './rounding.js'

/**
 * How a gap is spread over the days left: by their uplift as documented, evenly, or by uplift with no day asked
 * for more than a multiple (at least 1) of its initial target.
 */
export type Redistribution = 'by-weight' | 'evenly' | { readonly capped: string }

/** The function that a redistribution names. */
export function redistributionOf(redistribution: Redistribution, rounding: Rounding): Redistribute {
  if (redistribution === 'by-weight') return byWeight
  if (redistribution === 'evenly') return evenly
  return capped(exact(redistribution.capped), rounding)
}
