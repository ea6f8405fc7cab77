import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planBuild, runBuild } from '../../src/builds/run-build.js'
import type { WorkItem } from '../../src/builds/work-list.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { EditedProject, type Happened, type Inputs } from './edited.js'

const event = (id: number, day: string, who: string | null): Happened => ({
  id,
  day,
  who,
  card: null,
  city: 'A',
  joined: null,
  amount: 5,
  flagged: false,
})
const first: Inputs = {
  events: {
    'events.1.csv': [
      event(1, '2024-03-01', 'ann'),
      event(2, '2024-03-02', 'bob'),
      event(3, '2024-03-03', 'ann'),
    ],
    'events.2.csv': [event(4, '2024-03-04', 'cid'), event(5, '2024-03-05', 'ann')],
  },
  cancelled: [],
  history: [{ who: 'ann', since: '2024-01-01', until: '2024-12-31', level: 'L1' }],
  orders: { 'orders.1.csv': [{ id: 1, day: '2024-03-01', version: 1, amount: 1 }] },
  visits: [{ day: '2024-03-02', who: 'ann', changed: 1 }],
}

/** What is said of some things, by their names. */
function said(work: readonly WorkItem[], things: readonly string[]) {
  return things.map((thing) => {
    const item = work.find((each) => each.thing === thing)
    return [thing, item?.does, item?.because, item?.days]
  })
}

for (const server of warehouses) {
  describe.skipIf(server.skip)(`the work list on ${server.title}`, () => {
    let warehouse: Warehouse
    let project: EditedProject
    let now = first
    beforeAll(async () => {
      warehouse = await server.open()
      project = new EditedProject(warehouse)
      await project.write(first)
      await runBuild({ loaded: project.loaded, warehouse })
    })
    afterAll(async () => {
      project.remove()
      await warehouse.close()
    })

    /** Changes the inputs, and gives what a build then says that it would do; and does it. */
    async function after(next: Inputs): Promise<readonly WorkItem[]> {
      await project.write(next, now)
      now = next
      const planned = await planBuild({ loaded: project.loaded, warehouse })
      const { work } = await runBuild({ loaded: project.loaded, warehouse })
      // A plan does not run models: what reads one is on its list, and may turn out to be as it was.
      const ofModel = ['source busy', 'activity flagged', 'rollups flagged_person']
      const does = (items: readonly WorkItem[]) =>
        items
          .filter(({ thing }) => !ofModel.includes(thing))
          .map((item) => [item.thing, item.does, item.days])
      expect(does(work)).toEqual(does(planned))
      return planned
    }

    it('is empty when files are written again with what they held', async () => {
      const work = await after({ ...now, events: structuredClone(now.events) })
      expect(
        work.filter(({ does }) => does === 'build').map(({ thing, because }) => [thing, because]),
      ).toEqual([['source events', 'of its files 2 changed']])
    })

    it('names the days of rows that come late, in a file of their own', async () => {
      const late = [event(6, '2024-03-02', 'cid'), event(7, '2024-03-06', 'cid')]
      const work = await after({ ...now, events: { ...now.events, 'events.3.csv': late } })
      const days = ['2024-03-02', '2024-03-06']
      const because = 'rows of events changed on 2 days: 2024-03-02, 2024-03-06'
      expect(said(work, ['source events', 'activity kept', 'sums events', 'activity told'])).toEqual([
        ['source events', 'build', 'of its files 1 new, 2 as before', null],
        ['activity kept', 'build', because, days],
        ['sums events', 'build', because, days],
        ['activity told', 'build', because, days],
      ])
    })

    it('names the days of rows that another source takes out or gives back', async () => {
      const work = await after({ ...now, cancelled: [2, 99] })
      const because = 'rows of cancelled changed on 1 day: 2024-03-02'
      expect(said(work, ['activity kept', 'sums kept', 'activity told'])).toEqual([
        ['activity kept', 'build', because, ['2024-03-02']],
        ['sums kept', 'build', because, ['2024-03-02']],
        ['activity told', 'keep', 'nothing changed', null],
      ])
      const back = await after({ ...now, cancelled: [99] })
      expect(said(back, ['activity kept'])).toEqual([['activity kept', 'build', because, ['2024-03-02']]])
    })

    it('names the days on which members were active whose history changed', async () => {
      const more = { who: 'ann', since: '2024-03-04', until: '2024-12-31', level: 'L2' }
      const work = await after({ ...now, history: [...now.history, more] })
      const days = ['2024-03-01', '2024-03-03', '2024-03-05']
      expect(said(work, ['activity kept', 'activity told'])).toEqual([
        ['activity kept', 'build', "members' level changed on 3 days from 2024-03-01 to 2024-03-05", days],
        ['activity told', 'keep', 'nothing changed', null],
      ])
    })

    it('names the days of a table whose rows changed, moved or went, by watermark and without', async () => {
      const moved = await after({ ...now, visits: [{ day: '2024-03-09', who: 'ann', changed: 2 }] })
      const days = ['2024-03-02', '2024-03-09']
      expect(said(moved, ['source visits', 'source watched', 'sums watched'])).toEqual([
        ['source visits', 'build', 'its rows changed', null],
        ['source watched', 'build', 'its rows changed', null],
        ['sums watched', 'build', 'rows of watched changed on 2 days: 2024-03-02, 2024-03-09', days],
      ])
      const gone = await after({ ...now, visits: [] })
      expect(said(gone, ['sums watched'])).toEqual([
        ['sums watched', 'build', 'rows of watched changed on 1 day: 2024-03-09', ['2024-03-09']],
      ])
    })

    it('leads to the tables of a full build', async () => {
      const incremental = await project.tables()
      await runBuild({ loaded: project.loaded, warehouse, full: true })
      expect(await project.tables()).toEqual(incremental)
    })
  })
}
