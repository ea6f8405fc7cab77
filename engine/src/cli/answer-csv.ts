import type { Answer, AnswerRow } from '../queries/answer.js'
import { csvLine, type Formulas } from '../documents/csv.js'

/**
 * An answer's rows as CSV: the period of a series, the dimensions, then each metric's value as plain digits;
 * with a comparison the earlier value and the change right after it. Last come, in a series that is compared, the first
 * and the last of the days that each row is compared with. Null is empty. No total.
 */
export function answerCsv(answer: Answer, formulas?: Formulas): string {
  const { metrics, by, grain, rows } = answer
  const isCompared = answer.total.comparison !== undefined
  const header = [
    ...(grain === null ? [] : ['period']),
    ...by,
    ...metrics.flatMap(({ name }) => (isCompared ? [name, `${name}.previous`, `${name}.change`] : [name])),
    ...(isCompared && grain !== null ? ['compared.from', 'compared.to'] : []),
  ]
  return [header, ...rows.map((row) => fieldsOf(row, answer, isCompared))]
    .map((fields) => csvLine(fields, formulas))
    .join('')
}

function fieldsOf(row: AnswerRow, { metrics, by, grain }: Answer, isCompared: boolean): (string | null)[] {
  return [
    ...(grain === null ? [] : [row.period ?? null]),
    ...by.map((dimension) => row.dimensions[dimension] ?? null),
    ...metrics.flatMap(({ name }) => {
      const { value = null, comparison } = row.values[name] ?? {}
      return isCompared ? [value, comparison?.value ?? null, comparison?.change ?? null] : [value]
    }),
    ...(isCompared && grain !== null ? [row.comparison?.from ?? null, row.comparison?.to ?? null] : []),
  ]
}
