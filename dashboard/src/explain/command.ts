import { writtenFilters } from '../address/address.js'
import type { Question } from '../api/answers.js'
import type { AskedPlan } from './explanation.js'

/** A question as it is asked in a terminal. */
export function commandOf(question: Question): string {
  const { metrics, period, from, to, by = [], grain, where = [], compare, rolling } = question
  const options = [
    ...(period === undefined ? [] : ['--period', period]),
    ...(from === undefined || to === undefined ? [] : ['--from', from, '--to', to]),
    ...(by.length === 0 ? [] : ['--by', by.join(',')]),
    ...(grain === undefined ? [] : ['--grain', grain]),
    ...writtenFilters(where).flatMap((filter) => ['--where', filter]),
    ...(compare === undefined ? [] : ['--compare', compare]),
    ...(rolling === undefined ? [] : ['--rolling', String(rolling)]),
  ]
  return ['daymark', 'ask', ...metrics, ...options].map(quoted).join(' ')
}

/** A plan as it is asked for in a terminal. */
export function planCommandOf({ name, question: { month, asOf } }: AskedPlan): string {
  const options = [
    ...(month === undefined ? [] : ['--month', month]),
    ...(asOf === undefined ? [] : ['--as-of', asOf]),
  ]
  return ['daymark', 'plan', name, ...options].map(quoted).join(' ')
}

function quoted(word: string): string {
  return /^[\w.,=:/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
