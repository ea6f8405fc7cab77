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
