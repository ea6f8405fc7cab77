import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { runBuild } from '../../../engine/src/builds/run-build.js'
import { loadProject } from '../../../engine/src/project/load-project.js'
import type { LoadedProject } from '../../../engine/src/project/loaded-project.js'
import type { AnswerRow } from '../../../engine/src/queries/answer.js'
import { ask } from '../../../engine/src/queries/ask.js'
import type { Question } from '../../../engine/src/queries/question.js'
import {
  retentionGrid,
  type RetentionGrid,
  type RetentionRequest,
} from '../../../engine/src/queries/retention-grid.js'
import { openWarehouse } from '../../../engine/src/warehouses/open-warehouse.js'
import type { Warehouse } from '../../../engine/src/warehouses/warehouse.js'

const example = resolve(import.meta.dirname, '..')
const shared = process.env['DAYMARK_DATA'] ?? resolve(example, '../../../shared/data')

/** The folder with the real data, and the title of what is tested on it. */
export const real = {
  folder: join(shared, 'online-retail'),
  isThere: existsSync(join(shared, 'online-retail/online_retail.parquet')),
}

export const realTitle = real.isThere
  ? 'on the real data'
  : 'on the real data (skipped: set DAYMARK_DATA to a folder that has online-retail/online_retail.parquet)'

/** The example, built over a folder's data, beside a plain DuckDB on the same file. */
export class Shop {
  readonly #parts: { warehouse: Warehouse; loaded: LoadedProject; duckDb: DuckDBConnection }

  private constructor(parts: { warehouse: Warehouse; loaded: LoadedProject; duckDb: DuckDBConnection }) {
    this.#parts = parts
  }

  /** Builds the project of a folder; by itself, the example. */
  static async over(data: string, project = example): Promise<Shop> {
    const loaded = await loadProject(project, { set: { data } })
    const warehouse = await openWarehouse('duckdb::memory:', { directory: example })
    await runBuild({ loaded, warehouse })
    const instance = await DuckDBInstance.create(':memory:')
    const duckDb = await instance.connect()
    await duckDb.run(`
CREATE VIEW lines AS SELECT * REPLACE (CAST(UnitPrice AS DECIMAL(18, 3)) AS UnitPrice), CAST(InvoiceDate AS DATE) AS day
  FROM '${join(data, 'online_retail.parquet').replaceAll("'", "''")}';
CREATE VIEW sales AS SELECT *, CAST(Quantity AS DECIMAL(18, 0)) * UnitPrice AS amount FROM lines
  WHERE InvoiceNo NOT LIKE 'C%' AND Quantity > 0 AND UnitPrice > 0 AND CustomerID IS NOT NULL;
CREATE VIEW firsts AS SELECT CustomerID, min(day) AS first_day FROM sales GROUP BY CustomerID`)
    return new Shop({ warehouse, loaded, duckDb })
  }

  /** What the engine answers: a row of labels and values for each of its rows. */
  async rows(question: Question, today = '2030-01-01'): Promise<readonly (string | null)[][]> {
    const { rows } = await ask(question, { ...this.#parts, today })
    return rows.map(cells)
  }

  /** Who was new in each period, and how many of them came back. */
  retention(request: RetentionRequest, today = '2030-01-01'): Promise<RetentionGrid> {
    return retentionGrid(request, { ...this.#parts, today })
  }

  /** What plain SQL answers, in its own order. */
  async sql(query: string): Promise<readonly (string | null)[][]> {
    const result = await this.#parts.duckDb.runAndReadAll(query)
    return result.getRowsJson().map((row) => (row as unknown[]).map(plain))
  }

  async close(): Promise<void> {
    await this.#parts.warehouse.close()
    this.#parts.duckDb.closeSync()
  }
}

function cells({ period, dimensions, values }: AnswerRow): (string | null)[] {
  return [
    ...(period === undefined ? [] : [period]),
    ...Object.values(dimensions),
    ...Object.values(values).map(({ value }) => value),
  ]
}

/** A value as text, without zeros behind the point that say nothing. */
function plain(value: unknown): string | null {
  if (value === null) return null
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text
}

/** A published table: its rows by header. */
export function published(file: string): readonly Readonly<Record<string, string>>[] {
  const [header = '', ...lines] = readFileSync(join(real.folder, 'published', file), 'utf8')
    .trim()
    .split(/\r?\n/)
  const names = header.split(',')
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])),
  )
}

/** A value at so many decimal places, as tables print it. */
export function printed(value: string | null | undefined, places: number): string {
  return Number(value).toFixed(places)
}
