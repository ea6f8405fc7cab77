import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import {
  activeSum,
  activity,
  count,
  defineProject,
  members,
  newMembers,
  segment,
  source,
  sum,
} from '../../src/index.js'
import { readRowsLeftOut } from '../../src/builds/left-out-table.js'
import { runBuild } from '../../src/builds/run-build.js'
import { isRefusal } from '../../src/errors.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { ask } from '../../src/queries/ask.js'
import { name as quoted, raw, sql, stored, type ColumnType } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { asCells } from '../answers/given.js'
import { keptRows } from './kept-rows.js'

/** A sale; the moment is an hour of March 2024. */
export interface Sale {
  readonly id: number
  readonly hour: number
  readonly who: string | null
  readonly city: string | null
  readonly total: number
  readonly version: number
}

/** How a project declares its sources, and how their files and table are made. */
export interface Shape {
  readonly at: 'date' | 'timestamp' | 'instant'
  readonly zone: 'UTC' | 'America/New_York' | 'Asia/Kolkata'
  readonly weekStart: 'monday' | 'sunday'
  readonly key: 'none' | 'id' | 'latest'
  readonly where: string | undefined
  readonly accepted: readonly string[] | undefined
  readonly copies: 'refuse' | 'keep'
  readonly identity: 'person' | 'customer'
  readonly watermark: boolean
  /** The table has the column; what it is held in. */
  readonly totalOf: 'integer' | 'decimal(18,2)' | 'nothing'
  readonly hasNote: boolean
  /** Whether members have a level by a history, and whether rows of the sales are left out by another source. */
  readonly hasLevels: boolean
  readonly hasExceptions: boolean
  /** How the model of the log is kept, which is only ever added to. */
  readonly log: 'table' | 'incremental' | 'by key'
}

/** A version of a member's level, in days of March 2024. */
export interface Version {
  readonly who: string | null
  readonly since: number | null
  readonly until: number | null
  readonly level: string | null
}

/** How the columns of a file are given. */
const layouts = ['usual', 'one more', 'reversed', 'without city', 'without who'] as const
type Layout = (typeof layouts)[number]

/** Everything that a build reads, and by which declarations. */
export interface Given {
  readonly shape: Shape
  /** By the name of the file. */
  readonly files: Readonly<Record<string, readonly Sale[]>>
  readonly table: readonly Sale[]
  readonly layouts: Readonly<Record<string, Layout>>
  readonly history: readonly Version[]
  /** The numbers of sales that do not count. */
  readonly exceptions: readonly number[]
  /** The numbers of rows that were logged, which grow. */
  readonly logged: readonly Sale[]
  /** Files that are written again though they hold what they held. */
  readonly touched: readonly string[]
}

export type Change = (given: Given, round: number) => Given

const hour = fc.integer({ min: 0, max: 20 * 24 })
const sale: fc.Arbitrary<Sale> = fc.record({
  id: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 10, max: 5000 }) }, fc.integer({ min: 1, max: 9 })),
  hour,
  who: fc.option(fc.constantFrom('ann', 'bob', 'çem', "d'or", 'eve', ' '), { freq: 6, nil: null }),
  city: fc.option(fc.constantFrom('A', 'B', ''), { freq: 4, nil: null }),
  total: fc.integer({ min: -3, max: 9 }),
  version: fc.integer({ min: 1, max: 60 }),
})
const sales = (most: number) => fc.array(sale, { maxLength: most })
const day = fc.option(fc.integer({ min: 1, max: 28 }), { freq: 5, nil: null })
const version: fc.Arbitrary<Version> = fc.record({
  who: fc.constantFrom('ann', 'bob', 'çem', "d'or", 'eve', ' ', null),
  since: day,
  until: day,
  level: fc.constantFrom('gold', 'silver', null),
})
const fileName = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('csv', 'csv', 'ndjson'))
  .map(([at, ending]) => `sales.${at}.${ending}`)
const places = fc.array(fc.nat({ max: 10 }), { maxLength: 4 })
const without = <T>(rows: readonly T[], gone: readonly number[]) =>
  rows.filter((_row, at) => !gone.includes(at))

const usual: Shape = {
  at: 'date',
  zone: 'UTC',
  weekStart: 'monday',
  key: 'none',
  where: undefined,
  accepted: undefined,
  copies: 'refuse',
  identity: 'person',
  watermark: false,
  totalOf: 'decimal(18,2)',
  hasNote: false,
  hasLevels: false,
  hasExceptions: false,
  log: 'table',
}
const shapes: { readonly [K in keyof Shape]: readonly Shape[K][] } = {
  at: ['date', 'timestamp', 'instant'],
  zone: ['UTC', 'America/New_York', 'Asia/Kolkata'],
  weekStart: ['monday', 'sunday'],
  key: ['none', 'id', 'latest', 'latest'],
  where: [undefined, 'total > 2', "who <> 'bob'"],
  accepted: [undefined, ['A', 'B'], ['A', 'B', '']],
  copies: ['refuse', 'keep'],
  identity: ['person', 'customer'],
  watermark: [true, false],
  totalOf: ['integer', 'decimal(18,2)', 'nothing', 'integer', 'decimal(18,2)'],
  hasNote: [true, false],
  hasLevels: [true, true, false],
  hasExceptions: [true, true, false],
  log: ['table', 'incremental', 'by key'],
}

export const given: fc.Arbitrary<Given> = fc
  .record({
    rows: fc.array(sale, { minLength: 1, maxLength: 15 }),
    table: sales(8),
    history: fc.array(version, { maxLength: 5 }),
    watermark: fc.boolean(),
    hasLevels: fc.boolean(),
    hasExceptions: fc.boolean(),
    log: fc.constantFrom(...shapes.log),
  })
  .map(({ rows, table, history, ...drawn }) => ({
    shape: { ...usual, ...drawn },
    files: { 'sales.1.csv': rows },
    table,
    layouts: {},
    history,
    exceptions: [3],
    logged: [],
    touched: [],
  }))

const ofFiles =
  (change: (files: Given['files'], round: number) => Given['files']): Change =>
  (before, round) => ({ ...before, files: change(before.files, round) })

const ofShape = <K extends keyof Shape>(key: K) =>
  fc.constantFrom(...shapes[key]).map((value): Change => (before) => ({
    ...before,
    shape: { ...before.shape, [key]: value },
  }))

export const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fileName, sales(5), places)
      .map(([file, rows, gone]) =>
        ofFiles((files) => ({ ...files, [file]: [...without(files[file] ?? [], gone), ...rows] })),
      ),
  },
  { weight: 2, arbitrary: fileName.map((file) => ofFiles(({ [file]: _gone, ...left }) => left)) },
  // Renamed, copied, swapped with another.
  {
    weight: 2,
    arbitrary: fc
      .tuple(fileName, fileName)
      .map(([from, to]) =>
        ofFiles(({ [from]: moved, ...left }) => (moved === undefined ? left : { ...left, [to]: moved })),
      ),
  },
  fc
    .tuple(fileName, fileName)
    .map(([from, to]) => ofFiles((files) => ({ ...files, ...(files[from] && { [to]: files[from] }) }))),
  fc.tuple(fileName, fileName).map(([one, other]) =>
    ofFiles((files) => ({
      ...files,
      ...(files[one] && files[other] && { [one]: files[other], [other]: files[one] }),
    })),
  ),
  {
    weight: 2,
    arbitrary: fc.tuple(fileName, places, hour).map(([file, moved, to]) =>
      ofFiles((files) => ({
        ...files,
        ...(files[file] && {
          [file]: files[file].map((row, at) => (moved.includes(at) ? { ...row, hour: to } : row)),
        }),
      })),
    ),
  },
  fileName.map((file) => ofFiles((files) => ({ ...files, [file]: [] }))),
  fc.constant<Change>(
    ofFiles((files) =>
      Object.fromEntries(
        Object.entries(files).map(([file, rows]) => [
          file,
          rows.map((row) => ({ ...row, total: row.total + 1 })),
        ]),
      ),
    ),
  ),
  fc.constant<Change>((before) => ({ ...before, touched: Object.keys(before.files) })),
  {
    weight: 3,
    arbitrary: fc
      .tuple(sales(3), places, places, fc.boolean())
      .map(([more, gone, moved, isTold]): Change => (before, round) => ({
        ...before,
        table: [
          ...without(before.table, gone).map((row, at) =>
            moved.includes(at)
              ? { ...row, hour: 700, total: 5, version: isTold ? 100 + round : row.version }
              : row,
          ),
          ...more.map((row) => (isTold ? { ...row, version: 100 + round } : row)),
        ],
      })),
  },
  fc.constant<Change>((before) => ({ ...before, table: [] })),
  {
    weight: 2,
    arbitrary: fc.tuple(fileName, fc.constantFrom(...layouts)).map(([file, layout]): Change => (before) => ({
      ...before,
      layouts: { ...before.layouts, [file]: layout },
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(version, { maxLength: 3 }), places)
      .map(([more, gone]): Change => (before) => ({
        ...before,
        history: [...without(before.history, gone), ...more],
      })),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 })
      .map((more): Change => (before) => ({
        ...before,
        exceptions: [...before.exceptions.filter((id) => id % 2 === 0), ...more],
      })),
  },
  {
    weight: 2,
    arbitrary: sales(3).map((more): Change => (before) => ({
      ...before,
      logged: [...before.logged, ...more.map((row, at) => ({ ...row, id: before.logged.length + at + 1 }))],
    })),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(...(Object.keys(shapes) as (keyof Shape)[])).chain((key) => ofShape(key)),
  },
)

function projectOf(shape: Shape) {
  const contract = {
    ...(shape.key !== 'none' && { key: ['id' as const] }),
    ...(shape.key === 'latest' && { latestBy: 'version' as const }),
    ...(shape.where !== undefined && { where: shape.where }),
  }
  const columns = {
    id: 'integer',
    at: shape.at,
    who: 'text?',
    city: { type: 'text', nullable: true, ...(shape.accepted && { accepted: shape.accepted }) },
    total: 'decimal(18,2)',
    version: 'integer',
  } as const
  const ofFiles = { files: 'data/sales.*', mayBeEmpty: true, copies: shape.copies, day: 'at' } as const
  const all = source('sales', { ...ofFiles, columns, dimensions: { city: 'city' }, ...contract })
  /** The same files once more, by another contract. */
  const again = source('again', { ...ofFiles, copies: 'keep', columns: { at: shape.at, total: 'integer' } })
  const visits = source('visits', {
    table: 'sales_given',
    columns: { id: 'integer', at: 'date', who: 'text?', total: 'decimal(18,2)', version: 'integer' },
    day: 'at',
    ...contract,
    ...(shape.watermark && { watermark: 'version' as const }),
  })
  const busy = source('busy', {
    model: 'busy',
    columns: { who: 'text?', at: 'date', n: 'integer' },
    day: 'at',
  })
  const identity = shape.identity as 'person'
  const identities = { [identity]: 'who' }
  const levels = source('levels', {
    files: 'data/levels.csv',
    mayBeEmpty: true,
    columns: { who: 'text?', since: 'date?', until: 'date?', level: 'text?' },
  })
  const level = segment('level', {
    from: levels,
    member: 'who',
    validFrom: 'since',
    validTo: 'until',
    attributes: { level: 'level' },
  })
  const banned = source('banned', { files: 'data/banned.csv', mayBeEmpty: true, columns: { id: 'integer' } })
  const log = source('log', {
    table: 'log_given',
    columns: { id: 'integer', at: 'date', total: 'decimal(18,2)' },
  })
  const logged = source('logged', {
    model: 'logged',
    columns: { id: 'integer', at: 'date', total: 'decimal(18,2)' },
    day: 'at',
  })
  const bought = activity('bought', {
    from: all,
    identities,
    ...(shape.hasExceptions && { except: { from: banned, on: { id: 'id' } } }),
    ...(shape.hasLevels && { segments: { [identity]: [level] } }),
  })
  const both = activity('both', {
    parts: [
      { from: visits, identities, dimensions: { of: "'table'" } },
      { from: busy, identities, dimensions: { of: "'model'" } },
    ],
  })
  return defineProject({
    name: 'reshaped',
    calendar: { timeZone: shape.zone, weekStart: shape.weekStart },
    models: { dialect: 'duckdb', sources: [log] },
    metrics: {
      buyers: members(bought, identity),
      fresh: newMembers(bought, identity),
      spent: activeSum(bought, identity, 'total'),
      revenue: sum(bought, 'total'),
      again: sum(again, 'total'),
      visitors: members(both, identity),
      visited: sum(visits, 'total'),
      visits: count(visits),
      logged: sum(logged, 'total'),
      entries: count(logged),
    },
  })
}

/** A project whose inputs and declarations change between builds. */
export class ReshapedProject {
  readonly #folder = mkdtempSync(join(tmpdir(), 'daymark-reshaped-'))
  readonly #written = new Map<string, string>()
  #loaded: LoadedProject | undefined

  constructor(private readonly warehouse: Warehouse) {
    for (const folder of ['data', 'models']) mkdirSync(join(this.#folder, folder))
    writeFileSync(
      join(this.#folder, 'models/busy.sql'),
      `{{ config(materialized='table') }}
SELECT who, "at", count(*) AS n FROM {{ ref('visits') }} GROUP BY 1, 2 HAVING count(*) > 1`,
    )
  }

  async write(now: Given): Promise<void> {
    const { shape } = now
    for (const name of readdirSync(join(this.#folder, 'data'))) {
      if (now.files[name] !== undefined || !name.startsWith('sales')) continue
      rmSync(join(this.#folder, 'data', name))
      this.#written.delete(name)
    }
    for (const [name, rows] of Object.entries(now.files)) {
      const content = contentOf(name, rows, { at: shape.at, layout: now.layouts[name] ?? 'usual' })
      if (this.#written.get(name) === content && !now.touched.includes(name)) continue
      writeFileSync(join(this.#folder, 'data', name), content)
      this.#written.set(name, content)
    }
    this.#put('data/levels.csv', levelsOf(now.history))
    this.#put('data/banned.csv', ['id', ...now.exceptions.map(String)].map((line) => `${line}\n`).join(''))
    this.#put('models/logged.sql', modelOfLog(shape))
    await this.#putOnce('sales_given', now.table, shape)
    await this.#putOnce('log_given', now.logged, { totalOf: 'decimal(18,2)', hasNote: false })
    const options = { file: join(this.#folder, 'daymark.config.ts'), directory: this.#folder }
    this.#loaded = loadedProject(projectOf(shape), options)
  }

  #put(path: string, content: string): void {
    if (this.#written.get(path) !== content) writeFileSync(join(this.#folder, path), content)
    this.#written.set(path, content)
  }

  async #putOnce(
    table: string,
    rows: readonly Sale[],
    held: Pick<Shape, 'totalOf' | 'hasNote'>,
  ): Promise<void> {
    const content = JSON.stringify([rows, held.totalOf, held.hasNote])
    if (this.#written.get(table) !== content) await this.#putTable(table, rows, held)
    this.#written.set(table, content)
  }

  async #putTable(
    table: string,
    held: readonly Sale[],
    { totalOf, hasNote }: Pick<Shape, 'totalOf' | 'hasNote'>,
  ): Promise<void> {
    const made: StoredTable = {
      name: 'made',
      columns: [
        { name: 'id', type: 'integer', nullable: false },
        { name: 'at', type: 'date', nullable: false },
        { name: 'who', type: 'text', nullable: true },
        ...(totalOf === 'nothing' ? [] : [{ name: 'total', type: totalOf as ColumnType, nullable: false }]),
        { name: 'version', type: 'integer', nullable: false },
        ...(hasNote ? [{ name: 'note', type: 'text' as const, nullable: true }] : []),
      ],
      order: [],
    }
    const rows = held.map((row) => {
      const total = totalOf === 'nothing' ? [] : [String(row.total)]
      const values = [
        row.id,
        `CAST('${timeOf(row, 'date')}' AS DATE)`,
        textOf(row.who),
        ...total,
        row.version,
      ]
      return `(${[...values, ...(hasNote ? ["'n'"] : [])].join(', ')})`
    })
    await this.warehouse.write(async (session) => {
      await session.create(made)
      if (rows.length > 0) await session.load(made, raw(`SELECT * FROM (VALUES ${rows.join(', ')}) AS given`))
      await session.query(sql`DROP TABLE IF EXISTS ${quoted(table)}`)
      await session.query(sql`CREATE TABLE ${quoted(table)} AS SELECT * FROM ${stored(made)}`)
      await session.drop(made)
    })
  }

  /** The code with which a build is refused; undefined where it is not. */
  async build(
    options: { readonly full?: boolean; readonly select?: readonly string[] } = {},
  ): Promise<string | undefined> {
    try {
      await runBuild({ loaded: this.#project, warehouse: this.warehouse, ...options })
      return undefined
    } catch (thrown) {
      if (isRefusal(thrown)) return thrown.code
      throw thrown
    }
  }

  /** Everything that is kept, and what is answered from it. */
  async kept(): Promise<Readonly<Record<string, unknown>>> {
    const found: Record<string, unknown> = { ...(await keptRows(this.warehouse, this.#project)) }
    for (const grain of ['day', 'week'] as const) {
      const metrics = Object.keys(this.#project.project.metrics)
      const question = { metrics, from: '2024-02-26', to: '2024-03-31', grain }
      const asking = { loaded: this.#project, warehouse: this.warehouse, today: '2030-01-01' }
      const { rows, total } = await ask(question, asking)
      found[`answers by ${grain}`] = [...rows, total].map(asCells)
    }
    const { activities } = this.#project.layout
    if (activities.some(({ segments }) => Object.values(segments).flat().length > 0)) {
      const question = { metrics: ['buyers', 'fresh'], from: '2024-02-26', to: '2024-03-31', by: ['level'] }
      const asking = { loaded: this.#project, warehouse: this.warehouse, today: '2030-01-01' }
      const { rows, total, notes } = await ask(question, asking)
      found['answers by level'] = [[...rows, total].map(asCells), notes.map(({ says }) => says)]
    }
    found['rows left out'] = await this.warehouse.read(readRowsLeftOut)
    return found
  }

  get #project(): LoadedProject {
    if (this.#loaded === undefined) throw new Error('It is written before it is built.')
    return this.#loaded
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function timeOf({ hour: since }: Sale, as: Shape['at']): string {
  const at = new Date(Date.UTC(2024, 2, 1, since)).toISOString()
  if (as === 'date') return at.slice(0, 10)
  return as === 'instant' ? at : at.slice(0, 19).replace('T', ' ')
}

function levelsOf(history: readonly Version[]): string {
  const dayOf = (day: number | null) => (day === null ? '' : `2024-03-${String(day).padStart(2, '0')}`)
  const lines = history.map(({ who, since, until, level }) =>
    [who ?? '', dayOf(since), dayOf(until), level ?? ''].join(','),
  )
  return ['who,since,until,level', ...lines].map((line) => `${line}\n`).join('')
}

function modelOfLog({ log }: Shape): string {
  const kept = { table: "'table'", incremental: "'incremental'", 'by key': "'incremental', unique_key='id'" }[
    log
  ]
  const added =
    '{% if is_incremental() %} WHERE id > (SELECT coalesce(max(id), 0) FROM {{ this }}){% endif %}'
  return `{{ config(materialized=${kept}) }}
SELECT id, "at", total FROM {{ ref('log') }}${log === 'incremental' ? added : ''}`
}

function contentOf(
  file: string,
  rows: readonly Sale[],
  { at, layout }: { at: Shape['at']; layout: Layout },
): string {
  const columns = rows.map((row) =>
    laidOut(layout, {
      id: row.id,
      at: timeOf(row, at),
      who: row.who,
      city: row.city,
      total: row.total,
      version: row.version,
    }),
  )
  if (file.endsWith('ndjson')) return columns.map((row) => `${JSON.stringify(row)}\n`).join('') || '\n'
  const names = Object.keys(laidOut(layout, { id: 0, at: '', who: '', city: '', total: 0, version: 0 }))
  const lines = columns.map((row) =>
    Object.values(row)
      .map((value) => (value === null ? '' : value === '' ? '""' : String(value)))
      .join(','),
  )
  return `${[names.join(','), ...lines].join('\n')}\n`
}

type Cells = Readonly<Record<string, string | number | null>>

function laidOut(layout: Layout, row: Cells): Cells {
  const { who, city, ...others } = row
  if (layout === 'one more') return { ...row, extra: 'x' }
  if (layout === 'reversed') return Object.fromEntries(Object.entries(row).reverse())
  if (layout === 'without city') return { who: who ?? null, ...others }
  return layout === 'without who' ? { ...others, city: city ?? null } : row
}

function textOf(text: string | null): string {
  return text === null ? 'CAST(NULL AS VARCHAR)' : `'${text.replaceAll("'", "''")}'`
}
