import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { Refusal } from '../../src/errors.js'
import { activity, count, defineProject, members, source, sum } from '../../src/index.js'
import { checkLive } from '../../src/project/check-live.js'
import { loadedProject } from '../../src/project/load-project.js'
import { ask } from '../../src/queries/ask.js'
import { onEveryWarehouse } from '../contract/on-every-warehouse.js'

const folder = await mkdtemp(join(tmpdir(), 'daymark-encodings-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const sales = source('sales', {
  files: 'data/*.csv*',
  encoding: 'utf-16',
  comment: '#',
  footer: 'Total',
  columns: { day: 'date?', who: 'text', total: { type: 'decimal(18,2)', decimal: ',' } },
  day: 'day',
})
const sold = activity('sold', { from: sales, identities: { customer: 'who' } })
const project = defineProject({
  name: 'sales',
  calendar: { timeZone: 'UTC' },
  metrics: { revenue: sum(sold, 'total'), n: count(sold), buyers: members(sold, 'customer') },
})

async function put(name: string, ...lines: readonly string[]): Promise<void> {
  await mkdir(join(folder, 'data'), { recursive: true })
  const bytes = Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`, 'utf16le')
  await writeFile(join(folder, 'data', name), name.endsWith('.gz') ? gzipSync(bytes) : bytes)
}

const header = ['# made by a program', 'day;who;total']

onEveryWarehouse((it) => {
  it('is read, seen to change, and refused as a copy, with its lines', async (warehouse) => {
    await rm(join(folder, 'data'), { recursive: true, force: true })
    const loaded = loadedProject(project, { file: join(folder, 'daymark.config.ts'), directory: folder })
    const figures = async () => {
      const question = { metrics: ['revenue', 'n', 'buyers'], period: '2024-03' }
      const { total } = await ask(question, { loaded, warehouse, today: '2024-04-01' })
      return Object.values(total.values).map(({ value }) => String(value))
    }
    await put('may.csv', ...header, '2024-03-01;Zoë;1,50', '# ;;', '2024-03-02;Łu;2,25', 'Total;;3,75')
    await put('june.csv.gz', ...header, '2024-03-02;Zoë;10,00', ';Łu;5', 'Total;;15,00', '')
    const live = await checkLive(loaded, warehouse)
    expect(live.map(({ refusal }) => refusal.code)).toEqual(['rows-left-out'])
    const { notices } = await runBuild({ loaded, warehouse })
    expect(notices.join()).toMatch(/june\.csv\.gz, line 4/)
    expect(await figures()).toEqual(['13.75', '3', '2'])
    await put('may.csv', ...header, '2024-03-01;Zoe;1,50', '2024-03-02;Łu;2,25', 'Total;;3,75')
    await runBuild({ loaded, warehouse })
    expect(await figures()).toEqual(['13.75', '3', '3'])
    await put('copy.csv', ...header, '# again', '2024-03-02;Łu;2,25', '2024-03-01;Zoe;1,50')
    const refused = await runBuild({ loaded, warehouse }).catch((thrown: unknown) => thrown)
    expect(refused).toBeInstanceOf(Refusal)
    expect((refused as Refusal).code).toBe('copied-file')
  })
})
