import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { activity, count, defineProject, folder, members, source } from '../../src/index.js'
import { checkLive } from '../../src/project/check-live.js'
import { loadedProject } from '../../src/project/load-project.js'
import { onEveryWarehouse } from '../contract/on-every-warehouse.js'

const orders = source('orders', {
  files: '{data}/orders.csv',
  columns: { id: 'text', at: 'date?', who: 'text?', kept: 'boolean' },
  day: 'at',
})
const buying = activity('buying', { from: orders, where: 'kept', identities: { customer: 'who' } })
const project = defineProject({
  name: 'left-out',
  calendar: { timeZone: 'UTC' },
  parameters: { data: folder('data') },
  metrics: { n: count(buying), buyers: members(buying, 'customer') },
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

onEveryWarehouse((it) => {
  it('says which rows nothing counts', async (warehouse) => {
    const directory = await mkdtemp(join(tmpdir(), 'left-out-'))
    await mkdir(join(directory, 'data'))
    await writeFile(join(directory, 'data', 'orders.csv'), lines)
    const loaded = loadedProject(project, { file: join(directory, 'daymark.config.ts'), directory })
    const ofDay =
      /^2 of 5 rows of the source "orders" have no day \(at\), and the activity "buying" does not count them.*orders\.csv, line 3; .*orders\.csv, line 4\./
    const ofMember =
      /^2 of 5 rows of the source "orders" have no customer \(who\), .*nobody's.*orders\.csv, line 5; .*orders\.csv, line 6\./
    const found = await checkLive(loaded, warehouse)
    expect(found.map(({ refusal }) => refusal.message)).toEqual([
      expect.stringMatching(ofDay),
      expect.stringMatching(ofMember),
    ])
    const { notices } = await runBuild({ loaded, warehouse })
    expect(notices).toEqual([expect.stringMatching(ofDay), expect.stringMatching(ofMember)])
  })
})
