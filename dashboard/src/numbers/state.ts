import type { Target } from '../api/answers.js'
import { formatted, type Format } from './format.js'

/** Where a value stands beside its target, as people read it. */
export const stateInWords: Readonly<Record<NonNullable<Target['state']>, string>> = {
  behind: 'behind',
  met: 'met',
  ahead: 'ahead',
}

/** How a value stands beside its target, and by how much it is beyond it: `ahead by 1,250`. */
export function standingInWords(
  { state, surplus }: { readonly state: NonNullable<Target['state']>; readonly surplus: string | null },
  format: Format,
): string {
  return state === 'ahead' ? `${stateInWords.ahead} by ${formatted(surplus, format)}` : stateInWords[state]
}
