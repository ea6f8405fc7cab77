import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { Refusal, type ContractViolation } from '../../src/errors.js'
import { checkFiles, contractBroken } from '../../src/sources/check-contract.js'
import { fileLayouts, fileRows } from '../../src/sources/file-rows.js'
import { placedSource } from '../../src/sources/place-source.js'
import type { Source } from '../../src/sources/source.js'
import { raw, type Sql } from '../../src/sql/sql.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'
import type { ReadSession, Row, Warehouse } from '../../src/warehouses/warehouse.js'

/** A temporary folder for files, and a DuckDB that reads them, for the tests of one file. */
export class GivenFiles {
  private made = ''
  private warehouse: Warehouse | undefined

  constructor() {
    beforeAll(async () => {
      this.made = await mkdtemp(join(tmpdir(), 'daymark-sources-'))
      this.warehouse = await openWarehouse('duckdb::memory:', { directory: this.made })
    })
    afterAll(async () => {
      await this.warehouse?.close()
      await rm(this.made, { recursive: true, force: true })
    })
  }

  get folder(): string {
    return this.made
  }

  async write(path: string, content: string | Uint8Array): Promise<string> {
    const whole = join(this.made, path)
    await mkdir(dirname(whole), { recursive: true })
    await writeFile(whole, content)
    return whole
  }

  /** Has DuckDB write the rows of a query; the options are those of its COPY. */
  async copy(query: string, path: string, options: string): Promise<string> {
    const whole = join(this.made, path)
    const session = await this.session()
    // COPY gives a count, as a query does.
    await session.query(raw(`COPY (${query}) TO '${whole}' (${options})`))
    return whole
  }

  session(): Promise<ReadSession> {
    if (!this.warehouse) throw new Error('Files are given inside of tests.')
    return this.warehouse.files()
  }

  /** The rows that a source reads, in the order of its files; refuses as a load would. */
  async read(source: Source): Promise<readonly Row[]> {
    const placed = await placedSource(source, { directory: this.made, parameters: {} })
    const session = await this.session()
    const layouts = await fileLayouts(session, placed)
    const { violations } = await checkFiles(session, placed, { layouts, isLoaded: false })
    if (violations.length > 0) throw contractBroken(source, violations)
    return session.query(fileRows(layouts))
  }

  async query(statement: Sql): Promise<readonly Row[]> {
    return (await this.session()).query(statement)
  }
}

/** What a promise is refused with. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  try {
    await work
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown
    throw thrown
  }
  throw new Error('It was not refused.')
}

/** The violations that a promise is refused with. */
export async function violationsOf(work: Promise<unknown>): Promise<readonly ContractViolation[]> {
  const refusal = await refusalOf(work)
  if ('violations' in refusal.facts) return refusal.facts.violations
  throw refusal
}
