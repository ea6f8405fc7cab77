import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClient } from '../../dist/client/client.js'
import { createApp } from '../../dist/http/app.js'
import { openService } from '../../dist/http/open-service.js'
import { loadProject } from '../../dist/project/load-project.js'
import { openProject } from '../../dist/queries/open-project.js'
import { openWarehouse } from '../../dist/warehouses/open-warehouse.js'
import { runCli } from './run-cli.js'

const project = `import { activity, defineProject, source, sum } from 'daymark'
const orders = source('orders', {
  files: 'orders.csv',
  columns: { id: 'text', at: 'date', who: 'text?', total: 'text' },
  key: ['id'],
  day: 'at',
})
const bought = activity('bought', { from: orders, identities: { customer: 'who' } })
export default defineProject({
  name: 'shop',
  calendar: { timeZone: 'UTC' },
  metrics: { revenue: sum(bought, 'CAST(total AS DECIMAL(18,2))') },
})
`
// Line 12, behind "  metrics: { revenue: sum(bought, '".
const place = { line: 12, column: 36 }
let cwd: string

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'daymark-data-errors-'))
  writeFileSync(join(cwd, 'daymark.config.ts'), project)
  writeFileSync(join(cwd, 'orders.csv'), 'id,at,who,total\n1,2024-03-01,ada,1.5\n2,2024-03-02,bo,n/a\n')
})

afterAll(() => {
  rmSync(cwd, { recursive: true, force: true })
})

const words = `The metric "revenue" (the sum of CAST(total AS DECIMAL(18,2)) over the activity "bought") cannot be worked out from line 3 of`

it('the command line says where the expression stands, and from which line it cannot be worked out', async () => {
  const { code, stderr } = await runCli('build --quiet', { cwd })
  expect(code).toBe(1)
  expect(stderr).toContain(`daymark.config.ts:12:36 error expression-failed: ${words}`)
  expect(stderr).not.toContain('bug')
  const { stderr: json } = await runCli('build --format json', { cwd })
  const { error } = JSON.parse(json) as { error: { where: object; facts: { row: { line: number } } } }
  expect(error.where).toEqual({ file: join(cwd, 'daymark.config.ts'), ...place })
  expect(error.facts.row.line).toBe(3)
})

it('the library throws the same', async () => {
  const { project: declared } = await loadProject(cwd)
  const shop = await openProject(declared, { directory: cwd, warehouse: 'duckdb::memory:' })
  await expect(shop.build()).rejects.toMatchObject({ code: 'expression-failed', where: place })
  await shop.close()
})

it('the server gives the place with the problem of a build', async () => {
  const loaded = await loadProject(cwd)
  const warehouse = await openWarehouse('duckdb::memory:', { directory: cwd })
  const keysFile = join(cwd, 'keys.json')
  const now = () => Temporal.Instant.from('2024-04-01T00:00:00Z')
  const service = openService({
    loaded,
    warehouse,
    now,
    keysFile,
    log: pino({ level: 'silent' }),
    dashboard: undefined,
  })
  const app = createApp(service)
  const client = createClient('http://127.0.0.1', {
    fetch: (input, init) => Promise.resolve(app.request(input, init)),
  })
  const { id } = await client.startBuild({ full: false })
  let problem: unknown
  for await (const run of client.followBuild(id)) ({ problem } = run)
  expect(problem).toMatchObject({ code: 'expression-failed', where: place })
  await warehouse.close()
})
