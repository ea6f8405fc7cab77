import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { BrowserContext, Download, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Format } from 'daymark'
import { formatted } from '../../../engine/src/metrics/format.js'
import { violationsOn } from './axe.js'
import { noChromium, openBrowser } from './chromium.js'
import { Served } from './served.js'

const required = process.env['DAYMARK_REQUIRE_ALL'] === '1'

if (noChromium !== undefined && required) {
  it('runs in a browser', () => {
    throw new Error(noChromium)
  })
}

/** What `daymark ask --format json` prints, as far as it is compared here. */
interface Asked {
  readonly metrics: readonly { readonly name: string; readonly label: string; readonly format: Format }[]
  readonly total: {
    readonly values: Readonly<
      Record<
        string,
        { readonly value: number | null; readonly comparison?: { readonly value: number | null } }
      >
    >
  }
}

describe.skipIf(noChromium !== undefined)(
  `the dashboard${noChromium === undefined ? '' : ` (${noChromium})`}`,
  () => {
    let business: Served
    let wallet: Served
    let targets: Served
    let browser: BrowserContext
    let page: Page

    beforeAll(async () => {
      business = await Served.build('business-performance', { scale: 0.005, now: '2026-01-15T14:30' })
      wallet = await Served.build('wallet', { scale: 0.02, now: '2023-06-20T14:30' })
      targets = await Served.build('daily-targets', { scale: 0.3, now: '2026-01-15T14:30' })
      browser = await openBrowser()
    }, 420_000)
    afterAll(async () => {
      await browser.close()
      await Promise.all([business, wallet, targets].map((served) => served.close()))
    })
    afterEach(async () => {
      await page.close()
    })

    const opened = async (served: Served, path: string) => {
      if (served.url === '') await served.serve()
      page = await browser.newPage()
      await page.goto(served.url + path)
      await loaded()
    }
    const loaded = async () => {
      await page.locator('h1').first().waitFor()
      await page.waitForFunction(() => document.querySelector('.skeleton, .stale') === null)
    }
    /** The values of the cards, by their labels. */
    const cards = async (): Promise<Record<string, string>> =>
      Object.fromEntries(
        await page
          .locator('.card')
          .evaluateAll((found) =>
            found.map((card) => [
              card.querySelector('h3')?.textContent ?? '',
              card.querySelector('.figure')?.textContent ?? '',
            ]),
          ),
      )
    const shown = (answer: Asked): Record<string, string> =>
      Object.fromEntries(
        answer.metrics.map(({ name, label, format }) => {
          const value = answer.total.values[name]?.value ?? null
          return [label, formatted(value === null ? null : String(value), format)]
        }),
      )
    const textOf = async (download: Download) => readFileSync(await download.path(), 'utf8')
    const downloaded = async (button: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button, exact: true }).click(),
      ])
      return download
    }
    const violations = (scheme: 'light' | 'dark') => violationsOn(page, scheme)

    describe('on a board', () => {
      const all = () =>
        page
          .locator('.card h3')
          .count()
          .then((count) => {
            expect(count).toBe(29)
          })
      const metrics = async () =>
        business.json<{ cards: { metric: string }[] }>('board', 'business-performance', '--period', '2025-Q4')
      let names: readonly string[]
      beforeAll(async () => {
        names = (await metrics()).cards.map(({ metric }) => metric)
      })

      it('shows what `daymark ask` gives, for other days and for some rows as well', async () => {
        const quarter = await business.json<Asked>('ask', ...names, '--period', '2025-Q4')
        const before = await business.json<Asked>(
          'ask',
          ...names,
          '--period',
          '2025-Q3',
          '--where',
          'line=SBMY',
        )
        await opened(business, '/')
        expect(page.url()).toContain('/boards/business-performance?period=2026-01')
        await page.getByRole('button', { name: /^Days:/ }).click()
        await page.getByRole('button', { name: 'Year before' }).click()
        await page.getByRole('button', { name: 'Q4', exact: true }).click()
        await page.waitForURL(/period=2025-Q4/)
        await loaded()
        await all()
        expect(await cards()).toEqual(shown(quarter))
        await page.getByRole('button', { name: 'Earlier' }).click()
        await page.waitForURL(/period=2025-Q3/)
        await loaded()
        await page.getByRole('button', { name: 'Line', exact: true }).click()
        await page.getByRole('checkbox', { name: 'SBMY' }).check()
        await page.waitForURL(/where=line=SBMY/)
        await page.keyboard.press('Escape')
        await loaded()
        expect(await cards()).toEqual(shown(before))
        await page.goto(page.url())
        await loaded()
        expect(await cards()).toEqual(shown(before))
        await page.goBack()
        await page.goBack()
      })

      it('says by what it is compared, and takes another rule', async () => {
        const rule = ['--period', '2025-Q4', '--compare', 'month-to-month']
        const compared = await business.json<Asked>('ask', 'activeMembers', ...rule)
        const { value = null } = compared.total.values['activeMembers']?.comparison ?? {}
        await opened(business, '/boards/business-performance?period=2025-Q4')
        expect(await page.locator('.says').textContent()).toContain('Q4 2025 against Q3 2025')
        await page.getByLabel('against the').selectOption('month-to-month')
        await page.waitForURL(/compare=month-to-month/)
        await loaded()
        const was = await page.locator('.card-note').first().textContent()
        expect(was).toBe(`was ${formatted(String(value), { as: 'number', decimals: 0 })}`)
      })

      it('opens how a figure came about, and gives the focus back', async () => {
        await opened(business, '/boards/business-performance?period=2025-Q4')
        const card = page.locator('.card', { has: page.getByRole('heading', { name: 'Retention rate' }) })
        await card.locator('.figure').click()
        const dialog = page.getByRole('dialog', { name: 'Retention rate' })
        await dialog.getByText('WITH windows AS').first().waitFor()
        const text = await dialog.innerText()
        expect(text).toContain(
          'stayed ÷ previous × 100, of members of deposits by account active in the period before',
        )
        expect(text).toMatch(/Numerator\s+[\d,]+/)
        expect(text).toContain('Q4 2025, all 92 days')
        expect(text).toContain('daymark ask retentionRate --period 2025-Q4 --compare previous-period')
        expect(await violations('light')).toEqual([])
        await page.keyboard.press('Escape')
        await dialog.waitFor({ state: 'hidden' })
        expect(await page.evaluate(() => document.activeElement?.className)).toContain('figure')
        await page.locator('.card .target').first().click()
        await page
          .getByRole('dialog', { name: /^Achieved/ })
          .getByText('value ÷ target')
          .waitFor()
      })

      it('gives its figures as CSV with all their digits, and a chart as CSV and PNG', async () => {
        await opened(business, '/boards/business-performance?period=2025-Q4')
        const quarter = await business.json<Asked>('ask', ...names, '--period', '2025-Q4')
        const rows = (await textOf(await downloaded('Figures as CSV'))).trim().split('\r\n').slice(1)
        expect(Object.fromEntries(rows.map((row) => row.split(',').slice(0, 2)))).toEqual(
          Object.fromEntries(names.map((name) => [name, String(quarter.total.values[name]?.value ?? '')])),
        )
        const chart = await textOf(await downloaded('GGR by line as CSV'))
        expect(chart.split('\r\n')[0]?.replace('\uFEFF', '')).toBe('Quarter,JMMY,LVMY,SBMY,STMY')
        const image = readFileSync(await (await downloaded('GGR by line as PNG')).path())
        expect(image.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
        expect(image.length).toBeGreaterThan(5000)
      })

      it('has its figures before what draws charts has come', async () => {
        if (business.url === '') await business.serve()
        page = await browser.newPage()
        let send: () => void = () => undefined
        const held = new Promise<void>((resolve) => (send = resolve))
        await page.route(/drawn-chart/, async (route) => {
          await held
          await route.continue()
        })
        await page.goto(`${business.url}/boards/business-performance?period=2025-Q4`)
        await page.locator('.card .figure').first().waitFor()
        expect(await page.locator('canvas').count()).toBe(0)
        send()
        await page.locator('canvas').first().waitFor()
      })

      it('keeps what was there when the server does not answer, and tries again', async () => {
        await opened(business, '/boards/business-performance?period=2025-Q4')
        const api = /\/v1\//
        await page.route(api, (route) => route.abort())
        await page.getByRole('button', { name: 'Later' }).click()
        await page.getByText('The server does not answer.').first().waitFor()
        expect(await page.locator('.card').count()).toBe(29)
        await page.unroute(api)
        await page.getByRole('button', { name: 'Try again' }).first().click()
        await loaded()
        await page.waitForFunction(() => document.querySelector('.problem') === null)
      })

      it('leads from days that there are not to the usual ones', async () => {
        await opened(business, '/boards/business-performance?period=2031-Q9')
        await page.getByRole('link', { name: 'Show the usual days' }).click()
        await page.waitForURL(/period=2026-01$/)
        await loaded()
        expect(await page.getByRole('alert').count()).toBe(0)
      })

      it('says that there is no such page', async () => {
        await opened(business, '/boards/nothing')
        await page.getByRole('link', { name: 'Go to the first page' }).click()
        await page.waitForURL(/boards\/business-performance/)
      })

      it('is walked through by keyboard: skipping to the figures first', async () => {
        await opened(business, '/boards/business-performance?period=2025-Q4')
        await page.keyboard.press('Tab')
        expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the figures')
        await page.keyboard.press('Enter')
        expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
        await page.keyboard.press('Tab')
        expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Earlier')
      })

      it('is dark where that is chosen, and remembers it', async () => {
        await opened(business, '/health')
        const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
        const light = await ground()
        await page.getByRole('button', { name: /^Colours/ }).click()
        await page.getByRole('button', { name: /^Colours/ }).click()
        expect(await ground()).not.toBe(light)
        await page.reload()
        await loaded()
        expect(await ground()).not.toBe(light)
        await page.getByRole('button', { name: /^Colours/ }).click()
        expect(await ground()).toBe(light)
      })
    })

    describe('on active customers', () => {
      it('shows what `daymark ask` gives, over rolling days too', async () => {
        const month = await wallet.json<Asked>(
          'ask',
          'transactingCustomers',
          'newTransactingCustomers',
          '--period',
          '2023-05',
        )
        const last = ['--from', '2023-05-31', '--to', '2023-05-31']
        const rolling = await wallet.json<Asked>('ask', 'transactingCustomers30Days', ...last)
        await opened(wallet, '/active/transaction?period=2023-05')
        const found = await cards()
        expect(found['Transacting customers']).toBe(shown(month)['transactingCustomers'])
        expect(found['New transacting customers']).toBe(shown(month)['newTransactingCustomers'])
        expect(found['30 days to 31 May']).toBe(shown(rolling)['transactingCustomers30Days'])
      })

      it('draws days, weeks, months and rolling days, and splits them', async () => {
        await opened(wallet, '/active/login?period=2023-05')
        for (const [button, title] of [
          ['Week', 'Active by week'],
          ['30 days', 'Active over 30 days'],
        ] as const) {
          await page.getByRole('button', { name: button, exact: true }).click()
          await page.getByRole('heading', { name: title }).waitFor()
        }
        await page.getByRole('button', { name: 'Cust level', exact: true }).last().click()
        await page.waitForURL(/by=cust_level/)
        await page.getByRole('heading', { name: 'By cust level, all days' }).waitFor()
        const split = await wallet.json<{
          rows: { dimensions: Record<string, string>; values: Record<string, { value: number }> }[]
        }>('ask', 'loginCustomers', '--period', '2023-05', '--by', 'cust_level')
        const table = page.getByRole('region', { name: 'By cust level, all days' })
        for (const { dimensions, values } of split.rows) {
          const row = table.getByRole('row', {
            name: new RegExp(`^${dimensions['cust_level'] ?? '\\(none\\)'}`),
          })
          expect(await row.locator('.figure').first().textContent()).toBe(
            formatted(String(values['loginCustomers']?.value), { as: 'number', decimals: 0 }),
          )
        }
      })

      it('shows who comes back, and leaves blank what is not over', async () => {
        await opened(wallet, '/active/login?from=2022-08-01&to=2023-06-20')
        const grid = page.getByRole('region', { name: /Share of each cohort/ })
        const fresh = await wallet.json<{
          rows: { period: string; values: Record<string, { value: number }> }[]
        }>('ask', 'newLoginCustomers', '--from', '2022-07-01', '--to', '2023-06-20', '--grain', 'month')
        const sizes = await grid.locator('tbody td:nth-child(2)').allTextContents()
        expect(sizes).toEqual(fresh.rows.map(({ values }) => String(values['newLoginCustomers']?.value)))
        expect(await grid.locator('tbody tr').last().locator('.heat').count()).toBe(0)
        const first = await grid.locator('tbody tr').first().locator('td').allTextContents()
        expect(first[1]).toBe('100.0%')
        const last = grid.locator('tbody tr').first().locator('td').last()
        expect(first.at(-1)).toBe('The period is not over yet.')
        expect(await last.getAttribute('title')).toBe('The period is not over yet.')
        expect(await last.locator('.figure').count()).toBe(0)
        await grid.locator('.heat .figure').first().click()
        await page.getByRole('dialog').getByText('WITH windows AS').waitFor()
        await page.keyboard.press('Escape')
        await grid.locator('td:nth-child(2) .figure').first().click()
        await page.getByRole('dialog').getByText('each counted once').waitFor()
        await page.keyboard.press('Escape')
        const image = readFileSync(await (await downloaded('Who comes back as PNG')).path())
        expect(image.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
        expect(image.length).toBeGreaterThan(20_000)
      })

      it('shows periods that are not over where that is asked, marked', async () => {
        await opened(wallet, '/active/login?from=2022-08-01&to=2023-06-20')
        const grid = page.getByRole('region', { name: /Share of each cohort/ })
        expect(await grid.locator('.heat.partial').count()).toBe(0)
        await page.getByRole('button', { name: 'Unfinished months' }).click()
        await page.waitForURL(/incomplete=show/)
        await loaded()
        await grid.locator('.heat.partial').first().waitFor()
        const begun = grid.locator('tbody tr').first().locator('td').last()
        expect(await begun.textContent()).toMatch(/^\d+\.\d% \*$/)
        expect(await begun.getAttribute('title')).toMatch(/^The period is not over yet/)
      })
    })

    describe('on a plan', () => {
      interface Plan {
        readonly pace: readonly {
          readonly name: string
          readonly label: string
          readonly value: number
          readonly format: Format
        }[]
        readonly days: readonly { readonly kpi_day_initial: number; readonly actual: number | null }[]
        readonly metric: { readonly format: Format }
      }

      it('shows what `daymark plan` gives, and leads to the other plan', async () => {
        const plan = await targets.json<Plan>('plan', 'recommended', '--month', '2026-01')
        await opened(targets, '/boards/targets')
        const ofPlan = (label: string) =>
          page.locator('.pace-figures > div', { hasText: label }).locator('.figure')
        const against = await ofPlan('Achieved against plan to date').textContent()
        await ofPlan('Achieved against plan to date').click()
        const dialog = page.getByRole('dialog', { name: 'Achieved against plan to date' })
        await dialog.getByText('what was booked, by day and hour').waitFor()
        const said = await dialog.innerText()
        expect(said).toContain(against)
        expect(said).toContain('achieved ÷ plan to date × 100')
        for (const [part, label] of [
          ['Numerator: achieved', 'Achieved'],
          ['Denominator: plan to date', 'Plan to date'],
        ] as const) {
          const { value, format } = plan.pace.find((each) => each.label === label) ?? {}
          if (format === undefined) throw new Error(`no ${label}`)
          expect(said).toContain(`${part}\n${formatted(String(value), format)}`)
        }
        expect(said).toContain('daymark plan recommended --month 2026-01')
        await page.keyboard.press('Escape')
        await page.getByRole('link', { name: 'The plan, day by day' }).click()
        await page.waitForURL(/plans\/recommended\?month=2026-01/)
        await loaded()
        // The month's target is not reached yet: nothing is beyond it, and no such figure stands there.
        const beyond = plan.pace.find(({ name }) => name === 'surplus')
        expect(Number(beyond?.value)).toBe(0)
        await page.getByText(beyond?.label ?? '', { exact: true }).waitFor({ state: 'detached' })
        for (const { label, value, format } of plan.pace.filter((each) => each !== beyond)) {
          const figure = page.locator('.pace-figures > div', { has: page.getByText(label, { exact: true }) })
          expect(await figure.locator('.figure').textContent()).toBe(formatted(String(value), format))
        }
        const table = page.getByRole('region', { name: 'All days of the month' })
        const initial = await table.locator('tbody td:nth-child(5)').allTextContents()
        expect(initial).toEqual(
          plan.days.map((day) => formatted(String(day.kpi_day_initial), plan.metric.format)),
        )
        expect(await page.locator('.month-day').count()).toBe(31)
        expect(await page.locator('canvas').count()).toBe(2)
        await page.getByRole('link', { name: 'Day targets as documented' }).click()
        await page.waitForURL(/plans\/documented\?month=2026-01/)
        await page.getByRole('button', { name: 'Month before' }).click()
        await page.waitForURL(/month=2025-12/)
        await loaded()
        expect(await page.locator('.month-day').count()).toBe(31)
      })

      it('says how a day came about', async () => {
        await opened(targets, '/plans/recommended?month=2026-01')
        await page.locator('.month-value').nth(19).click()
        const text = await page.getByRole('dialog', { name: '20 January 2026' }).innerText()
        expect(text).toContain('uplift of the day × target of the month ÷ total weight of the month')
      })
    })

    describe('on the state of the data', () => {
      it('builds, and says what came of it', async () => {
        await opened(targets, '/health')
        const table = page.getByRole('region', { name: 'What is built' })
        expect(await table.getByRole('row').count()).toBeGreaterThan(4)
        await page.getByRole('button', { name: 'Build now' }).click()
        await page.getByText('Nothing had changed.').waitFor()
        await page.getByRole('region', { name: 'Builds of this server' }).getByText('done').waitFor()
      })
    })

    describe('with a key', () => {
      it('asks for it, says when it is wrong, and shows the figures', async () => {
        const secret = 'a secret that only this test knows, and long enough'
        const guarded = await Served.build('daily-targets', { scale: 0.05, now: '2026-01-15T14:30' })
        try {
          await guarded.serve({ DAYMARK_JWT_SECRET: secret })
          page = await browser.newPage()
          await page.goto(`${guarded.url}/boards/targets?period=2026-01`)
          await page.getByLabel('API key').fill('wrong')
          expect(await violations('light')).toEqual([])
          await page.getByRole('button', { name: 'Show the figures' }).click()
          await page.getByText('The key was not accepted.').waitFor()
          await page.getByLabel('API key').fill(token(secret))
          await page.getByRole('button', { name: 'Show the figures' }).click()
          await page.locator('.card .figure').first().waitFor()
          expect(page.url()).toContain('/boards/targets?period=2026-01')
        } finally {
          await guarded.close()
        }
      }, 300_000)
    })

    describe('for everyone', () => {
      const pages = [
        ['business', '/boards/business-performance?period=2025-Q4'],
        ['wallet', '/active/transaction?period=2023-05'],
        ['targets', '/plans/recommended?month=2026-01'],
        ['targets', '/health'],
      ] as const
      const servedAs = () => ({ business, wallet, targets })

      it.each(pages)('has nothing that axe finds wrong: %s %s', async (which, path) => {
        await opened(servedAs()[which], path)
        await page
          .locator('canvas')
          .first()
          .waitFor({ timeout: path === '/health' ? 1 : 20_000 })
          .catch(() => undefined)
        expect(await violations('light')).toEqual([])
        expect(await violations('dark')).toEqual([])
      })

      it.each(pages)('fits 360 pixels: %s %s', async (which, path) => {
        await opened(servedAs()[which], path)
        await page.setViewportSize({ width: 360, height: 740 })
        await loaded()
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
        const heads = await page
          .locator('.card-head')
          .evaluateAll((all) =>
            all.map((head) => head.getBoundingClientRect().right - (head.parentElement?.clientWidth ?? 0)),
          )
        for (const right of heads) expect(right).toBeLessThanOrEqual(24)
        expect(await violations('light')).toEqual([])
      })

      it('has the page that is shown in sight among the others, on 360 pixels', async () => {
        await opened(business, '/health')
        await page.setViewportSize({ width: 360, height: 740 })
        await page.reload()
        await loaded()
        const here = await page.locator('nav[aria-label=Pages] [aria-current]').boundingBox()
        expect(Math.floor((here?.x ?? 360) + (here?.width ?? 0))).toBeLessThanOrEqual(360)
      })

      it('has a table beside each chart', async () => {
        await opened(business, '/boards/business-performance?period=2025-Q4')
        for (const chart of await page.locator('figure.chart').all()) {
          expect(await chart.locator('table caption').count()).toBe(1)
          expect(await chart.locator('table tbody tr').count()).toBeGreaterThan(3)
        }
      })
    })
  },
)

/** A token signed with a shared secret (RFC 7519). */
function token(secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'reader', exp: 4_102_444_800 })}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
