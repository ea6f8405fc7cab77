import type { Range } from '../calendar/range.js'
import { summaryTableName } from '../project/summary-table.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Asking } from '../queries/ask.js'
import { summaryColumns, summaryRows } from '../queries/summary-rows.js'
import type { ReadSession, Row } from '../warehouses/warehouse.js'
import type { ExportColumn } from './export-tables.js'

/** A table of answers as it is given out. */
export interface ExportSummary {
  readonly name: string
  readonly says: string
  readonly columns: readonly ExportColumn[]
  rows(session: ReadSession): AsyncIterable<readonly Row[]>
}

/** Every summary table of a project, of some days or of all that are in the data. */
export function exportSummaries(
  loaded: LoadedProject,
  { clock, range }: { clock: Pick<Asking, 'today' | 'until'>; range: Range | undefined },
): readonly ExportSummary[] {
  return Object.entries(loaded.project.tables).map(([name, table]) => ({
    name: summaryTableName(name, loaded.parameters),
    says: table.description ?? `each ${[table.grain, ...table.by].join(' and ')}`,
    columns: summaryColumns(table, loaded),
    rows: (session) => summaryRows(session, { table, range }, { loaded, ...clock }),
  }))
}
