import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../../engine/src/builds/run-build.js'
import { loadedProject } from '../../../engine/src/project/load-project.js'
import type { LoadedProject } from '../../../engine/src/project/loaded-project.js'
import { ask } from '../../../engine/src/queries/ask.js'
import { reconcile, type Reconciliation } from '../../../engine/src/queries/reconcile/reconcile.js'
import type { Key, Tally } from '../../../engine/src/queries/reconcile/tally.js'
import { modelTable } from '../../../engine/src/sources/model-table.js'
import { join as joined, literal, name, sql, stored } from '../../../engine/src/sql/sql.js'
import type { Warehouse } from '../../../engine/src/warehouses/warehouse.js'
import { warehouses } from '../../../engine/test/servers/warehouses.js'
import project from '../daymark.config.js'
import { generateWallet } from '../generated/generate-wallet.js'
import { bruteForce } from './brute-force.js'
import { drawnTables } from './drawn-tables.js'
import { folderOf, newFolder, type Rows, type Table } from './given.js'

const today = '2023-06-30'
const columns = [
  'total_login_dau_count',
  'new_login_dau_count',
  'total_trn_dau_count',
  'new_trn_dau_count',
] as const
const metrics = Object.values(project.references['kpay_cust_dau_count']?.values ?? {})
const dimensions = ['channel', 'cust_level', 'cust_trust_level_detail'] as const

type Version = readonly [level: string | null, from: string | null, to: string | null]

/** One customer, registered when the first version begins. */
function ann(...versions: readonly Version[]): Rows {
  return versions.map(([level, from, to]) => [
    ...['ann', level, 'Basic'],
    ...[`${versions[0]?.[1] ?? '2021-01-01'} 09:00:00`, from, to, 0],
  ])
}

function transaction(
  day: string,
  credit: string,
  { id = 't1', debit = 'shop', party = 'Organization' } = {},
): Rows {
  const kind = ['Completed', 'Transfer', null, credit, 'Customer']
  return [[id === '' ? null : id, day, ...kind, debit, party]]
}

const lasting = ann(['Level 1', '2021-01-01', '2022-12-31'])
const login: Rows = [['ann', '2022-03-01']]
const clean = { kpay_cust_details: lasting, stg_kpay_cust_device: login }

interface Case {
  readonly tables: Partial<Record<Table, Rows>>
  /** By hand: how many more rows the reference has, how much more it counts, and how many more nulls it has. */
  readonly amounts: readonly number[]
}

/** Data in which one thing is odd, and what that makes of the published table. */
const cases: Readonly<Record<string, Case>> = {
  nothing: { tables: clean, amounts: [] },
  nullLinks: {
    tables: {
      ...clean,
      stg_kpay_action_in_trn: transaction('2022-03-02', 'ann'),
      kpay_reversal_trans: [['gone'], [null]],
    },
    amounts: [-1, 0, 0, -1, -1, 0, 0, 0, 0],
  },
  openEnds: {
    tables: { ...clean, kpay_cust_details: ann(['Level 1', '2021-01-01', null]) },
    amounts: [-1, -1, -1, 0, 0, 0, 0, 0, 0],
  },
  daysBefore: {
    tables: {
      ...clean,
      kpay_cust_details: ann(
        ['Level 1', '2021-01-01', '2022-03-05'],
        ['Level 2', '2022-04-01', '2022-12-31'],
      ),
    },
    amounts: [1, 1, 1, 0, 0, 0, 0, 0, 0],
  },
  touchingDates: {
    tables: {
      ...clean,
      kpay_cust_details: ann(
        ['Level 1', '2021-01-01', '2022-03-01'],
        ['Level 2', '2022-03-01', '2022-12-31'],
      ),
    },
    amounts: [1, 1, 1, 0, 0, 0, 0, 0, 0],
  },
  withoutHistory: {
    tables: { ...clean, stg_kpay_cust_device: [...login, ['bob', '2022-03-01'], ['bob', '2022-03-02']] },
    amounts: [-2, -2, -1, 0, 0, 0, 0, 0, 0],
  },
  bothSides: {
    tables: {
      ...clean,
      kpay_daily_mini_app_trn_detail: transaction('2022-03-02', 'ann', { debit: 'ann', party: 'Customer' }),
      stg_kpay_action_in_trn: transaction('2022-03-02', 'ann', { debit: 'ann', party: 'Customer' }),
    },
    amounts: [0, 0, 0, 1, 1, 0, 0, 0, 0],
  },
  bothFlags: {
    tables: {
      ...clean,
      market_order_sale_detail: [
        ['2022-03-02', 'ann', 'Old', 'Completed'],
        ['2022-03-02', 'ann', 'New', 'Completed'],
      ],
    },
    amounts: [0, 0, 0, 1, 0, 0, 0, 0, 0],
  },
  withoutLevel: {
    tables: {
      ...clean,
      kpay_cust_details: ann([null, '2021-01-01', '2022-12-31']),
      stg_kpay_action_in_trn: transaction('2022-03-01', 'ann'),
    },
    amounts: [1, 0, 0, 0, 0, 0, 0, 0, 0],
  },
  loginsBefore2022: {
    tables: {
      ...clean,
      stg_kpay_cust_device: [
        ['ann', '2021-12-30'],
        ['ann', '2021-12-31'],
      ],
    },
    amounts: [0, 2, 1, 0, 0, -2, -2, 0, 0],
  },
}

for (const server of warehouses)
  describe.skipIf(server.skip !== undefined)(`the published table on ${server.title}`, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(() => warehouse.close())

    const built = async (data: string): Promise<LoadedProject> => {
      const directory = dirname(dirname(fileURLToPath(import.meta.url)))
      const file = join(directory, 'daymark.config.ts')
      const loaded = loadedProject(project, { file, directory, set: { data } })
      await runBuild({ loaded, warehouse })
      return loaded
    }
    const reconciled = async (loaded: LoadedProject, options: { from?: string; to?: string } = {}) =>
      reconcile({ reference: 'kpay_cust_dau_count', ...options }, { loaded, warehouse, today })

    it.skipIf(server.name !== 'duckdb-memory').each(Object.entries(cases))(
      'differs by %s alone where nothing else is odd',
      async (cause, given) => {
        const found = await reconciled(await built(await folderOf(given.tables)))
        expect(found.rows.unexplained).toBe(0)
        expect(amountsOf(found)).toEqual(given.amounts.length === 0 ? {} : { [cause]: given.amounts })
      },
    )

    it(
      'differs by causes that add up, and by nothing else, whatever the data',
      { timeout: 900_000 },
      async () => {
        await fc.assert(
          fc.asyncProperty(drawnTables, async (tables) => {
            const loaded = await built(await folderOf(tables))
            const found = await reconciled(loaded)
            expect(found.rows.unexplained).toBe(0)
            const [reference, ours] = [published(tables), await asked(loaded, warehouse)]
            const keys = new Set([...reference.keys(), ...ours.keys()])
            const different = [...keys].filter((key) => reference.get(key) !== ours.get(key))
            expect(different.length).toBe(found.rows.explained)
            for (const { key, steps } of found.compared) {
              const text = JSON.stringify([key.day, ...key.dimensions])
              const sum = [...steps.values()].map(numbersOf).reduce(addedUp, none)
              const [left, right] = [reference.get(text), ours.get(text)].map(numbersIn)
              expect(sum).toEqual(left?.map((number, at) => number - (right?.[at] ?? 0)))
            }
          }),
          { numRuns: server.name === 'duckdb-memory' ? 6 : 2 },
        )
      },
    )

    it('is explained whole on generated data, also over some days, and one changed number is not', async () => {
      const folder = newFolder()
      await generateWallet({ scale: 0.002, seed: 6, folder, hasNullLinks: true })
      const loaded = await built(folder)
      const whole = await reconciled(loaded)
      expect(whole.rows.unexplained).toBe(0)
      expect(whole.rows.compared).toBe(whole.rows.equal + whole.rows.explained)
      const touched = whole.causes.filter(({ rows }) => rows > 0).map(({ cause }) => cause)
      expect(touched.length).toBeGreaterThanOrEqual(7)
      const range = { from: '2022-03-01', to: '2022-03-31' }
      const march = await reconciled(loaded, range)
      const inMarch = whole.compared.filter(({ key }) => String(key.day).startsWith('2022-03'))
      expect(march.compared).toEqual(inMarch)

      const key = inMarch.find((row) => row.reference?.rows === 1 && !row.key.dimensions.includes(null))?.key
      expect(key).toBeDefined()
      await damage(warehouse, key ?? { day: null, dimensions: [] })
      const { rows, unexplained, passed } = await reconciled(loaded, range)
      expect([rows.unexplained, passed]).toEqual([1, false])
      const [step] = unexplained
      expect([step?.rows, step?.net.amounts, step?.net.rows]).toEqual([1, ['0', '0', '1000', '0'], 0])
      expect(step?.examples[0]?.key).toEqual(key)
    }, 900_000)
  })

/** Makes one row of the table that was published say 1000 more transacting customers. */
async function damage(warehouse: Warehouse, { day, dimensions: values }: Key): Promise<void> {
  const kept = modelTable('kpay_cust_dau_count')
  const same = dimensions.map(
    (dimension, at) => sql`${name(dimension)} = ${literal(values[at] ?? null, 'text')}`,
  )
  const row = joined([sql`dau_date = ${literal(day, 'date')}`, ...same], ' AND ')
  const more = columns.map((column) =>
    column === 'total_trn_dau_count' ? sql`${name(column)} + 1000` : name(column),
  )
  await warehouse.write(async (session) => {
    const damaged = sql`SELECT ${joined([name('dau_date'), ...dimensions.map(name), ...more])} FROM ${stored(kept)} AS p WHERE ${row}`
    const held = [...new Set(['dau_date', ...dimensions, ...columns])].map((column) => ({
      name: column,
      type: 'text' as const,
      nullable: true,
    }))
    await session.insert({ ...kept, columns: held }, damaged)
    await session.remove(kept, sql`${row} AND total_trn_dau_count < 1000`)
  })
}

/** What each cause amounts to over all rows: rows, then amounts, then nulls; causes that amount to nothing are left out. */
function amountsOf(found: Reconciliation): Readonly<Record<string, readonly number[]>> {
  const touched = [...found.causes, ...found.unexplained].filter(({ rows }) => rows > 0)
  return Object.fromEntries(touched.map(({ cause, net }) => [cause ?? 'unexplained', numbersOf(net)]))
}

function numbersOf({ rows, amounts, nulls }: Tally): readonly number[] {
  return [rows, ...amounts.map(Number), ...nulls]
}

const none = Array<number>(1 + 2 * columns.length).fill(0)

function addedUp(one: readonly number[], other: readonly number[]): readonly number[] {
  return one.map((number, at) => number + (other[at] ?? 0))
}

/** Rows by their keys, each as the text of its numbers, so that they compare easily. */
type Lines = ReadonlyMap<string, string>

function numbersIn(text: string | undefined): readonly number[] {
  return text === undefined ? none : (JSON.parse(text) as number[])
}

function linesOf(
  rows: readonly { key: readonly (string | null)[]; values: readonly (string | null)[] }[],
): Lines {
  const lines = new Map<string, string>()
  for (const { key, values } of rows) {
    const text = JSON.stringify(key)
    const own = [1, ...values.map(Number), ...values.map((value) => Number(value === null))]
    lines.set(text, JSON.stringify(addedUp(own, numbersIn(lines.get(text)))))
  }
  return lines
}

/** The published rows, counted one by one. */
function published(tables: Readonly<Record<Table, Rows>>): Lines {
  const cells = bruteForce(tables).map((row) => row.split('|').map((cell) => (cell === 'null' ? null : cell)))
  return linesOf(cells.map((row) => ({ key: row.slice(0, 4), values: row.slice(4) })))
}

/** The declared metrics, asked for day by day. */
async function asked(loaded: LoadedProject, warehouse: Warehouse): Promise<Lines> {
  const question = { metrics, by: dimensions, grain: 'day' as const }
  const { rows } = await ask(
    { ...question, from: '2018-08-01', to: '2022-01-31' },
    { loaded, warehouse, today },
  )
  return linesOf(
    rows
      .filter(({ inData }) => inData)
      .map((row) => ({
        key: [row.period ?? null, ...dimensions.map((dimension) => row.dimensions[dimension] ?? null)],
        values: metrics.map((metric) => row.values[metric]?.value ?? null),
      }))
      .filter(({ values }) => values.some((value) => value !== '0')),
  )
}
