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
  returningSum,
  segment,
  source,
  sum,
} from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { ask } from '../../src/queries/ask.js'
import { raw, sql, stored } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { asCells } from '../answers/given.js'
import { keptRows } from './kept-rows.js'

/** Something that happened; `null` where it is not said. */
export interface Happened {
  readonly id: number
  readonly day: string | null
  readonly who: string | null
  readonly card: number | null
  readonly city: string | null
  readonly joined: string | null
  readonly amount: number
  readonly flagged: boolean
}

/** A version of somebody; or an order, of which the latest version holds. */
interface Version {
  readonly who: string
  readonly since: string
  readonly until: string
  readonly level: string
}
interface Order {
  readonly id: number
  readonly day: string
  readonly version: number
  readonly amount: number
}

/** Everything that a project's builds read. */
export interface Inputs {
  /** By the name of the file. */
  readonly events: Readonly<Record<string, readonly Happened[]>>
  readonly cancelled: readonly number[]
  readonly history: readonly Version[]
  readonly orders: Readonly<Record<string, readonly Order[]>>
  /** A table of the warehouse, of which a change mostly raises `changed`. */
  readonly visits: readonly (Pick<Happened, 'day' | 'who'> & { readonly changed: number })[]
}

const day = fc.integer({ min: 0, max: 20 }).map((at) => `2024-03-${String(at + 1).padStart(2, '0')}`)
const who = fc.constantFrom('ann', 'bob', 'çem', "d'or", 'eve', 'fay')
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { freq: 6, nil: null })
const happened: fc.Arbitrary<Happened> = fc.record({
  id: fc.integer({ min: 1, max: 15 }),
  day: maybe(day),
  who: maybe(who),
  card: maybe(fc.integer({ min: 1, max: 5 })),
  city: maybe(fc.constantFrom('A', 'B', '')),
  joined: fc.option(day, { freq: 2, nil: null }),
  amount: fc.integer({ min: -300, max: 900 }).map((cents) => cents / 100),
  flagged: fc.boolean(),
})
const version: fc.Arbitrary<Version> = fc.record({
  who,
  since: day,
  until: day,
  level: fc.constantFrom('L1', 'L2'),
})
const order: fc.Arbitrary<Order> = fc.record({
  id: fc.integer({ min: 1, max: 6 }),
  day,
  version: fc.integer({ min: 1, max: 40 }),
  amount: fc.integer({ min: 1, max: 9 }),
})

/** Of orders with the same number and version there is one, whatever was drawn. */
function withoutTies(orders: Inputs['orders']): Inputs['orders'] {
  const seen = new Set<string>()
  return Object.fromEntries(
    Object.entries(orders).map(([file, rows]) => [
      file,
      rows.filter(({ id, version: number }) => {
        const key = `${id}/${number}`
        return !seen.has(key) && seen.add(key)
      }),
    ]),
  )
}

export const inputs: fc.Arbitrary<Inputs> = fc.record({
  events: fc.array(happened, { minLength: 1, maxLength: 25 }).map((rows) => ({ 'events.1.csv': rows })),
  cancelled: fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 6 }),
  history: fc.array(version, { maxLength: 8 }),
  orders: fc
    .array(order, { minLength: 1, maxLength: 8 })
    .map((rows) => withoutTies({ 'orders.1.csv': rows })),
  visits: fc.array(fc.record({ day: maybe(day), who: maybe(who), changed: fc.constant(1) }), {
    maxLength: 12,
  }),
})

/** One change of the inputs, as a person, a pipeline or a mistake makes it. */
export type Edit = (given: Inputs, round: number) => Inputs

const filesNamed = (what: string) => fc.integer({ min: 1, max: 3 }).map((at) => `${what}.${at}.csv`)
const someRows = fc.array(happened, { maxLength: 6 })

/** Leaves out the rows whose place is one of these. */
function without<T>(rows: readonly T[], places: readonly number[]): readonly T[] {
  return rows.filter((_row, at) => !places.includes(at))
}
const places = fc.array(fc.nat({ max: 12 }), { maxLength: 4 })

export const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(filesNamed('events'), someRows, places).map(([file, rows, gone]): Edit => (given) => ({
    ...given,
    events: { ...given.events, [file]: [...without(given.events[file] ?? [], gone), ...rows] },
  })),
  filesNamed('events').map((file): Edit => (given) => {
    const { [file]: _gone, ...left } = given.events
    return Object.keys(left).length === 0 ? given : { ...given, events: left }
  }),
  fc.tuple(places, day).map(([moved, to]): Edit => (given) => ({
    ...given,
    events: Object.fromEntries(
      Object.entries(given.events).map(([file, rows]) => [
        file,
        rows.map((row, at) => (moved.includes(at) ? { ...row, day: to } : row)),
      ]),
    ),
  })),
  fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 3 }).chain((more) =>
    places.map((gone): Edit => (given) => ({
      ...given,
      cancelled: [...without(given.cancelled, gone), ...more],
    })),
  ),
  fc.tuple(fc.array(version, { maxLength: 2 }), places).map(([more, gone]): Edit => (given) => ({
    ...given,
    history: [...without(given.history, gone), ...more],
  })),
  fc.tuple(filesNamed('orders'), fc.array(order, { maxLength: 3 })).map(([file, rows]): Edit => (given) => ({
    ...given,
    orders: withoutTies({ ...given.orders, [file]: [...(given.orders[file] ?? []), ...rows] }),
  })),
  // What changes tells so by `changed`, or does not: a watermark may be wrong.
  fc
    .tuple(fc.array(fc.tuple(maybe(day), maybe(who)), { maxLength: 3 }), places, places, fc.boolean())
    .map(([more, gone, moved, isTold]): Edit => (given, round) => ({
      ...given,
      visits: [
        ...without(given.visits, gone).map((row, at) =>
          moved.includes(at) ? { ...row, day: '2024-03-31', changed: isTold ? round : row.changed } : row,
        ),
        ...more.map(([on, visitor]) => ({ day: on, who: visitor, changed: isTold ? round : 1 })),
      ],
    })),
)

const visitsTable: StoredTable = {
  name: 'visits_given',
  columns: [
    { name: 'day', type: 'date', nullable: true },
    { name: 'who', type: 'text', nullable: true },
    { name: 'changed', type: 'integer', nullable: false },
  ],
  order: [],
}

const events = source('events', {
  files: 'data/events.*.csv',
  mayBeEmpty: true,
  columns: {
    id: 'integer',
    day: 'date?',
    who: 'text?',
    card: 'integer?',
    city: 'text?',
    joined: 'date?',
    amount: 'decimal(18,2)',
    flagged: 'boolean',
  },
  day: 'day',
  dimensions: { city: 'city' },
})
const cancelled = source('cancelled', {
  files: 'data/cancelled.csv',
  mayBeEmpty: true,
  columns: { id: 'integer' },
})
const history = source('history', {
  files: 'data/history.csv',
  mayBeEmpty: true,
  columns: { who: 'text', since: 'date', until: 'date', level: 'text' },
})
const orders = source('orders', {
  files: 'data/orders.*.csv',
  mayBeEmpty: true,
  columns: { id: 'integer', day: 'date', version: 'integer', amount: 'decimal(18,2)' },
  key: ['id'],
  latestBy: 'version',
  day: 'day',
})
const visitColumns = { day: 'date?', who: 'text?', changed: 'integer' } as const
const visits = source('visits', { table: 'visits', columns: visitColumns, day: 'day' })
const watched = source('watched', {
  table: 'visits',
  columns: visitColumns,
  watermark: 'changed',
  day: 'day',
})
const busy = source('busy', {
  model: 'busy',
  columns: { day: 'date?', who: 'text?', n: 'integer' },
  day: 'day',
})

const level = segment('level', {
  from: history,
  member: 'who',
  validFrom: 'since',
  validTo: 'until',
  attributes: { level: 'level' },
})
const kept = activity('kept', {
  from: events,
  except: { from: cancelled, on: { id: 'id' } },
  identities: { person: 'who', card: 'card' },
  segments: { person: [level] },
})
const told = activity('told', { from: events, identities: { person: 'who' }, firstDay: { person: 'joined' } })
const city = { city: 'city' }
/** Of an identity that nothing else has: whoever is not active has no number from elsewhere. */
const large = activity('large', { from: events, where: 'amount > 5', identities: { buyer: 'who' } })
const scoped = activity('scoped', {
  parts: [
    { from: events, where: 'amount > 1', identities: { person: 'who' }, dimensions: city },
    { from: visits, identities: { person: 'who' }, dimensions: { city: "'visit'" } },
  ],
  firstDayScope: [
    {
      from: events,
      except: { from: cancelled, on: { id: 'id' } },
      identities: { person: 'who' },
      dimensions: city,
    },
    { from: watched, identities: { person: 'who' }, dimensions: { city: "'visit'" } },
  ],
  segments: { person: [level] },
})
const flagged = activity('flagged', {
  parts: [
    { from: events, identities: { person: 'who' }, dimensions: city, newWhen: 'flagged' },
    { from: busy, identities: { person: 'who' }, dimensions: { city: "'busy'" } },
  ],
})

const project = defineProject({
  name: 'edited',
  models: { dialect: 'duckdb' },
  metrics: {
    kept: members(kept, 'person'),
    keptCards: members(kept, 'card'),
    keptAmount: sum(kept, 'amount'),
    keptSpent: activeSum(kept, 'person', 'amount'),
    large: members(large, 'buyer'),
    largeSpent: activeSum(large, 'buyer', 'amount'),
    told: newMembers(told, 'person'),
    toldReturning: returningSum(told, 'person', 'amount'),
    scoped: newMembers(scoped, 'person'),
    flagged: newMembers(flagged, 'person'),
    amount: sum(events, 'amount'),
    orders: count(orders),
    visits: count(watched),
  },
})

/** A project over inputs that are edited, in a folder and a warehouse of its own. */
export class EditedProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'daymark-edited-'))
  readonly loaded: LoadedProject

  constructor(private readonly warehouse: Warehouse) {
    mkdirSync(join(this.folder, 'data'))
    mkdirSync(join(this.folder, 'models'))
    writeFileSync(
      join(this.folder, 'models/busy.sql'),
      `{{ config(materialized='table') }}
SELECT day, who, count(*) AS n FROM {{ ref('events') }} GROUP BY 1, 2 HAVING count(*) > 1`,
    )
    this.loaded = loadedProject(project, {
      file: join(this.folder, 'daymark.config.ts'),
      directory: this.folder,
    })
  }

  /** Writes the inputs as they are now; files that hold what they held are left alone. */
  async write(given: Inputs, before?: Inputs): Promise<void> {
    const files = { ...given.events, ...given.orders }
    for (const name of readdirSync(join(this.folder, 'data'))) {
      if (/^(events|orders)/.test(name) && files[name] === undefined) rmSync(join(this.folder, 'data', name))
    }
    const earlier: Readonly<Record<string, unknown>> = { ...before?.events, ...before?.orders }
    const put = (name: string, header: string, rows: readonly object[]) => {
      const lines = rows.map((row) => (Object.values(row) as Cell[]).map(cell).join(','))
      writeFileSync(join(this.folder, 'data', name), `${[header, ...lines].join('\n')}\n`)
    }
    for (const [name, rows] of Object.entries(given.events))
      if (earlier[name] !== rows) put(name, 'id,day,who,card,city,joined,amount,flagged', rows)
    for (const [name, rows] of Object.entries(given.orders))
      if (earlier[name] !== rows) put(name, 'id,day,version,amount', rows)
    if (before?.cancelled !== given.cancelled) {
      const rows = given.cancelled.map((id) => ({ id }))
      put('cancelled.csv', 'id', rows)
    }
    if (before?.history !== given.history) put('history.csv', 'who,since,until,level', given.history)
    if (before?.visits !== given.visits) await this.#putVisits(given.visits)
  }

  async #putVisits(rows: Inputs['visits']): Promise<void> {
    const literals = rows.map(
      (row) => `(CAST(${quoted(row.day)} AS DATE), CAST(${quoted(row.who)} AS VARCHAR), ${row.changed})`,
    )
    await this.warehouse.write(async (session) => {
      await session.create(visitsTable)
      if (literals.length > 0)
        await session.load(visitsTable, raw(`SELECT * FROM (VALUES ${literals.join(', ')}) AS given`))
      await session.query(sql`DROP TABLE IF EXISTS visits`)
      await session.query(sql`CREATE TABLE visits AS SELECT * FROM ${stored(visitsTable)}`)
      await session.drop(visitsTable)
    })
  }

  /** Everything that is kept, and what is answered from it. */
  async tables(): Promise<Readonly<Record<string, unknown>>> {
    return { ...(await keptRows(this.warehouse, this.loaded)), ...(await this.#answers()) }
  }

  /** The metrics by day, week and month: they are merged from sets of members, which are kept by number. */
  async #answers(): Promise<Readonly<Record<string, unknown>>> {
    const found: Record<string, unknown> = {}
    for (const grain of ['day', 'week', 'month'] as const) {
      const question = { metrics: Object.keys(project.metrics), from: '2024-02-26', to: '2024-03-31', grain }
      const { rows, total } = await ask(question, {
        loaded: this.loaded,
        warehouse: this.warehouse,
        today: '2030-01-01',
      })
      found[`answers by ${grain}`] = [...rows, total].map(asCells)
    }
    return found
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

type Cell = string | number | boolean | null

/** An empty text is written in quotes, a missing one as nothing. */
function cell(value: Cell): string {
  if (value === null) return ''
  return value === '' ? '""' : String(value)
}

function quoted(value: string | null): string {
  return value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`
}
