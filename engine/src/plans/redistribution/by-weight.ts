import type { Redistribute } from './redistribute.js'
import { spread } from './spread.js'

/** Each open day takes its uplift's share of the gap, as documented. */
export const byWeight: Redistribute = (open, gap) => spread(open, gap, ({ uplift }) => uplift)
