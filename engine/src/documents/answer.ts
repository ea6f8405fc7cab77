import type { Answer, AnswerRow, AnswerValue } from '../queries/answer.js'
import { JsonNumber } from './json.js'

/** A whole answer as plain data, its figures as {@link JsonNumber}s. */
export function answerDocument(answer: Answer): object {
  const { rows, total, ...rest } = answer
  return { ...rest, rows: rows.map(rowWithNumbers), total: rowWithNumbers(total) }
}

function rowWithNumbers(row: AnswerRow): object {
  const values = Object.entries(row.values).map(([name, value]) => [name, valueWithNumbers(value)])
  return { ...row, values: Object.fromEntries(values) as object }
}

function valueWithNumbers(answered: AnswerValue): object {
  const { comparison } = answered
  return {
    ...answered,
    ...partsWithNumbers(answered),
    ...(comparison && {
      comparison: { ...comparison, ...partsWithNumbers(comparison), change: numberOf(comparison.change) },
    }),
  }
}

function partsWithNumbers({
  value,
  numerator,
  denominator,
}: Omit<AnswerValue, 'because' | 'comparison'>): object {
  return {
    value: numberOf(value),
    ...(numerator !== undefined && { numerator: numberOf(numerator) }),
    ...(denominator !== undefined && { denominator: numberOf(denominator) }),
  }
}

function numberOf(digits: string | null): JsonNumber | null {
  return digits === null ? null : new JsonNumber(digits)
}
