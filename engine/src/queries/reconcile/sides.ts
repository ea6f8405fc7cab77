import { Refusal } from '../../errors.js'
import { modelQuery } from '../../models/model-query.js'
import { modelRefusal } from '../../models/model-refusal.js'
import { queryWriting } from '../../models/model-relations.js'
import { modelTable } from '../../sources/model-table.js'
import { isRefusal } from '../../errors.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import type { Reference } from '../../project/reference.js'
import { variantsOf, type Variant } from '../../project/reference-variants.js'
import { boundRows, type RowsOf } from '../../sources/source-rows.js'
import type { Dialect } from '../../sql/print.js'
import { join, name, sql, stored, type Sql } from '../../sql/sql.js'
import type { ReadSession } from '../../warehouses/warehouse.js'

/** One state of a reference's figures on the way from what was published to what is declared. */
export interface Side {
  /** What stands between the state before and this one: a cause, or nothing that is known. */
  readonly corrects: string | undefined
  /** For FROM. */
  readonly relation: Sql
  /** Says what a warehouse refuses in the words of the model behind it. */
  readonly refusalOf: (thrown: unknown) => unknown
}

export interface Reconciling {
  readonly loaded: LoadedProject
  readonly dialect: Dialect
}

/**
 * The states of a reference's figures before the declared ones: the rows that were published, those that its model
 * gives now, and those that it gives with one more cause corrected each time.
 *
 * @throws Refusal `unknown-model`, `idle-cause`, `unknown-table`, `not-built`
 */
export async function sidesOf(
  session: ReadSession,
  { reference, declared }: { reference: string; declared: Reference },
  { loaded, dialect }: Reconciling,
): Promise<readonly Side[]> {
  const published = await publishedSide(session, reference, { declared, loaded })
  const variants = variantsOf(reference, declared, loaded)
  const read = variants.flatMap(({ models }) => models.flatMap(({ sources }) => sources))
  const rowsOf = await boundRows(session, new Set(read), { written: loaded.written, dialect })
  return [...published, ...variants.map((variant) => variantSide(variant, { rowsOf, dialect }))]
}

/** The table that was published. A model that is a view has none: its rows are what it gives now. */
async function publishedSide(
  session: ReadSession,
  reference: string,
  { declared, loaded }: { declared: Reference; loaded: LoadedProject },
): Promise<readonly Side[]> {
  const { table, model } = declared
  const refusalOf = (thrown: unknown) => thrown
  if (table !== undefined) {
    if ((await session.tableOf(table)) === undefined)
      throw new Refusal('unknown-table', { source: reference, table })
    return [{ corrects: undefined, relation: join(table.split('.').map(name), '.'), refusalOf }]
  }
  const built = loaded.layout.models.find((candidate) => candidate.name === model)
  if (built?.isStored !== true) return []
  const kept = modelTable(built.name)
  if (!(await session.has(kept)))
    throw new Refusal('not-built', { thing: `model ${built.name}`, why: 'is not built' })
  return [{ corrects: undefined, relation: stored(kept), refusalOf }]
}

/** Everything is worked out from sources, whatever tables of models there are: what they hold may be older. */
function variantSide(
  { cause, model, models }: Variant,
  { rowsOf, dialect }: { rowsOf: RowsOf; dialect: Dialect },
): Side {
  const writing = queryWriting({ models, dialect, rowsOf, isKept: () => false })
  return {
    corrects: cause,
    relation: sql`(${modelQuery(model, model.full, writing)})`,
    refusalOf: (thrown) => (isRefusal(thrown) ? modelRefusal(thrown, model, model.full) : thrown),
  }
}
