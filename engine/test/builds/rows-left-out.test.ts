import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { readRowsLeftOut } from '../../src/builds/left-out-table.js'
import { runBuild } from '../../src/builds/run-build.js'
import {
  activity,
  count,
  defineProject,
  folder,
  members,
  source,
  sum,
  type Project,
} from '../../src/index.js'
import { checkLive } from '../../src/project/check-live.js'
import { loadedProject } from '../../src/project/load-project.js'
import { ask } from '../../src/queries/ask.js'
import type { Question } from '../../src/queries/question.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { onEveryWarehouse } from '../contract/on-every-warehouse.js'
import { onEachWarehouse } from './changing.js'

const orders = source('orders', {
  files: '{data}/orders*.csv',
  columns: { id: 'text', at: 'date?', who: 'text?', kept: 'boolean' },
  day: 'at',
})
const buying = activity('buying', { from: orders, where: 'kept', identities: { customer: 'who' } })
const alike = activity('alike', { from: orders, where: 'kept', identities: { customer: 'who' } })
const project = defineProject({
  name: 'left-out',
  calendar: { timeZone: 'UTC' },
  parameters: { data: folder('data') },
  metrics: {
    n: count(buying),
    buyers: members(buying, 'customer'),
    others: members(alike, 'customer'),
  },
})

// Of the rows that are kept, lines 3 and 4 have no day; lines 5 and 6 name nobody.
const lines = `id,at,who,kept
1,2024-03-01,ada,true
2,,ada,true
3,,,true
4,2024-03-01,"  ",true
5,2024-03-02,,true
6,,ada,false
`

async function given(declared: Project) {
  const directory = await mkdtemp(join(tmpdir(), 'left-out-'))
  await mkdir(join(directory, 'data'))
  const loaded = loadedProject(declared, { file: join(directory, 'daymark.config.ts'), directory })
  const write = (name: string, text: string) => writeFile(join(directory, 'data', name), text)
  return { directory, loaded, write }
}

type Given = Awaited<ReturnType<typeof given>>

const notesOf = async (question: Omit<Question, 'period'>, { loaded }: Given, warehouse: Warehouse) => {
  const { notes } = await ask({ period: '2024', ...question }, { loaded, warehouse, today: '2025-01-01' })
  return notes.flatMap((note) =>
    note.code === 'rows-left-out' ? [[note.identity, note.leftOut, note.ofRows, note.examples.length]] : [],
  )
}

const kept = (warehouse: Warehouse) => warehouse.read(readRowsLeftOut)

onEveryWarehouse((it) => {
  it('says which rows nothing counts: check, build, and the answers that they concern', async (warehouse) => {
    const shop = await given(project)
    await shop.write('orders.csv', lines)
    const ofDay =
      /^2 of 5 rows of the source "orders" have no day \(at\): the activities "buying" and "alike" do not count them.*orders\.csv, lines 3, 4\./
    const ofMember =
      /^2 of 5 rows of the source "orders" have no customer \(who\): the activities .* count nobody for them.*orders\.csv, lines 5, 6\./
    const { loaded } = shop
    const found = await checkLive(loaded, warehouse)
    expect(found.map(({ refusal }) => refusal.message)).toEqual([
      expect.stringMatching(ofDay),
      expect.stringMatching(ofMember),
    ])
    const { notices } = await runBuild({ loaded, warehouse })
    expect(notices).toEqual([expect.stringMatching(ofDay), expect.stringMatching(ofMember)])
    const [day, member] = [
      [null, 2, 5, 2],
      ['customer', 2, 5, 2],
    ]
    expect(await notesOf({ metrics: ['n'] }, shop, warehouse)).toEqual([day])
    expect(await notesOf({ metrics: ['n', 'buyers'] }, shop, warehouse)).toEqual([day, member])
    expect(await notesOf({ metrics: ['others'] }, shop, warehouse)).toEqual([day, member])
  })

  it('says that an activity takes no row of its source', async (warehouse) => {
    const sales = source('sales', {
      files: '{data}/sales.csv',
      columns: { at: 'date', who: 'text', kind: 'text' },
      day: 'at',
    })
    const of = (where: string) => {
      const selling = activity('selling', { from: sales, where, identities: { buyer: 'who' } })
      const parameters = { data: folder('data') }
      return given(defineProject({ name: 'kinds', parameters, metrics: { n: members(selling, 'buyer') } }))
    }
    for (const [where, says] of [
      [
        "kind = 'Sale'",
        [expect.stringMatching(/^The activity "selling" takes none of the rows of "sales"\./)],
      ],
      ["kind = 'sale'", []],
    ] as const) {
      const shop = await of(where)
      await shop.write('sales.csv', 'at,who,kind\n2024-03-01,ada,sale\n')
      expect((await runBuild({ loaded: shop.loaded, warehouse })).notices).toEqual(says)
    }
  })

  it('tells whoever sees some rows only nothing of others', async (warehouse) => {
    const shop = await given(project)
    await shop.write('orders.csv', lines)
    const { loaded } = shop
    await runBuild({ loaded, warehouse })
    const question = { metrics: ['n'], period: '2024' }
    const asking = { loaded, warehouse, today: '2025-01-01' }
    const unplaced = await ask(question, { ...asking, placesRows: false })
    expect(unplaced.notes).toMatchObject([{ code: 'rows-left-out', leftOut: 2, examples: [] }])
    expect(JSON.stringify(unplaced.notes)).not.toContain('orders.csv')
  })

  it('counts the same after changes as in a full build', async (warehouse) => {
    const shop = await given(project)
    const { directory, loaded, write } = shop
    const at = (name: string) => join(directory, 'data', name)
    const steps = [
      () => write('orders.csv', lines),
      () => write('orders-2.csv', 'id,at,who,kept\n7,,eve,true\n8,2024-03-04,,true\n'),
      () => appendFile(at('orders-2.csv'), '9,,,true\n'),
      () => rename(at('orders-2.csv'), at('orders-3.csv')),
      () => rm(at('orders.csv')),
      () => write('orders-3.csv', 'id,at,who,kept\n7,2024-03-04,eve,true\n'),
    ]
    const counts: unknown[] = []
    for (const step of steps) {
      await step()
      await runBuild({ loaded, warehouse })
      const incremental = await kept(warehouse)
      await runBuild({ loaded, warehouse, full: true })
      expect(incremental).toEqual(await kept(warehouse))
      counts.push(incremental?.map(({ identity, rows, ofRows }) => [identity, rows, ofRows]))
    }
    expect(counts).toEqual([
      [
        [null, 2, 5],
        ['customer', 2, 5],
      ],
      [
        [null, 3, 7],
        ['customer', 3, 7],
      ],
      [
        [null, 4, 8],
        ['customer', 3, 8],
      ],
      [
        [null, 4, 8],
        ['customer', 3, 8],
      ],
      [
        [null, 2, 3],
        ['customer', 1, 3],
      ],
      [],
    ])
  })
})

onEachWarehouse((course) => {
  course('rows of a table by their key, of an activity and of sums over the source', async (given) => {
    const days = source('days', {
      table: 'days_given',
      columns: { id: 'integer', at: 'date?', who: 'text?', total: 'decimal(4,2)' },
      key: ['id'],
      day: 'at',
    })
    const visiting = activity('visiting', { from: days, identities: { person: 'who' } })
    const declared = defineProject({
      name: 'left-out-of-tables',
      metrics: { amount: sum(days, 'total'), people: members(visiting, 'person') },
    })
    await given.table('days_given', [
      { id: 1, at: '2024-03-01', who: 'ada', total: 1 },
      { id: 2, at: null, who: 'ada', total: 2 },
      { id: 3, at: '2024-03-02', who: ' ', total: 4 },
    ])
    await given.build(declared)
    const readBy = [{ kind: 'activity', name: 'visiting' }]
    const counted = { source: 'days', readBy, rows: 1, ofRows: 3 }
    expect(await kept(given.warehouse)).toEqual([
      { ...counted, lacks: 'day', column: 'at', identity: null, examples: ['id 2'] },
      { ...counted, lacks: 'member', column: 'who', identity: 'person', examples: ['id 3'] },
    ])
    await given.table('days_given', [
      { id: 1, at: '2024-03-01', who: 'ada', total: 1 },
      { id: 2, at: null, who: 'ada', total: 2 },
      { id: 4, at: null, who: null, total: 2 },
    ])
    await given.build(declared)
    expect(await kept(given.warehouse)).toEqual([
      { ...counted, lacks: 'day', column: 'at', identity: null, rows: 2, examples: ['id 2', 'id 4'] },
    ])
  })
})
