import { Refusal } from '../errors.js'
import { closestName } from '../names/closest-name.js'
import { modelTable } from '../sources/model-table.js'
import type { Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import type { Model } from './model.js'

/**
 * The table that a model's query makes: its columns as the warehouse says that the query gives them.
 *
 * @throws Refusal `sql-refused`, `model-column-type`, `model-columns`, `unique-key-missing`
 */
export async function tableOf(session: ReadSession, model: Model, query: Sql): Promise<StoredTable> {
  const { name, file, config } = model
  const described = await session.describe(query)
  const columns = described.map(({ name: column, type, declared: found }) => {
    if (type === undefined)
      throw new Refusal('model-column-type', { model: name, file: file.path, column, found })
    return { name: column, type, nullable: true }
  })
  const names = columns.map((column) => column.name)
  const twice = names.find((column, at) => names.indexOf(column) !== at)
  if (twice !== undefined) throw new Refusal('model-columns', { model: name, file: file.path, column: twice })
  for (const column of config.uniqueKey) {
    if (names.some((known) => known.toLowerCase() === column.toLowerCase())) continue
    const closest = closestName(column, names)
    throw new Refusal('unique-key-missing', { model: name, file: file.path, column, closest, columns: names })
  }
  return modelTable(name, columns)
}

/**
 * The unique key as the query of `replaced_keys` spells it.
 *
 * @throws Refusal `sql-refused`, `model-template` where it lacks a column of the unique key
 */
export async function givenKeys(
  session: ReadSession,
  { name, file, config, replacedKeys }: Model,
  query: Sql,
): Promise<readonly string[]> {
  const given = (await session.describe(query)).map((column) => column.name)
  return config.uniqueKey.map((wanted) => {
    const found = given.find((column) => column.toLowerCase() === wanted.toLowerCase())
    if (found !== undefined) return found
    const problem = `the query of replaced_keys gives no column "${wanted}", which unique_key names; it gives ${given.join(', ')}.`
    const place = replacedKeys?.positions.placeOf(firstWordAt(replacedKeys.sql)) ?? { line: 1, column: 1 }
    throw new Refusal('model-template', { model: name, file: file.path, ...place, problem })
  })
}

function firstWordAt(text: string): number {
  return Math.max(0, text.search(/\S/))
}
