import { isRefusal, Refusal } from '../errors.js'
import type { Model, RenderedModel } from '../models/model.js'
import { givenKeys, tableOf } from '../models/model-columns.js'
import { modelQuery, type QueryWriting } from '../models/model-query.js'
import { modelRefusal } from '../models/model-refusal.js'
import { queryWriting } from '../models/model-relations.js'
import { modelTable } from '../sources/model-table.js'
import type { Source } from '../sources/source.js'
import type { Dialect } from '../sql/print.js'
import { call, join, name, sql, stored, type Sql } from '../sql/sql.js'
import type { Column, StoredTable } from '../sql/stored-table.js'
import { WarehouseError } from '../warehouses/warehouse-error.js'
import type { WriteSession } from '../warehouses/warehouse.js'
import type { ChangedValues } from './changed-values.js'

/** Where a build runs its models. */
export interface RunningModels {
  readonly session: WriteSession
  readonly dialect: Dialect
  readonly models: readonly Model[]
  readonly rowsOf: (source: Source) => Sql
  readonly values: ChangedValues
}

/** What came of a model's run. */
export interface ModelRun {
  /** Its table; undefined for a view. */
  readonly table: StoredTable | undefined
  /** Whether what changed in its table is known, where models follow it. */
  readonly isCompared: boolean
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
): Promise<ModelRun> {
  await refuseUnbuilt(model, running)
  const { models, dialect, rowsOf, values } = running
  const writing = queryWriting({
    models,
    dialect,
    rowsOf,
    isKept: (read) => read.isStored,
    changedOf: (relation) => {
      const changed = values.tableOf(relation)
      return changed && stored(changed)
    },
    replacedOf: (of) => stored(replacedTable(of)),
  })
  const rendered = adds ? model.incremental : model.full
  try {
    return await written(model, rendered, { ...running, writing, adds })
  } catch (thrown) {
    throw refusalOf(thrown, model, rendered)
  }
}

type Writing = RunningModels & { readonly writing: QueryWriting; readonly adds: boolean }

async function written(model: Model, rendered: RenderedModel, running: Writing): Promise<ModelRun> {
  const { session, writing, adds } = running
  if (adds) return { table: await addTo(model, rendered, running), isCompared: true }
  const query = modelQuery(model, rendered, writing)
  const table = await tableOf(session, model, query)
  if (!model.isStored) return { table: undefined, isCompared: false }
  const make = async () => {
    await session.create(table)
    await session.insert(table, query)
    return table
  }
  return compared(model, table, { ...running, make })
}

/** Makes a table anew, and compares it with what it held where models follow it. */
async function compared(
  { name: of }: Model,
  table: StoredTable,
  { session, values, make }: RunningModels & { readonly make: () => Promise<StoredTable> },
): Promise<ModelRun> {
  const followed = { is: 'model' as const, name: of, columns: table.columns }
  if (!values.isFollowed(followed) || !(await holdsAlike(session, table)))
    return { table: await make(), isCompared: false }
  await values.during(followed, { before: stored(table), work: make, after: () => stored(table) })
  return { table, isCompared: true }
}

/** Whether there is a table of the same columns. */
async function holdsAlike(session: WriteSession, table: StoredTable): Promise<boolean> {
  if (!(await session.has(table))) return false
  const held = await session.describe(sql`SELECT * FROM ${stored(table)}`)
  const said = (columns: readonly { readonly name: string; readonly type: Column['type'] | undefined }[]) =>
    JSON.stringify(columns.map(({ name: column, type }) => [column, type]))
  return said(held) === said(table.columns)
}

/** Adds the rows of a query to a model's table, in place of those with the same unique key. */
async function addTo(model: Model, rendered: RenderedModel, running: Writing): Promise<StoredTable> {
  const { session, writing, values } = running
  const kept = modelTable(model.name)
  const held = await tableOf(session, model, sql`SELECT * FROM ${stored(kept)}`)
  const keys = await writeReplacedKeys(model, held, running)
  const query = modelQuery(model, rendered, writing)
  await tableOf(session, model, query)
  const columns = join(held.columns.map((column) => name(column.name)))
  const added: StoredTable = { ...held, name: `${held.name}_added` }
  await session.create(added)
  await session.insert(added, sql`SELECT ${columns} FROM (${query}) AS added`)
  const conditions = await replacedRows(session, { model, held, added, keys })
  const rows = conditions.map((condition) => sql`SELECT * FROM ${stored(held)} WHERE ${condition}`)
  await values.during(
    { is: 'model', name: model.name, columns: held.columns },
    {
      before: rows.length === 0 ? undefined : sql`(${join(rows, ' UNION ALL ')})`,
      work: async () => {
        for (const condition of conditions) await session.remove(held, condition)
        await session.insert(held, sql`SELECT ${columns} FROM ${stored(added)}`)
      },
      after: () => stored(added),
    },
  )
  for (const table of [added, ...(keys === undefined ? [] : [keys])]) await session.drop(table)
  return held
}

/** Writes the keys down that a model names as those whose rows it makes anew; undefined where it names none. */
async function writeReplacedKeys(
  model: Model,
  held: StoredTable,
  { session, writing }: Writing,
): Promise<StoredTable | undefined> {
  const { replacedKeys, config } = model
  if (replacedKeys === undefined) return undefined
  try {
    const query = modelQuery(model, replacedKeys, writing)
    const chosen = await givenKeys(session, model, query)
    const table: StoredTable = { ...replacedTable(model), columns: keyColumns(held, config.uniqueKey) }
    await session.create(table)
    const columns = join(chosen.map((column) => name(column)))
    await session.insert(table, sql`SELECT DISTINCT ${columns} FROM (${query}) AS named_keys`)
    return table
  } catch (thrown) {
    throw refusalOf(thrown, model, replacedKeys)
  }
}

/** The table of the keys whose rows a run makes anew. */
function replacedTable({ name: model }: Pick<Model, 'name'>): StoredTable {
  return { name: `model_${model}_replaced`, columns: [], order: [] }
}

function keyColumns(held: StoredTable, uniqueKey: readonly string[]): StoredTable['columns'] {
  return uniqueKey.flatMap((wanted) =>
    held.columns
      .filter((column) => isSameName(column.name, wanted))
      .map((column) => ({ ...column, nullable: true })),
  )
}

interface Replacing {
  readonly model: Model
  readonly held: StoredTable
  readonly added: StoredTable
  readonly keys: StoredTable | undefined
}

/**
 * Which rows of a table those that are added take the place of: conditions of which no row meets two. A key with a null
 * is one of those that a model names, and is otherwise equal to none, as in dbt.
 */
async function replacedRows(
  session: WriteSession,
  { model, held, added, keys }: Replacing,
): Promise<readonly Sql[]> {
  if (model.config.strategy === 'append') return []
  const columns = keyColumns(held, model.config.uniqueKey).map((column) => name(column.name))
  const among = (table: StoredTable) =>
    sql`(${join(columns)}) IN (SELECT ${join(columns)} FROM ${stored(table)})`
  if (keys === undefined) return [among(added)]
  await session.insert(keys, sql`SELECT DISTINCT ${join(columns)} FROM ${stored(added)}`)
  const hasNull = join(
    columns.map((column) => sql`${column} IS NULL`),
    ' OR ',
  )
  const [found] = await session.query(sql`SELECT count(*) AS nulls FROM ${stored(keys)} WHERE ${hasNull}`)
  if (Number(found?.['nulls']) === 0) return [among(keys)]
  const texts = join(
    columns.map(
      (column) => sql`CASE WHEN ${column} IS NULL THEN '' ELSE '=' || ${call('toText', column)} END`,
    ),
  )
  const withNull = sql`(${hasNull}) AND (${texts}) IN (SELECT ${texts} FROM ${stored(keys)} WHERE ${hasNull})`
  return [sql`NOT (${hasNull}) AND ${among(keys)}`, withNull]
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
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
