import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { activity, count, defineProject, members, money, source, sum } from '../../src/index.js'
import { checkLive } from '../../src/project/check-live.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { Project } from '../../src/project/project.js'
import { ask } from '../../src/queries/ask.js'
import type { Question } from '../../src/queries/question.js'
import { raw } from '../../src/sql/sql.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses, type ServerName } from '../servers/warehouses.js'
import { asCells } from '../answers/given.js'

/** A shop's tables as each database keeps such things: two customers share what 53 bits tell apart. */
const tables: Readonly<Record<'DuckDB' | 'PostgreSQL' | 'ClickHouse', readonly string[]>> = {
  DuckDB: [
    "CREATE TYPE sold_by AS ENUM ('web', 'shop')",
    'CREATE TABLE visits (id UUID, who UBIGINT, seen TIMESTAMPTZ, line sold_by, cur VARCHAR, spent HUGEINT, info JSON, tags VARCHAR[])',
  ],
  PostgreSQL: [
    "CREATE TYPE sold_by AS ENUM ('web', 'shop')",
    'CREATE DOMAIN currency AS char(3)',
    'CREATE TABLE visits (id uuid, who numeric, seen timestamptz, line sold_by, cur currency, spent money, info jsonb, tags text[]) PARTITION BY RANGE (seen)',
    "CREATE TABLE visits_of_march PARTITION OF visits FOR VALUES FROM ('2024-03-01 00:00+00') TO ('2024-03-03 00:00+00')",
    'CREATE TABLE visits_after PARTITION OF visits DEFAULT',
  ],
  ClickHouse: [
    "CREATE TABLE visits (id UUID, who UInt64, seen DateTime('Europe/Berlin'), line Enum8('web' = 1, 'shop' = 2), cur LowCardinality(String), spent Decimal(60, 2), info Map(String, String), tags Array(LowCardinality(Nullable(String)))) ENGINE = MergeTree ORDER BY id",
  ],
}

const id = (n: number) => `'00000000-0000-4000-8000-00000000000${n}'`
const people = ['9223372036854775808', '9223372036854775809']
const visits = [
  {
    who: people[0],
    at: '2024-03-01 20:00:00',
    line: 'web',
    cur: 'EUR',
    spent: 10,
    country: 'DE',
    tag: 'new',
  },
  {
    who: people[1],
    at: '2024-03-01 21:00:00',
    line: 'shop',
    cur: 'EUR',
    spent: 20,
    country: 'DE',
    tag: 'new',
  },
  { who: people[0], at: '2024-03-03 09:00:00', line: 'web', cur: 'USD', spent: 5, country: 'FR', tag: 'old' },
]

/** Rows by their moment in UTC. */
function rowsFor(title: keyof typeof tables): string {
  return visits
    .map(({ who, at, line, cur, spent, country, tag }, n) => {
      const moment = title === 'ClickHouse' ? `toDateTime('${at}', 'UTC')` : `'${at}+00'`
      const info = title === 'ClickHouse' ? `{'country': '${country}'}` : `'{"country": "${country}"}'`
      const tags = title === 'PostgreSQL' ? `'{${tag},x}'` : `['${tag}', 'x']`
      return `(${[id(n), who, moment, `'${line}'`, `'${cur}'`, spent, info, tags].join(', ')})`
    })
    .join(', ')
}

// In Tokyo the first two moments are on 2 March already.
const calendar = { timeZone: 'Asia/Tokyo' }
const visit = source('visit', {
  table: 'visits',
  columns: {
    id: 'text',
    who: 'text',
    seen: 'instant',
    line: { type: 'text', accepted: ['web', 'shop'] },
    cur: 'text',
    spent: 'decimal(18,2)',
    country: { type: 'text', path: 'info.country' },
    tag: { type: 'text', path: 'tags[0]' },
  },
  key: ['id'],
  day: 'seen',
  dimensions: { line: 'line', country: 'country', tag: 'tag', cur: 'cur' },
})
const visiting = activity('visiting', { from: visit, identities: { person: 'who', visit: 'id' } })
const project = defineProject({
  name: 'shop',
  calendar,
  metrics: {
    people: members(visiting, 'person'),
    visits: members(visiting, 'visit'),
    n: count(visiting),
    spent: sum(visiting, 'spent', { currency: 'cur', format: money('EUR') }),
  },
})

const loaded = (of: Project) =>
  loadedProject(of, { file: `${tmpdir()}/daymark.config.ts`, directory: tmpdir() })

async function answer(warehouse: Warehouse, of: Project, question: Partial<Question>) {
  const asked = { metrics: Object.keys(of.metrics), period: '2024-03', ...question }
  const { rows, total } = await ask(asked, { loaded: loaded(of), warehouse, today: '2030-01-01' })
  return rows.length > 0 ? rows.map(asCells) : [asCells(total)]
}

const isPostgres = (name: ServerName) => name === 'postgres' || name === 'pglite'

for (const server of warehouses) {
  describe.skipIf(server.skip)(`tables as they are on ${server.title}`, () => {
    let warehouse: Warehouse
    const build = (of: Project) => runBuild({ loaded: loaded(of), warehouse, full: true })
    const execute = async (...statements: readonly string[]) => {
      for (const statement of statements) await warehouse.execute(statement)
    }
    beforeAll(async () => {
      warehouse = await server.open()
      const title = warehouse.title as keyof typeof tables
      await execute(...tables[title], `INSERT INTO visits VALUES ${rowsFor(title)}`)
    })
    afterAll(() => warehouse.close())

    it('have members, dimensions, days and amounts of the types that they keep', async () => {
      await build(project)
      const plain = { metrics: ['people', 'visits', 'n'] }
      expect(await answer(warehouse, project, plain)).toEqual([['2', '3', '3']])
      expect(await answer(warehouse, project, { ...plain, period: '2024-03-02' })).toEqual([['2', '2', '2']])
      expect(await answer(warehouse, project, { ...plain, period: '2024-03-01' })).toEqual([['0', '0', '0']])
      const by = {
        metrics: ['people', 'spent'],
        by: ['line'],
        where: [{ dimension: 'cur', values: ['EUR'] }],
      }
      expect(await answer(warehouse, project, by)).toEqual([
        ['shop', '1', '20'],
        ['web', '1', '10'],
      ])
      expect(await answer(warehouse, project, { metrics: ['n'], by: ['country', 'tag'] })).toEqual([
        ['DE', 'new', '2'],
        ['FR', 'old', '1'],
      ])
    })

    it('are found to have changed', async () => {
      const loading = { loaded: loaded(project), warehouse }
      expect((await runBuild(loading)).work.filter(({ does }) => does === 'build')).toEqual([])
      const [row = ''] = rowsFor(warehouse.title as keyof typeof tables).split(/(?<=\)), (?=\()/)
      await execute(
        `INSERT INTO visits VALUES ${row.replace(id(0), id(7)).replace(people[0] ?? '', '9223372036854775810')}`,
      )
      await runBuild(loading)
      expect(await answer(warehouse, project, { metrics: ['people', 'visits'] })).toEqual([['3', '4']])
    })

    it.skipIf(server.name !== 'chdb')('read ReplacingMergeTree as of its last rows', async () => {
      await execute(
        'CREATE TABLE orders (id UInt32, day Date, v UInt64, gone UInt8, total Decimal(9, 2)) ENGINE = ReplacingMergeTree(v, gone) ORDER BY id',
        'SYSTEM STOP MERGES orders',
        "INSERT INTO orders VALUES (1, '2024-03-01', 1, 0, 10), (2, '2024-03-01', 1, 0, 20)",
        "INSERT INTO orders VALUES (1, '2024-03-01', 2, 0, 11), (2, '2024-03-01', 2, 1, 20)",
      )
      const columns = { id: 'integer', day: 'date', v: 'integer', total: 'decimal(9,2)' } as const
      const orders = source('orders', { table: 'orders', columns, key: ['id'], latestBy: 'v', day: 'day' })
      const shop = defineProject({
        name: 'shop',
        metrics: {
          total: sum(orders, 'total'),
          orders: members(activity('ordered', { from: orders, identities: { order: 'id' } }), 'order'),
        },
      })
      await build(shop)
      const [own] = await warehouse.read((session) =>
        session.query(raw('SELECT toString(sum(total)) AS total, toString(count()) AS n FROM orders FINAL')),
      )
      expect(own).toEqual({ total: '11', n: '1' })
      expect(await answer(warehouse, shop, {})).toEqual([['11', '1']])
      // Without a latest row the key says that rows are not merged yet.
      const unmerged = source('orders', { table: 'orders', columns, key: ['id'], day: 'day' })
      const found = await checkLive(
        loaded(defineProject({ name: 'shop', metrics: { n: count(unmerged) } })),
        warehouse,
      )
      expect(found.map(({ refusal }) => refusal.code)).toEqual(['contract-broken'])
      expect(found[0]?.refusal.message).toContain('orders: id: 4 rows')
    })

    it.skipIf(server.name !== 'postgres')('count who is the same to citext once', async () => {
      await execute(
        'CREATE EXTENSION citext',
        'CREATE TABLE logins (day date, email citext)',
        "INSERT INTO logins VALUES ('2024-03-01', 'Ana@b.c'), ('2024-03-01', 'ana@B.c'), ('2024-03-02', 'bob@b.c')",
      )
      const logins = source('logins', {
        table: 'logins',
        columns: { day: 'date', email: 'text' },
        day: 'day',
      })
      const login = activity('login', { from: logins, identities: { user: 'email' } })
      const app = defineProject({ name: 'app', metrics: { users: members(login, 'user') } })
      await build(app)
      const [own] = await warehouse.read((session) =>
        session.query(raw('SELECT count(DISTINCT email) AS n FROM logins')),
      )
      expect(await answer(warehouse, app, {})).toEqual([[String(own?.['n'])]])
    })

    it.skipIf(!isPostgres(server.name))('are found whatever the letter case of the declaration', async () => {
      await execute(
        'CREATE TABLE IF NOT EXISTS places (name text, day date)',
        "INSERT INTO places VALUES ('Bonn', '2024-03-01')",
      )
      const places = source('places', { table: 'PLACES', columns: { Name: 'text', day: 'date' }, day: 'day' })
      expect(
        await checkLive(loaded(defineProject({ name: 'p', metrics: { n: count(places) } })), warehouse),
      ).toEqual([])
    })

    it.skipIf(server.name !== 'postgres')(
      'show what row security lets the user of the engine see',
      async () => {
        const role = `reader_${randomUUID().replaceAll('-', '')}`
        const [database] = await warehouse.read((session) =>
          session.query(raw('SELECT current_database() AS found')),
        )
        await execute(
          `CREATE ROLE ${role} LOGIN`,
          `GRANT CREATE ON DATABASE ${String(database?.['found'])} TO ${role}`,
          'CREATE TABLE public.sales (day date, region text)',
          "INSERT INTO public.sales VALUES ('2024-03-01', 'north'), ('2024-03-01', 'south'), ('2024-03-02', 'north')",
          'ALTER TABLE public.sales ENABLE ROW LEVEL SECURITY',
          `CREATE POLICY north ON public.sales TO ${role} USING (region = 'north')`,
          'CREATE VIEW public.sales_seen WITH (security_invoker = true) AS SELECT * FROM public.sales',
          `GRANT SELECT ON public.sales, public.sales_seen TO ${role}`,
        )
        const url = new URL(`/${String(database?.['found'])}`, inject('postgresUrl'))
        url.username = role
        const own = await openWarehouse(url.href, { directory: tmpdir(), schema: 'of_reader' })
        try {
          const sales = source('sales', {
            table: 'public.sales_seen',
            columns: { day: 'date', region: 'text' },
            day: 'day',
          })
          const seen = defineProject({ name: 'seen', metrics: { n: count(sales) } })
          await runBuild({ loaded: loaded(seen), warehouse: own })
          expect(await answer(own, seen, {})).toEqual([['2']])
        } finally {
          await own.close()
          await execute(`DROP OWNED BY ${role}`, `DROP ROLE ${role}`)
        }
      },
    )
  })
}
