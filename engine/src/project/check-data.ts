import type { Writing } from '../activities/row-set.js'
import { isRefusal, Refusal, type FailedRow } from '../errors.js'
import { tableOf } from '../models/model-columns.js'
import { modelQuery } from '../models/model-query.js'
import { modelRefusal } from '../models/model-refusal.js'
import { queryWriting } from '../models/model-relations.js'
import type { Model } from '../models/model.js'
import { placedSource } from '../sources/place-source.js'
import type { PlacedSource } from '../sources/placed-source.js'
import type { Source } from '../sources/source.js'
import { unbuiltRows } from '../sources/unbuilt-rows.js'
import type { Dialect } from '../sql/print.js'
import { call, join, literal, name, sql, type Sql } from '../sql/sql.js'
import type { ReadSession, Row, Warehouse } from '../warehouses/warehouse.js'
import { WarehouseError } from '../warehouses/warehouse-error.js'
import { modelFinding } from './check-models.js'
import { found, type Finding } from './check-project.js'
import { declaredExpressions, type DeclaredExpression } from './expressions.js'
import { describedRow, expressionRefusal, triedRows, trying } from './failed-expression.js'
import type { LoadedProject } from './loaded-project.js'

/** Where a source's rows are: in the warehouse, or in files. */
interface Home {
  readonly in: 'warehouse' | 'files'
  readonly dialect: Dialect
  readonly placed: PlacedSource
  readonly rows: Sql
}

/**
 * Works out every expression and every model of a project over the rows that are there, for what the warehouse cannot make
 * of them: a text that is no number, a division by zero. For projects in which nothing else is wrong. What reads files and
 * tables together, or the tables of models, is for the build to try.
 */
export async function checkData(loaded: LoadedProject, warehouse: Warehouse): Promise<readonly Finding[]> {
  const homes = await homesOf(loaded, warehouse)
  const tables: Finding[] = []
  for (const home of homes.values()) {
    const refusal = await refusalOfTable(home, warehouse)
    if (refusal !== undefined) tables.push(found(refusal, loaded, home.placed.source.name))
  }
  if (tables.length > 0) return tables
  const expressions: Finding[] = []
  for await (const { refusal, expression } of failingExpressions(homes, { loaded, warehouse })) {
    expressions.push(found(refusal, loaded, expression.text))
  }
  const models: Finding[] = []
  for (const model of loaded.models.inOrder) {
    const refusal = await refusalOfModel(model, { loaded, warehouse, homes })
    if (refusal !== undefined) models.push(modelFinding(refusal, loaded))
  }
  return [...expressions, ...models]
}

/** The first table that cannot be read, or expression that cannot be worked out, found without writing anything. */
export async function readingRefusal(
  loaded: LoadedProject,
  warehouse: Warehouse,
): Promise<Refusal | undefined> {
  const homes = await homesOf(loaded, warehouse)
  for (const home of homes.values()) {
    const refusal = await refusalOfTable(home, warehouse)
    if (refusal !== undefined) return refusal
  }
  for await (const { refusal } of failingExpressions(homes, { loaded, warehouse })) return refusal
  return undefined
}

async function* failingExpressions(
  homes: ReadonlyMap<string, Home>,
  { loaded, warehouse }: Omit<Tried, 'home'>,
) {
  for (const expression of declaredExpressions(loaded.layout)) {
    const home = homes.get(expression.source.name)
    if (home === undefined) continue
    const refusal = await new TriedExpression(expression, { loaded, warehouse, home }).refusal()
    if (refusal !== undefined) yield { refusal, expression }
  }
}

async function refusalOfTable({ placed, rows }: Home, warehouse: Warehouse): Promise<Refusal | undefined> {
  const { source } = placed
  if (!('table' in source.from)) return undefined
  const each = source.columns.map(({ name: column }) => sql`max(${call('toText', name(column))})`)
  const failure = await attempted(warehouse, 'warehouse', (session) =>
    session.query(sql`SELECT ${join(each)} FROM ${rows} AS source`),
  )
  if (!(failure instanceof WarehouseError)) return undefined
  const from = `the table ${source.from.table}`
  const facts = { source: source.name, from, warehouse: failure.warehouse, message: failure.reason }
  return new Refusal('source-unreadable', facts, { cause: failure })
}

async function homesOf(loaded: LoadedProject, warehouse: Warehouse): Promise<ReadonlyMap<string, Home>> {
  const { layout, directory, parameters, written } = loaded
  const files = await warehouse.files()
  return warehouse.read(async (session) => {
    const homes = new Map<string, Home>()
    for (const source of layout.sources) {
      if ('model' in source.from) continue
      const placed = await placedSource(source, { directory, parameters })
      const { dialect } = warehouse
      const { dialect: of, rows } = await unbuiltRows(placed, { session, files, written, dialect })
      const isTable = placed.files === undefined
      homes.set(source.name, { in: isTable ? 'warehouse' : 'files', dialect: of, placed, rows })
    }
    return homes
  })
}

/** Each try is a session of its own: a statement that fails ends some warehouses' sessions. */
async function attempted<T>(
  warehouse: Warehouse,
  where: Home['in'],
  work: (session: ReadSession) => Promise<T>,
): Promise<T | WarehouseError> {
  try {
    return where === 'files' ? await work(await warehouse.files()) : await warehouse.read(work)
  } catch (thrown) {
    if (thrown instanceof WarehouseError && thrown.over === 'data') return thrown
    throw thrown
  }
}

interface Tried {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
  readonly home: Home
}

class TriedExpression {
  readonly #writing: Writing

  constructor(
    private readonly expression: DeclaredExpression,
    private readonly tried: Tried,
  ) {
    const { loaded, home } = tried
    const { written, project } = loaded
    const { rows, dialect } = home
    this.#writing = { written, dialect, calendar: project.calendar, rowsOf: () => rows }
  }

  async refusal(): Promise<Refusal | undefined> {
    const rows = triedRows(this.expression, this.#writing)
    const failure = await this.#failureOver(rows)
    if (failure === undefined) return undefined
    const row = await this.#failingRow(rows)
    return expressionRefusal(this.expression, { loaded: this.tried.loaded, failure, row })
  }

  async #failureOver(rows: Sql): Promise<WarehouseError | undefined> {
    const failure = await this.#query(trying(this.expression, rows, this.#writing))
    return failure instanceof WarehouseError ? failure : undefined
  }

  #query(query: Sql): Promise<readonly Row[] | WarehouseError> {
    const { warehouse, home } = this.tried
    return attempted(warehouse, home.in, (session) => session.query(query))
  }

  /** The first row from which the expression cannot be worked out: rows are halved until one is left. */
  async #failingRow(rows: Sql): Promise<FailedRow | undefined> {
    const { source } = this.expression
    const columns = join(source.columns.map((column) => name(column.name)))
    const numbered = sql`(SELECT ${columns}, row_number() OVER () AS ${number} FROM ${rows} AS source)`
    const part = (from: number, to: number) =>
      sql`(SELECT ${columns} FROM ${numbered} AS numbered WHERE ${number} BETWEEN ${literal(from, 'integer')} AND ${literal(to, 'integer')})`
    const counted = await this.#query(sql`SELECT count(*) AS ${name('rows')} FROM ${rows} AS source`)
    let [from, to] = [1, counted instanceof WarehouseError ? 0 : Number(counted[0]?.['rows'])]
    while (from < to) {
      const middle = Math.floor((from + to) / 2)
      if ((await this.#failureOver(part(from, middle))) !== undefined) to = middle
      else from = middle + 1
    }
    if ((await this.#failureOver(part(from, from))) === undefined) return undefined
    const [row] = (await this.#query(sql`SELECT * FROM ${part(from, from)} AS source`)) as readonly Row[]
    if (row === undefined) return undefined
    const { loaded, warehouse, home } = this.tried
    const { placed } = home
    return describedRow(this.expression, row, {
      files: await warehouse.files(),
      placed,
      written: loaded.written,
    })
  }
}

const number = name('daymark: number')

async function refusalOfModel(
  model: Model,
  {
    loaded,
    warehouse,
    homes,
  }: {
    readonly loaded: LoadedProject
    readonly warehouse: Warehouse
    readonly homes: ReadonlyMap<string, Home>
  },
): Promise<Refusal | undefined> {
  const { inOrder: models } = loaded.models
  const read = sourcesBelow(model, models).map(({ name: source }) => homes.get(source))
  const [first] = read
  if (first === undefined || read.some((home) => home?.in !== first.in)) return undefined
  const rowsOf = (source: Source) => homes.get(source.name)?.rows ?? sql`(SELECT 1)`
  const writing = queryWriting({ models, dialect: first.dialect, rowsOf, isKept: () => false })
  const failure = await attempted(warehouse, first.in, async (session) => {
    const query = modelQuery(model, model.full, writing)
    const { columns } = await tableOf(session, model, query)
    const each = columns.map(({ name: column }) => sql`max(${call('toText', name(column))})`)
    return session.query(sql`SELECT ${join(each)} FROM (${query}) AS tried`)
  }).catch((thrown: unknown) => {
    if (isRefusal(thrown)) return undefined
    throw thrown
  })
  if (!(failure instanceof WarehouseError)) return undefined
  const facts = { warehouse: failure.warehouse, message: failure.reason, sql: failure.sql }
  return modelRefusal(new Refusal('sql-refused', facts, { cause: failure }), model, model.full)
}

/** The sources that a model reads, itself or through others. */
function sourcesBelow({ sources, parents }: Model, models: readonly Model[]): readonly Source[] {
  const above = models.filter((each) => parents.includes(each.name))
  return [...sources, ...above.flatMap((each) => sourcesBelow(each, models))]
}
