import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.js'
import { tinyShop, tinyShopConfig } from './tiny-shop.js'

const shop = tinyShop()
afterAll(() => {
  shop.remove()
})

describe('check', () => {
  it('says what the project holds when nothing is wrong', async () => {
    shop.write('daymark.config.ts', tinyShopConfig)
    const stdout = '4 metrics, 1 activity, 1 source: nothing wrong.\n'
    expect(await runCli('check', { cwd: shop.folder })).toEqual({ code: 0, stdout, stderr: '' })
    expect(await runCli('check --live', { cwd: shop.folder })).toEqual({ code: 0, stdout, stderr: '' })
  })

  it('points at a mistake in the SQL by file, line and column, and exits with 1', async () => {
    shop.write('daymark.config.ts', tinyShopConfig.replace('amount > 0', 'amuont > 0'))
    const line = tinyShopConfig.split('\n').findIndex((text) => text.includes('amount > 0'))
    const column = (tinyShopConfig.split('\n')[line] ?? '').indexOf('amount > 0')
    const { code, stdout, stderr } = await runCli('check', { cwd: shop.folder })
    expect(stdout).toMatchInlineSnapshot(`
      "daymark.config.ts:10:65 error unknown-column: There is no column "amuont" for the condition of the activity "purchases", at line 1, column 1 of: amuont > 0 Did you mean "amount"?
        fix: The declared columns are: id, day, customer, country, amount.
      4 metrics, 1 activity, 1 source: 1 error.
      "
    `)
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    const json = await runCli('check --format json', { cwd: shop.folder })
    expect(json.code).toBe(1)
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      findings: [
        {
          severity: 'error',
          refusal: { code: 'unknown-column' },
          where: { line: line + 1, column: column + 1 },
        },
      ],
    })
  })

  it('looks into the data with --live only', async () => {
    shop.write('daymark.config.ts', tinyShopConfig)
    shop.write('exports/orders.csv', 'id,day,customer,country,amount\n1,2025-01-05,ann,France,ten\n')
    expect((await runCli('check', { cwd: shop.folder })).code).toBe(0)
    const live = await runCli('check --live', { cwd: shop.folder })
    expect(live.stdout).toMatch(
      /error contract-broken: [^]*amount: 1 row: not such a value[^]*: 1 error\.\n$/,
    )
    expect(live.code).toBe(1)
  })
})
