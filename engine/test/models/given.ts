import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runBuild, type BuildReport, type BuildRequest } from '../../src/builds/run-build.js'
import { builtModelRows } from '../../src/builds/model-rows.js'
import { modelNamed } from '../../src/models/models-of.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { defineProject, text, type ModelsDeclaration } from '../../src/project/project.js'
import { source, type Source } from '../../src/sources/source.js'
import { sql } from '../../src/sql/sql.js'
import type { Value, Warehouse } from '../../src/warehouses/warehouse.js'

/** A project's folder: what its files hold, by their paths. */
export type Files = Readonly<Record<string, string>>

/** Sales by customer and day; of two rows with one id the later holds. */
export const sales = source('sales', {
  files: 'sales.csv',
  columns: { id: 'integer', day: 'date', customer: 'text?', amount: 'decimal(18,2)', changed: 'integer' },
  key: ['id'],
  latestBy: 'changed',
})

export const salesCsv = `id,day,customer,amount,changed
1,2025-01-01,ann,10.00,1
2,2025-01-01,bob,5.50,1
2,2025-01-01,bob,6.50,2
3,2025-01-02,ann,1.25,1
4,2025-01-03,,7.00,1
`

/** Writes files into a folder that holds `sales.csv`; a new one where none is given. */
export function folderWith(files: Files, folder = mkdtempSync(join(tmpdir(), 'daymark-models-'))): string {
  for (const [path, content] of Object.entries({ 'sales.csv': salesCsv, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** A project without metrics over a folder: its models are written in Redshift's words where nothing else is said. */
export function projectIn(
  directory: string,
  { sources = [sales], ...models }: ModelsDeclaration & { readonly sources?: readonly Source[] } = {},
  set: Readonly<Record<string, string>> = {},
): LoadedProject {
  const project = defineProject({
    name: 'models',
    parameters: { country: text('MM') },
    models: { dialect: 'redshift', sources, ...models },
    metrics: {},
  })
  return loadedProject(project, { file: join(directory, 'daymark.config.ts'), directory, set })
}

/** Models by their names, as files of a new folder. */
export function projectOf(models: Files, declared: ModelsDeclaration = {}): LoadedProject {
  const files = Object.entries(models).map(([name, content]) => [`models/${name}.sql`, content])
  return projectIn(folderWith(Object.fromEntries(files) as Files), declared)
}

export function build(
  loaded: LoadedProject,
  warehouse: Warehouse,
  options: Pick<BuildRequest, 'full' | 'select'> = {},
): Promise<BuildReport> {
  return runBuild({ loaded, warehouse, ...options })
}

/** A built model's rows in the order of their texts, each as its values. */
export async function rowsOf(
  loaded: LoadedProject,
  warehouse: Warehouse,
  name: string,
): Promise<readonly (readonly Value[])[]> {
  const model = modelNamed(name, loaded.layout.models)
  const found = await warehouse.read(async (session) => {
    const { rows } = await builtModelRows(session, model, { loaded, dialect: warehouse.dialect })
    return session.query(sql`SELECT * FROM ${rows} AS built`)
  })
  const keyed = found.map((row) => Object.values(row)).map((row) => ({ row, key: row.map(String).join('|') }))
  return keyed.sort((one, other) => (one.key < other.key ? -1 : 1)).map(({ row }) => row)
}
