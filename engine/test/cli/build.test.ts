import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.js'
import { tinyShop, type TinyShop } from './tiny-shop.js'

const shops: TinyShop[] = []
function newShop(): TinyShop {
  const shop = tinyShop()
  shops.push(shop)
  return shop
}
afterAll(() => {
  for (const shop of shops) shop.remove()
})

/** A table without the seconds that a build took. */
function timeless(text: string): string {
  return text.replaceAll(/\d+\.\d(?= s\.|\n)/g, '0.0')
}

/** Messages without the lines of progress, which appear where the machine is slow. */
function withoutProgress(text: string): string {
  return text.replaceAll(/^\[\d+\/\d+\] .* …\n/gm, '')
}

describe('build', () => {
  it('says what it would build and why with --dry-run, and builds nothing', async () => {
    const { folder } = newShop()
    expect(await runCli('build --dry-run', { cwd: folder })).toEqual({
      code: 0,
      stderr: '',
      stdout: `thing                       would  because
────────────────────────────────────────────────
source orders               build  not built yet
identity customer           build  not built yet
activity purchases          build  not built yet
rollups purchases_customer  build  not built yet
sums purchases              build  not built yet

5 to build, 0 to keep. Nothing was changed.
`,
    })
    expect((await runCli('ask revenue --period 2025', { cwd: folder })).code).toBe(2)
  })

  it('says what it built, then that it kept it', async () => {
    const { folder } = newShop()
    const first = await runCli('build', { cwd: folder })
    expect({ ...first, stdout: timeless(first.stdout), stderr: withoutProgress(first.stderr) }).toEqual({
      code: 0,
      stderr: '',
      stdout: `thing                       was    because        rows  days                     seconds
────────────────────────────────────────────────────────────────────────────────────────
source orders               built  not built yet     6  2025-01-05 – 2025-03-01      0.0
identity customer           built  not built yet     4                               0.0
activity purchases          built  not built yet     6  2025-01-05 – 2025-03-01      0.0
rollups purchases_customer  built  not built yet    74                               0.0
sums purchases              built  not built yet     6  2025-01-05 – 2025-03-01      0.0

5 built, 0 kept, in 0.0 s.
`,
    })
    const again = await runCli('build --format json', { cwd: folder })
    const report = JSON.parse(again.stdout) as { work: readonly { does: string; because: string }[] }
    expect(report.work.map(({ does, because }) => `${does}: ${because}`)).toEqual(
      Array.from({ length: 5 }, () => 'keep: nothing changed'),
    )
    expect((await runCli('build --full', { cwd: folder })).stdout).toContain('a full build was asked for')
  })

  it('builds where --warehouse and DAYMARK_WAREHOUSE say, from the current folder', async () => {
    const { folder } = newShop()
    const elsewhere = newShop()
    const env = { DAYMARK_WAREHOUSE: 'duckdb:other.duckdb' }
    await runCli(['build', '--project', folder], { cwd: elsewhere.folder, env })
    const question = ['ask', 'revenue', '--period', '2025', '--format', 'csv', '--project', folder]
    const warehouse = ['--warehouse', `duckdb:${elsewhere.folder}/other.duckdb`]
    expect((await runCli([...question, ...warehouse], { cwd: folder })).stdout).toBe('revenue\n155.85\n')
    expect((await runCli(question, { cwd: folder })).code).toBe(2)
  })
})
