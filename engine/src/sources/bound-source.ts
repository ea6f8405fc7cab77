import { Refusal } from '../errors.js'
import { sql, stored, type ColumnType } from '../sql/sql.js'
import type { IntrospectedColumn, ReadSession } from '../warehouses/warehouse.js'
import { modelTable } from './model-table.js'
import { missingColumn, positionOf, refuseExtra } from './match-columns.js'
import type { Source, SourceType } from './source.js'

/**
 * A source over a table or a model, with its columns' names as they are written there and the types that they
 * are held in. A source over files comes back as it is.
 *
 * @throws Refusal `unknown-table`, `missing-column`, `ambiguous-column`, `extra-columns`, `column-type`
 */
export async function boundSource(session: ReadSession, source: Source): Promise<Source> {
  if ('files' in source.from) return source
  const { where, held } = await heldBy(session, source)
  const found = { source, where, names: held.map((each) => each.name) }
  const taken: number[] = []
  const columns = source.columns.map((column) => {
    const position = positionOf(column, found)
    const at = position === undefined ? undefined : held[position]
    if (position === undefined || !at) throw missingColumn(column, found)
    taken.push(position)
    const as = heldType(at)
    if (as === undefined || !canBe(as, column.type)) {
      const types = { declared: column.type, found: at.declared }
      throw new Refusal('column-type', { source: source.name, where, column: column.name, ...types })
    }
    return { ...column, header: at.name, held: as }
  })
  refuseExtra(found, taken)
  return { ...source, columns }
}

async function heldBy(
  session: ReadSession,
  { name, from }: Source,
): Promise<{ where: string; held: readonly IntrospectedColumn[] }> {
  if ('model' in from) {
    const table = modelTable(from.model)
    if (!(await session.has(table)))
      throw new Refusal('not-built', { thing: `model ${from.model}`, why: 'is not built' })
    const held = await session.describe(sql`SELECT * FROM ${stored(table)}`)
    return { where: `model ${from.model}`, held }
  }
  const where = 'table' in from ? from.table : name
  const held = await session.columnsOf(where)
  if (!held) throw new Refusal('unknown-table', { source: name, table: where })
  return { where, held }
}

function heldType({ type }: IntrospectedColumn): SourceType | undefined {
  if (type === 'set') return undefined
  return type === 'member' ? 'integer' : type
}

/**
 * Whether values of the one type can be ones of the other; whether those of decimals fit is for `checkSource` to see.
 * A table's binary fractions are not taken for decimals: the warehouses do not agree on how to round them.
 */
function canBe(held: ColumnType, declared: ColumnType): boolean {
  if (held === declared) return true
  if (held === 'date') return declared === 'timestamp'
  if (held !== 'integer' && !held.startsWith('decimal')) return false
  return declared === 'integer' || declared === 'double' || declared.startsWith('decimal')
}
