import type { Model } from '../models/model.js'
import { tableOf } from '../models/model-columns.js'
import { queryWriting } from '../models/model-relations.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { boundRows } from '../sources/source-rows.js'
import type { Dialect } from '../sql/print.js'
import { sql, type Sql } from '../sql/sql.js'
import type { Column } from '../sql/stored-table.js'
import type { ReadSession } from '../warehouses/warehouse.js'

/** A built model's rows as a relation, and its columns: those of its table, or of a view's query. */
export async function builtModelRows(
  session: ReadSession,
  model: Model,
  { loaded, dialect }: { readonly loaded: LoadedProject; readonly dialect: Dialect },
): Promise<{ readonly columns: readonly Column[]; readonly rows: Sql }> {
  const { models, sources } = loaded.layout
  const { written } = loaded
  const rowsOf = await boundRows(session, model.isStored ? [] : sources, { written, dialect })
  const { relation } = queryWriting({ models, dialect, rowsOf, isKept: ({ isStored }) => isStored })
  const rows = relation({ is: 'model', name: model.name })
  const { columns } = await tableOf(session, model, sql`SELECT * FROM ${rows} AS model_rows`)
  return { columns, rows }
}
