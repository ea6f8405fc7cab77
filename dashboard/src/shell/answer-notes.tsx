import type { Answer } from '../api/answers.js'
import { Notice } from './notice.js'

/** What a reader should know of the figures of one answer or of several, each said once. */
export function AnswerNotes({ of }: { of: readonly (Pick<Answer, 'notes'> | undefined)[] }) {
  const said = new Set(of.flatMap((answer) => answer?.notes.map(({ says }) => says) ?? []))
  return [...said].map((says) => <Notice key={says}>{says}</Notice>)
}
