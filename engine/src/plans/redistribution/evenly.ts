import { exact } from '../../metrics/exact.js'
import type { Redistribute } from './redistribute.js'
import { spread } from './spread.js'

/** Each open day takes the same part of the gap. */
export const evenly: Redistribute = (open, gap) => spread(open, gap, () => exact(1))
