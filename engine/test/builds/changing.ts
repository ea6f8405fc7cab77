import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join as path } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { checkLive } from '../../src/project/check-live.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import type { Project } from '../../src/project/project.js'
import { ask } from '../../src/queries/ask.js'
import { asCells } from '../answers/given.js'
import { join, name as quoted, sql, stored, value, type ColumnType } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import { refusalOf } from '../sources/given.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { keptRows } from './kept-rows.js'

const usual: Readonly<Record<string, ColumnType>> = {
  id: 'integer',
  at: 'date',
  who: 'text',
  total: 'decimal(4,2)',
  changed: 'timestamp',
}

/** A project whose files, tables and declarations change between builds. */
export class Changing {
  readonly #folder = mkdtempSync(path(tmpdir(), 'daymark-changing-'))
  #isBuilt = false

  constructor(readonly warehouse: Warehouse) {}

  path(file: string): string {
    return path(this.#folder, file)
  }

  put(file: string, ...lines: readonly string[]): void {
    mkdirSync(dirname(this.path(file)), { recursive: true })
    writeFileSync(this.path(file), lines.map((line) => `${line}\n`).join(''))
  }

  take(file: string): void {
    rmSync(this.path(file), { recursive: true })
  }

  /** Makes a table of orders anew, with columns of these types where they are not those that are usual. */
  async table(
    name: string,
    rows: readonly Readonly<Record<string, string | number | null>>[],
    types: Readonly<Record<string, ColumnType>> = {},
  ): Promise<void> {
    const names = rows[0] === undefined ? Object.keys(usual) : Object.keys(rows[0])
    const columns = names.map((column) => ({
      name: column,
      type: types[column] ?? usual[column] ?? 'text',
      nullable: true,
    }))
    const made: StoredTable = { name: 'made', columns, order: [] }
    await this.warehouse.write(async (session) => {
      await session.create(made)
      for (const row of rows) {
        const values = columns.map((column) => value(row[column.name] ?? null, column.type))
        await session.insert(made, sql`SELECT ${join(values)}`)
      }
      await session.query(sql`DROP VIEW IF EXISTS orders_seen`)
      await session.query(sql`DROP TABLE IF EXISTS ${quoted(name)}`)
      await session.query(sql`CREATE TABLE ${quoted(name)} AS SELECT * FROM ${stored(made)}`)
      await session.drop(made)
    })
  }

  async view(name: string, query: string): Promise<void> {
    await this.warehouse.execute(`DROP VIEW IF EXISTS ${name}`)
    await this.warehouse.execute(`CREATE VIEW ${name} AS ${query}`)
  }

  /** Builds what changed, and names what was built. The first build leaves nothing of what the warehouse held. */
  async build(project: Project): Promise<readonly string[]> {
    const loaded = this.#loaded(project)
    const { work } = await runBuild({ loaded, warehouse: this.warehouse, full: !this.#isBuilt })
    this.#isBuilt = true
    return work.filter(({ does }) => does === 'build').map(({ thing }) => thing)
  }

  /** The code with which a build is refused; it leaves everything as it was. */
  async refused(project: Project): Promise<string> {
    const loaded = this.#loaded(project)
    const before = await keptRows(this.warehouse, loaded)
    const { code } = await refusalOf(runBuild({ loaded, warehouse: this.warehouse }))
    expect(await keptRows(this.warehouse, loaded)).toEqual(before)
    return code
  }

  /** The codes of what `check --live` finds. */
  async findings(project: Project): Promise<readonly string[]> {
    return (await checkLive(this.#loaded(project), this.warehouse)).map(({ refusal }) => refusal.code)
  }

  /** The project's metrics over all days of March 2024, in the order of their declarations. */
  async march(project: Project): Promise<readonly unknown[]> {
    const question = { metrics: Object.keys(project.metrics), period: '2024-03' }
    const asking = { loaded: this.#loaded(project), warehouse: this.warehouse, today: '2030-01-01' }
    const { total } = await ask(question, asking)
    return asCells(total)
  }

  /** What is kept is what a full build makes. */
  async isAsFull(project: Project): Promise<void> {
    const loaded = this.#loaded(project)
    const incremental = await keptRows(this.warehouse, loaded)
    const answer = await this.march(project)
    await runBuild({ loaded, warehouse: this.warehouse, full: true })
    expect(incremental).toEqual(await keptRows(this.warehouse, loaded))
    expect(answer).toEqual(await this.march(project))
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #loaded(project: Project): LoadedProject {
    return loadedProject(project, { file: this.path('daymark.config.ts'), directory: this.#folder })
  }
}

/** Names a course of changes and builds, and what is expected on the way. */
export type Courses = (course: (name: string, run: (given: Changing) => Promise<void>) => void) => void

/** Runs courses on every warehouse, one after another in the same. */
export function onEachWarehouse(courses: Courses): void {
  for (const server of warehouses) {
    describe.skipIf(server.skip)(server.title, () => {
      let warehouse: Warehouse
      beforeAll(async () => {
        warehouse = await server.open()
      })
      afterAll(() => warehouse.close())
      courses((name, run) => {
        it(name, { timeout: 60_000 }, async () => {
          const given = new Changing(warehouse)
          try {
            await run(given)
          } finally {
            given.remove()
          }
        })
      })
    })
  }
}
