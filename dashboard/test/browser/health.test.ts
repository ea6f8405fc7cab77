import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { violationsOn } from './axe.js'
import { noChromium, openBrowser } from './chromium.js'
import { Served } from './served.js'

/** What `daymark reconcile --format json` prints, as far as it is compared here. */
interface Reconciled {
  readonly rows: Readonly<Record<'compared' | 'equal' | 'explained' | 'unexplained', number>>
  readonly columns: readonly { readonly column: string }[]
  readonly causes: readonly {
    readonly says: string
    readonly rows: number
    readonly net: {
      readonly values: Readonly<Record<string, number>>
      readonly nulls: Readonly<Record<string, number>>
    }
  }[]
}

describe.skipIf(noChromium !== undefined)('the page of data health', () => {
  let wallet: Served
  let browser: BrowserContext
  let page: Page
  let reconciled: Reconciled

  beforeAll(async () => {
    wallet = await Served.build('wallet', { scale: 0.002, now: '2023-06-20T14:30' })
    reconciled = await wallet.json<Reconciled>('reconcile', 'kpay_cust_dau_count')
    await wallet.serve()
    browser = await openBrowser()
  }, 420_000)
  afterAll(async () => {
    await browser.close()
    await wallet.close()
  })
  beforeEach(async () => {
    page = await browser.newPage()
    await page.goto(`${wallet.url}/health`)
    await page.getByRole('heading', { name: 'Contracts' }).waitFor()
  })
  afterEach(() => page.close())

  const noneFoundByAxe = async () => {
    expect(await violationsOn(page, 'light')).toEqual([])
    expect(await violationsOn(page, 'dark')).toEqual([])
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    expect(await violationsOn(page, 'light')).toEqual([])
  }

  it('compares a table with the metrics, and shows what `daymark reconcile` gives', async () => {
    await page.getByRole('button', { name: 'Compare Daily active customers as published' }).click()
    await page.getByRole('progressbar', { name: /^Comparing/ }).waitFor()
    const { rows, causes, columns } = reconciled
    const count = (number: number) => number.toLocaleString('en')
    const said =
      `${count(rows.compared)} rows compared, ${count(rows.equal)} equal, ` +
      `${count(rows.explained)} explained, ${count(rows.unexplained)} unexplained`
    await page.locator('.outcome.good', { hasText: said }).waitFor({ timeout: 170_000 })
    const signed = (number: number) => (number > 0 ? `+${count(number)}` : count(number))
    const table = page.getByRole('region', { name: /^Causes/ })
    const found = causes.filter((cause) => cause.rows > 0)
    expect(found.length).toBeGreaterThan(3)
    expect(await table.getByRole('row').count()).toBe(found.length + 2)
    for (const { says, rows: touched, net } of found) {
      const cells = await table.getByRole('row', { name: says }).getByRole('cell').allTextContents()
      const amounts = columns.map(({ column }) => {
        const nulls = net.nulls[column] ?? 0
        return signed(net.values[column] ?? 0) + (nulls === 0 ? '' : ` ${signed(nulls)} null`)
      })
      expect(cells).toEqual([count(touched), ...amounts])
    }
    await table.getByRole('button', { name: 'Examples of Both sides' }).click()
    expect(await table.locator('tr.example').count()).toBe(3)
    await noneFoundByAxe()
  }, 240_000)

  it('shows what sources must keep, and why a build was refused', async () => {
    const table = page.getByRole('region', { name: 'Contracts' })
    expect(await table.getByText('✓ kept').count()).toBe(7)
    await table.getByText('2 columns').first().click()
    await table.getByText('login_date').waitFor()
    const [sound, broken] = ['parquet', 'csv'].map((ending) =>
      join(wallet.data, `market_order_sale_detail.${ending}`),
    )
    if (sound === undefined || broken === undefined) throw new Error('no files')
    renameSync(sound, join(wallet.folder, 'away'))
    const orders = ['2023-06-01,c1,1,new', 'the first of June,c1,1,new']
    writeFileSync(
      broken,
      ['ord_date,biller_customer_id,is_newcust_day,business_state', ...orders, ''].join('\n'),
    )
    await page.getByRole('button', { name: 'Build now' }).click()
    await table.getByText('✗ broken').waitFor({ timeout: 60_000 })
    expect(await table.getByText('✓ kept').count()).toBe(6)
    await page.getByText('not such a value, such as “the first of June” in line 3').waitFor()
    await noneFoundByAxe()
    rmSync(broken)
    renameSync(join(wallet.folder, 'away'), sound)
    await page.getByRole('button', { name: 'Build now' }).click()
    await page.getByText('✗ broken').waitFor({ state: 'detached', timeout: 60_000 })
  }, 180_000)
})
