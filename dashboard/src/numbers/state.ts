import type { Target } from '../api/answers.js'

/** Where a value stands beside its target, as people read it. */
export const stateInWords: Readonly<Record<NonNullable<Target['state']>, string>> = {
  behind: 'behind',
  met: 'met',
  ahead: 'ahead',
}
