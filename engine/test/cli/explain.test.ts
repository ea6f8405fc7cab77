import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.js'
import { tinyShop } from './tiny-shop.js'

const shop = tinyShop()
afterAll(() => {
  shop.remove()
})

describe('explain', () => {
  it('gives the formulas as comments and the statements as SQL, without a build', async () => {
    const { code, stdout } = await runCli('explain perCustomer --period 2025-01 --now 2025-03-10', {
      cwd: shop.folder,
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^-- perCustomer {2}revenue ÷ customers\n/)
    expect(stdout).toContain('-- Pass 1 of 2, for the total: sums')
    expect(stdout).toContain('-- January 2025\n')
    expect(stdout.split('\n').filter((line) => line.endsWith(';'))).toHaveLength(2)
  })

  it('gives the same as JSON', async () => {
    const { stdout } = await runCli('explain revenue --period 2025-01 --by country --format json', {
      cwd: shop.folder,
    })
    const { passes } = JSON.parse(stdout) as { passes: readonly { level: string; sql: string }[] }
    expect(passes.map(({ level }) => level)).toEqual(['rows', 'total'])
    expect(passes[0]?.sql).toContain('by_country')
  })
})
