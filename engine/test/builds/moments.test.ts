import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { activity, count, defineProject, folder, members, source } from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import { ask } from '../../src/queries/ask.js'
import { asCells, SecondOpinion } from '../answers/given.js'
import { warehouses } from '../servers/warehouses.js'

const visits = source('visits', {
  files: '{data}/visits_*.parquet',
  columns: { moment: 'instant', local: 'timestamp', visitor: 'text' },
  day: 'moment',
})
const byInstant = activity('by_instant', { from: visits, identities: { visitor: 'visitor' } })
const byClock = activity('by_clock', { from: visits, day: 'local', identities: { visitor: 'visitor' } })
const metrics = {
  visitors: members(byInstant, 'visitor'),
  visits: count(visits),
  clockVisitors: members(byClock, 'visitor'),
  clockVisits: count(byClock),
}

const every = (step: string, from: string, to: string) => `
  SELECT moment, CAST(timezone('UTC', moment) AS TIMESTAMP) AS local, 'v' || (hash(moment) % 23) AS visitor
  FROM (SELECT unnest(generate_series(TIMESTAMPTZ '${from}+00', TIMESTAMPTZ '${to}+00', INTERVAL ${step})) AS moment)`
const first = `SET TimeZone = 'UTC';
CREATE TABLE visits_1 AS ${every('30 MINUTE', '2024-03-01 00:00:00', '2024-03-05 23:30:00')};
CREATE TABLE visits_2 AS ${every('20 MINUTE', '2024-03-05 01:00:00', '2024-03-07 23:59:59.999999')};
CREATE VIEW visits AS FROM visits_1 UNION ALL FROM visits_2`

describe.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
  'Rows that come later, by moments in %s',
  (timeZone) => {
    const second = new SecondOpinion()
    beforeAll(() => second.open(first, []))
    afterAll(() => {
      second.close()
    })

    it.each(warehouses.filter(({ skip }) => !skip))('are all of their days on $title', async (server) => {
      const project = defineProject({
        name: 'visits',
        calendar: { timeZone },
        parameters: { data: folder('data') },
        metrics,
      })
      const loaded = loadedProject(project, {
        file: join(second.folder, 'daymark.config.ts'),
        directory: second.folder,
      })
      const warehouse = await server.open()
      try {
        await second.run('SELECT 1', ['visits_1'])
        await runBuild({ loaded, warehouse, full: true })
        await second.run('SELECT 1', ['visits_2'])
        const { work } = await runBuild({ loaded, warehouse })
        const days = work.find(({ thing }) => thing === 'activity by_instant')?.days
        expect(days?.length).toBeLessThan(5)
        const question = {
          metrics: Object.keys(metrics),
          from: '2024-02-29',
          to: '2024-03-08',
          grain: 'day',
        } as const
        const answer = await ask(question, { loaded, warehouse, today: '2030-01-01' })
        const dayOf = `CAST(timezone('${timeZone}', moment) AS DATE)`
        const counts = (column: string) => `(SELECT count(${column}) FROM visits WHERE`
        expect(answer.rows.map(asCells)).toEqual(
          await second.rows(
            `SELECT strftime(d, '%Y-%m-%d'), ${counts('DISTINCT visitor')} ${dayOf} = d), ${counts('*')} ${dayOf} = d),
               ${counts('DISTINCT visitor')} CAST(local AS DATE) = d), ${counts('*')} CAST(local AS DATE) = d)
             FROM range(DATE '2024-02-29', DATE '2024-03-09', INTERVAL 1 DAY) AS days(d) ORDER BY d`,
            4,
          ),
        )
      } finally {
        await warehouse.close()
        rmSync(join(second.folder, 'data', 'visits_2.parquet'))
      }
    })
  },
)
