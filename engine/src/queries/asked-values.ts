import { rowParts } from '../activities/row-set.js'
import { Refusal } from '../errors.js'
import type { Leaf } from '../measures/leaf.js'
import { closestName } from '../names/closest-name.js'
import type { Source } from '../sources/source.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import type { AnswerNote } from './answer.js'
import { knownValues, type LookingUp } from './known-values.js'
import type { Filter } from './question.js'

/** The filters of a question, and what it reads. */
export interface AskedValues {
  readonly where: readonly Filter[]
  readonly leaves: readonly Leaf[]
}

/**
 * Refuses values that the contracts of the sources do not accept: no row can have them.
 *
 * @throws Refusal `value-not-accepted`
 */
export function refuseUnaccepted({ where, leaves }: AskedValues, rows: readonly Filter[] = []): void {
  for (const { dimension, values } of where) {
    const accepted = acceptedValues(dimension, leaves)
    if (accepted === undefined) continue
    const seen = accepted.filter((value) =>
      rows.every(
        (filter) => filter.dimension !== dimension || filter.values.includes(value) !== (filter.not ?? false),
      ),
    )
    for (const value of values) {
      if (value === null || accepted.includes(value)) continue
      const closest = closestName(value, seen)
      throw new Refusal('value-not-accepted', { dimension, value, closest, accepted: seen })
    }
  }
}

/** The values that contracts accept of a dimension; undefined where any source leaves it open. */
function acceptedValues(dimension: string, leaves: readonly Leaf[]): readonly string[] | undefined {
  const parts = [...new Set(leaves.map(({ of }) => of))].flatMap((of) => rowParts(of))
  const lists = parts.map(({ from, dimensions }) => acceptedBy(from, dimensions[dimension]))
  if (lists.length === 0 || lists.includes(undefined)) return undefined
  return [...new Set(lists.flatMap((list) => list ?? []))]
}

function acceptedBy(source: Source, expression: string | undefined): readonly string[] | undefined {
  const column = source.columns.find(({ name }) => name === expression?.trim())
  return column?.type === 'text' ? column.accepted?.map(String) : undefined
}

/**
 * What to say of values that no row of the data has. They are looked up only where the answer leaves open whether they
 * are there: where it has no rows, or several values are meant.
 *
 * @throws Refusal `operator-in-filter` for such a value that is written as a condition
 */
export async function notesOfValues(
  session: ReadSession,
  { where, leaves, inData }: AskedValues & { readonly inData: boolean },
  looking: LookingUp,
): Promise<readonly AnswerNote[]> {
  const notes: AnswerNote[] = []
  for (const { dimension, values, not = false } of where) {
    if (inData && values.length === 1 && !not) continue
    const known = await knownValues(session, { dimension, leaves }, looking)
    for (const value of values) {
      if (value === null || known.has(value)) continue
      const names = [...known].filter((each) => each !== null)
      const closest = closestName(value, names)
      const operator = operatorIn(value, dimension)
      if (operator !== undefined) {
        throw new Refusal('operator-in-filter', { dimension, value, operator, closest })
      }
      notes.push(noteOf({ dimension, value, closest, hasNull: known.has(null) }))
    }
  }
  return notes
}

/** What stands in a value that is written as a condition: `or` in `a or b`, `>` in `>100`. */
function operatorIn(value: string, dimension: string): string | undefined {
  const joined = /\s(or|and)\s|(\|\|?|&&|;)/i.exec(value)
  const compared =
    /^\s*(<=|>=|<>|!=|==?|<|>|~|(?:not\s+)?(?:in\s*\(|like\s|between\s)|is\s+(?:not\s+)?null)/i.exec(value)
  const named = new RegExp(`^\\s*${dimension}\\s*(!?=|<|>)`, 'i').exec(value)
  const found = joined?.[1] ?? joined?.[2] ?? compared?.[1] ?? named?.[1]
  return found?.trim().replace(/\($/, '').trim()
}

const likeNothing = /^\(?(null|none|nil|missing|n\/a)\)?$/i

function noteOf({
  dimension,
  value,
  closest,
  hasNull,
}: {
  readonly dimension: string
  readonly value: string
  readonly closest: string | undefined
  readonly hasNull: boolean
}): AnswerNote {
  const meant =
    hasNull && likeNothing.test(value)
      ? ` Rows without a value are those of ${dimension}= with nothing behind it.`
      : closest === undefined
        ? ''
        : ` Did you mean "${closest}"?`
  return {
    code: 'unknown-value',
    says: `No row has ${dimension} "${value}" in this data.${meant}`,
    dimension,
    value,
    closest: closest ?? null,
  }
}
