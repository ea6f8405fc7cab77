import type { LoadedProject } from '../project/loaded-project.js'
import { boundSource } from '../sources/bound-source.js'
import { loadSource } from '../sources/load-source.js'
import { placedSource } from '../sources/place-source.js'
import type { PlacedSource } from '../sources/placed-source.js'
import { sourceRows, type RowsOf } from '../sources/source-rows.js'
import type { Source } from '../sources/source.js'
import type { Dialect } from '../sql/print.js'
import type { ReadSession, WriteSession } from '../warehouses/warehouse.js'
import { ChangedValues } from './changed-values.js'
import { runModel } from './run-models.js'

/** Sources as a session that is to be rolled back reads them. */
export interface SourcesOnTrial {
  readonly rowsOf: RowsOf
  readonly placed: (source: Source) => PlacedSource | undefined
}

/** Loads the sources of a project and runs its models, as a full build does before anything else. */
export async function sourcesOnTrial(
  session: WriteSession,
  { loaded, files, dialect }: { loaded: LoadedProject; files: ReadSession; dialect: Dialect },
): Promise<SourcesOnTrial> {
  const { directory, parameters, layout, written } = loaded
  const placed = new Map<string, PlacedSource>()
  const bound = new Map<string, Source>()
  const rowsOf: RowsOf = (source) => {
    const { columns, from } = bound.get(source.name) ?? source
    return sourceRows({ ...source, columns, from }, { written, dialect })
  }
  const take = async (source: Source) => {
    const found = await placedSource(source, { directory, parameters, written })
    placed.set(source.name, found)
    if (found.files !== undefined) await loadSource({ write: session, files }, found)
    bound.set(source.name, await boundSource(session, found.source))
  }
  const isOfModel = (source: Source) => 'model' in source.from
  for (const source of layout.sources.filter((each) => !isOfModel(each))) await take(source)
  const values = new ChangedValues(session, [])
  const running = { session, dialect, models: layout.models, rowsOf, values }
  for (const model of layout.models) await runModel(model, running, { adds: false })
  for (const source of layout.sources.filter(isOfModel)) await take(source)
  return { rowsOf, placed: (source) => placed.get(source.name) }
}
