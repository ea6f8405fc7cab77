import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { loadedProject } from '../../../engine/src/project/load-project.js'
import type { LoadedProject } from '../../../engine/src/project/loaded-project.js'
import project from '../daymark.config.js'
import { generateBusiness } from '../generated/generate-business.js'

/** A folder of generated data, 671 days earlier: 2023-03-01 to 2025-02-28, with a 29 February. */
export async function leapYearData(scale: number): Promise<string> {
  const [made, folder] = [newFolder(), newFolder()]
  await generateBusiness({ scale, seed: 7, folder: made })
  await writeTables(folder, {
    blue_whale_myr: `SELECT * REPLACE (date - 671 AS date, first_deposit_date - 671 AS first_deposit_date)
      FROM '${made}/blue_whale_myr.parquet'`,
    new_register: `SELECT * REPLACE (date - 671 AS date) FROM '${made}/new_register.parquet'`,
    bp_target: `SELECT * REPLACE (year - 2 AS year) FROM '${made}/bp_target.parquet'`,
  })
  return folder
}

/** An empty folder for data. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'daymark-business-'))
}

/** Writes the rows of queries as the tables of those names. */
export async function writeTables(folder: string, tables: Readonly<Record<string, string>>): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  for (const [table, query] of Object.entries(tables)) {
    await connection.run(`COPY (${query}) TO '${join(folder, `${table}.parquet`)}' (FORMAT parquet)`)
  }
  connection.closeSync()
}

/** The example over a folder of data. */
export function projectOver(data: string, set: Readonly<Record<string, string>> = {}): LoadedProject {
  return loadedProject(project, {
    file: join(data, 'daymark.config.ts'),
    directory: data,
    set: { data, ...set },
  })
}
