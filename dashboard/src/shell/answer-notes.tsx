import type { Answer } from '../api/answers.js'
import { Notice } from './notice.js'

type Noted = readonly (Pick<Answer, 'notes'> | undefined)[]

interface AnswerNotesProps {
  readonly of: Noted
  /** Answers whose notes stand further up. */
  readonly beside?: Noted
}

/** What a reader should know of the figures of one answer or of several, each said once. */
export function AnswerNotes({ of, beside = [] }: AnswerNotesProps) {
  const textsOf = (answers: Noted) => answers.flatMap((answer) => answer?.notes.map(({ says }) => says) ?? [])
  const said = new Set(textsOf(beside))
  return [...new Set(textsOf(of))]
    .filter((says) => !said.has(says))
    .map((says) => <Notice key={says}>{says}</Notice>)
}
