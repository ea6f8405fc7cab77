import { moveByDays } from '../range.js'
import type { Rule } from './rule.js'

/** 52 weeks earlier, so that Mondays meet Mondays. A range of more than 52 weeks overlaps with its own. */
export const sameWeekday: Rule = ({ current }) => ({ range: moveByDays(current, -52 * 7) })
