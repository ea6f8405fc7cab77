import { dimensionsOf, rowParts } from '../activities/row-set.js'
import { Refusal } from '../errors.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import { currencySuspicions } from '../project/undeclared-currencies.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import type { AnswerNote } from './answer.js'
import { knownValues, type LookingUp } from './known-values.js'
import type { ResolvedQuestion } from './resolved-question.js'

/**
 * What to say of amounts that are added up over a column of currencies, where that is a dimension: its values are
 * known from cells. Nothing is said of a question that is split by it, or filtered to one value.
 */
export async function notesOfCurrencies(
  session: ReadSession,
  { metrics, by, where }: Pick<ResolvedQuestion, 'metrics' | 'by' | 'where'>,
  looking: LookingUp,
): Promise<readonly AnswerNote[]> {
  const notes: AnswerNote[] = []
  const asked = Object.fromEntries(metrics.map(({ name, metric }) => [name, metric]))
  for (const { source, column, metrics: adding } of currencySuspicions(asked)) {
    const leaves = adding
      .flatMap((name) => (asked[name] === undefined ? [] : leavesOf(asked[name])))
      .filter(({ of }) => rowParts(of).some(({ from }) => from === source))
    const dimension = leaves
      .flatMap(({ of }) => dimensionsOf(of))
      .find((each) =>
        leaves.some(({ of }) => rowParts(of).some(({ dimensions }) => dimensions[each]?.trim() === column)),
      )
    const isOne = where.some(
      (filter) => filter.dimension === dimension && filter.values.length === 1 && filter.not !== true,
    )
    if (dimension === undefined || by.includes(dimension) || isOne) continue
    const known = await knownValues(session, { dimension, leaves }, looking)
    const currencies = [...known].toSorted((one, other) => ((one ?? '\uffff') < (other ?? '\uffff') ? -1 : 1))
    if (currencies.length < 2) continue
    const facts = { source: source.name, column, currencies, metrics: adding }
    const { message, fix } = new Refusal('undeclared-currency', facts)
    notes.push({ code: 'undeclared-currency', says: `${message} ${fix}`, ...facts })
  }
  return notes
}
