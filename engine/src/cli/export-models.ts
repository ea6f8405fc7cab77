import { builtModelRows } from '../builds/model-rows.js'
import type { Model } from '../models/model.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { modelTable } from '../sources/model-table.js'
import { join, raw, sql, stored } from '../sql/sql.js'
import type { Warehouse } from '../warehouses/warehouse.js'
import type { ExportTable } from './export-tables.js'

/** The models of a project as tables to export; what columns they have is for the warehouse to say. */
export function exportModels({ layout }: LoadedProject): readonly ExportTable[] {
  return layout.models.map((model) => ({
    name: model.name,
    says: `the rows of ${model.file.path}`,
    thing: `model ${model.name}`,
    of: modelTable(model.name),
    columns: [],
    query: sql`SELECT * FROM ${stored(modelTable(model.name))}`,
  }))
}

/** A table with its columns, where it is a model that has been built; rows come in the order of all columns. */
export async function withModelColumns(
  table: ExportTable,
  loaded: LoadedProject,
  warehouse: Warehouse,
): Promise<ExportTable> {
  const model = loaded.layout.models.find(({ name }) => table.thing === `model ${name}`)
  return model === undefined ? table : described(table, model, { loaded, warehouse })
}

function described(
  table: ExportTable,
  model: Model,
  { loaded, warehouse }: { readonly loaded: LoadedProject; readonly warehouse: Warehouse },
): Promise<ExportTable> {
  return warehouse.read(async (session) => {
    const { columns, rows } = await builtModelRows(session, model, { loaded, dialect: warehouse.dialect })
    const order =
      columns.length === 0 ? sql`` : sql` ORDER BY ${join(columns.map((_each, at) => raw(String(at + 1))))}`
    return { ...table, columns, query: sql`SELECT * FROM ${rows} AS model_rows${order}` }
  })
}
