import { isRefusal, Refusal } from '../errors.js'
import type { Model, RenderedModel } from '../models/model.js'
import { tableOf } from '../models/model-columns.js'
import { modelQuery, type QueryWriting } from '../models/model-query.js'
import { modelRefusal } from '../models/model-refusal.js'
import { queryWriting } from '../models/model-relations.js'
import { modelTable } from '../sources/model-table.js'
import type { Source } from '../sources/source.js'
import type { Dialect } from '../sql/print.js'
import { join, name, sql, stored, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import { WarehouseError } from '../warehouses/warehouse-error.js'
import type { WriteSession } from '../warehouses/warehouse.js'

/** Where a build runs its models. */
export interface RunningModels {
  readonly session: WriteSession
  readonly dialect: Dialect
  readonly models: readonly Model[]
  readonly rowsOf: (source: Source) => Sql
}

/**
 * Brings a model's table up to date. A view has none: whatever reads it runs its query.
 *
 * @param adds whether an incremental model adds to what its table holds, instead of making it anew
 * @throws Refusal `model-refused` and the others of models, and `not-built` for a model that it reads
 */
export async function runModel(
  model: Model,
  running: RunningModels,
  { adds }: { readonly adds: boolean },
): Promise<StoredTable | undefined> {
  await refuseUnbuilt(model, running)
  const { models, dialect, rowsOf } = running
  const writing = queryWriting({ models, dialect, rowsOf, isKept: (read) => read.isStored })
  const rendered = adds ? model.incremental : model.full
  try {
    return await written(model, rendered, { ...running, writing, adds })
  } catch (thrown) {
    throw refusalOf(thrown, model, rendered)
  }
}

type Writing = RunningModels & { readonly writing: QueryWriting; readonly adds: boolean }

async function written(
  model: Model,
  rendered: RenderedModel,
  { session, writing, adds }: Writing,
): Promise<StoredTable | undefined> {
  const query = modelQuery(model, rendered, writing)
  const table = await tableOf(session, model, query)
  if (!model.isStored) return undefined
  if (adds) return addTo(session, model, query)
  await session.create(table)
  await session.insert(table, query)
  return table
}

/** Adds the rows of a query to a model's table, in place of those with the same unique key. */
async function addTo(session: WriteSession, model: Model, query: Sql): Promise<StoredTable> {
  const kept = modelTable(model.name)
  const held = await tableOf(session, model, sql`SELECT * FROM ${stored(kept)}`)
  const columns = join(held.columns.map((column) => name(column.name)))
  const rows = sql`SELECT ${columns} FROM (${query}) AS added`
  if (model.config.strategy === 'append') {
    await session.insert(held, rows)
    return held
  }
  const added: StoredTable = { ...held, name: `${held.name}_added` }
  await session.create(added)
  await session.insert(added, rows)
  const key = join(model.config.uniqueKey.map((column) => name(nameIn(held, column))))
  await session.remove(held, sql`(${key}) IN (SELECT ${key} FROM ${stored(added)})`)
  await session.insert(held, sql`SELECT ${columns} FROM ${stored(added)}`)
  await session.drop(added)
  return held
}

function nameIn({ columns }: StoredTable, wanted: string): string {
  return columns.find(({ name: column }) => column.toLowerCase() === wanted.toLowerCase())?.name ?? wanted
}

async function refuseUnbuilt(model: Model, running: RunningModels): Promise<void> {
  const { session, models } = running
  for (const read of models.filter(({ name: parent }) => model.parents.includes(parent))) {
    if (!read.isStored) await refuseUnbuilt(read, running)
    else if (!(await session.has(modelTable(read.name))))
      throw new Refusal('not-built', { thing: `model ${read.name}`, why: 'is not built' })
  }
}

function refusalOf(thrown: unknown, model: Model, rendered: RenderedModel): unknown {
  if (isRefusal(thrown)) return modelRefusal(thrown, model, rendered)
  if (!(thrown instanceof WarehouseError)) return thrown
  // What a query meets in the data, such as text that is no number, is the model's.
  const facts = { warehouse: thrown.warehouse, message: thrown.reason, sql: thrown.sql }
  return modelRefusal(new Refusal('sql-refused', facts, { cause: thrown }), model, rendered)
}
