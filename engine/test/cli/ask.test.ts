import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.js'
import { tinyShop } from './tiny-shop.js'

const shop = tinyShop()
const now = '--now 2025-03-10T12:00'

beforeAll(async () => {
  expect(await runCli('build --quiet', { cwd: shop.folder })).toEqual({ code: 0, stdout: '', stderr: '' })
})
afterAll(() => {
  shop.remove()
})

/** Asks, and gives what came to stdout. */
async function asked(line: string | readonly string[], outside: { columns?: number; isTTY?: boolean } = {}) {
  const argv = typeof line === 'string' ? line.split(' ') : line
  const ran = await runCli(['ask', ...argv, ...now.split(' ')], { cwd: shop.folder, ...outside })
  const isCsv = argv.includes('csv')
  const besides = isCsv ? ran.stderr.replaceAll(/^note: .*\n/gm, '') : ran.stderr
  expect([ran.code, besides]).toEqual([0, ''])
  return ran.stdout
}

describe('ask as CSV', () => {
  it('writes a header and a row for one figure', async () => {
    expect(await asked('revenue customers --period 2025-01 --format csv')).toBe(
      'revenue,customers\n35.75,2\n',
    )
  })

  it('writes the period first, then dimensions, then metrics, quoting a comma and leaving null empty', async () => {
    expect(
      await asked(
        'revenue perCustomer --from 2025-01-01 --to 2025-02-28 --grain month --by country --format csv',
      ),
    ).toBe(
      [
        'period,country,revenue,perCustomer',
        '2025-01,France,15.25,15.25',
        '2025-01,"Korea, South",20.5,20.5',
        '2025-01,,0,',
        '2025-02,France,12,12',
        '2025-02,"Korea, South",0,',
        '2025-02,,8,8',
        '',
      ].join('\n'),
    )
  })

  it('writes the earlier value and the change after each metric, empty where there is none', async () => {
    expect(
      await asked('revenue retention --period 2025-02 --compare previous-period --format csv --by country'),
    ).toBe(
      [
        'country,revenue,revenue.previous,revenue.change,retention,retention.previous,retention.change',
        'France,12,15.25,-21.311475409836,100,,',
        '"Korea, South",0,20.5,-100,0,,',
        ',8,0,,,,',
        '',
      ].join('\n'),
    )
  })
})

describe('ask of a series that is compared', () => {
  const weeks = 'revenue --from 2025-01-06 --to 2025-01-15 --grain week --compare year-over-year'

  it('ends each row of CSV with the days that it is compared with', async () => {
    const lines = (await asked(`${weeks} --format csv`)).trim().split('\n')
    expect(lines.map((line) => line.split(',').slice(-2))).toEqual([
      ['compared.from', 'compared.to'],
      // 52 weeks before Monday 6 January 2025, and before the Monday to Wednesday after it.
      ['2024-01-08', '2024-01-14'],
      ['2024-01-15', '2024-01-17'],
    ])
  })

  it('says in the table and in a note that the rows meet other days than the total', async () => {
    const text = await asked(weeks)
    expect(text).toMatch(/2025-W02 § +8–14 January 2024 /)
    expect(text).toMatch(/2025-W03 ‡ § +15–17 January 2024 /)
    expect(text).toMatch(/all § +6–15 January 2024 /)
    const { notes } = JSON.parse(await asked(`${weeks} --format json`)) as { notes: readonly unknown[] }
    expect(notes).toMatchObject([
      {
        code: 'compared-days-differ',
        rows: { from: '2024-01-08', to: '2024-01-17' },
        total: { from: '2024-01-06', to: '2024-01-15' },
      },
      { code: 'compared-before-data', dataFrom: '2025-01-05' },
    ])
  })

  it('says nothing of it where the rows make up the total, or all meet the same days', async () => {
    const months = 'revenue --period 2025-Q1 --grain month --format json --compare'
    for (const rule of ['year-over-year', '2024-11-01..2024-11-30']) {
      expect(JSON.parse(await asked(`${months} ${rule}`))).toMatchObject({
        notes: [{ code: 'compared-before-data', dataFrom: '2025-01-05' }],
      })
    }
    expect(
      await asked('revenue --period 2025-Q1 --grain month --compare 2024-11-01..2024-11-30'),
    ).not.toMatch(/compared with {2}/)
  })
})

describe('ask as CSV, beside its figures', () => {
  it('says on stderr what a reader should know', async () => {
    const line = `ask revenue --period 2025 --where country=Frence --format csv ${now}`
    expect(await runCli(line, { cwd: shop.folder })).toEqual({
      code: 0,
      stdout: 'revenue\n0\n',
      stderr: 'note: No row has country "Frence" in this data. Did you mean "France"?\n',
    })
  })
})

describe('ask with --where', () => {
  const revenueWhere = (...where: readonly string[]) =>
    asked(['revenue', '--period', '2025', '--format', 'csv', ...where.flatMap((each) => ['--where', each])])

  it('takes several values with commas or by repeating the dimension, and a comma in quotes', async () => {
    expect(await revenueWhere('country=France,Italy')).toBe('revenue\n127.35\n')
    expect(await revenueWhere('country=France', 'country=Italy')).toBe('revenue\n127.35\n')
    expect(await revenueWhere('country=France,"Korea, South"')).toBe('revenue\n47.75\n')
  })

  it('leaves values out with !=, and takes rows without a value with nothing after the =', async () => {
    expect(await revenueWhere('country!=France,Italy', 'country!=')).toBe('revenue\n20.5\n')
    expect(await revenueWhere('country=')).toBe('revenue\n8\n')
    expect(await revenueWhere('country=""')).toBe('revenue\n0\n')
  })
})

describe('ask as JSON', () => {
  it('writes the whole answer with its figures as bare numbers', async () => {
    const text = await asked('revenue perCustomer --period 2025-01 --compare year-over-year --format json')
    expect(text).toContain(
      '"perCustomer": {\n          "value": 17.875,\n          "numerator": 35.75,\n          "denominator": 2,',
    )
    const answer = JSON.parse(text) as Record<string, unknown>
    expect(answer).toMatchObject({
      asOf: '2025-03-10',
      asked: { from: '2025-01-01', to: '2025-01-31', period: '2025-01' },
      exact: true,
      total: {
        values: {
          revenue: { value: 35.75, comparison: { value: 0, change: null, because: 'before-data' } },
        },
      },
    })
  })

  it('leaves text as text where it looks like a figure', async () => {
    const text = await asked('revenue --period 2025-01 --where country=5 --by country --format json')
    expect(JSON.parse(text)).toMatchObject({ where: [{ dimension: 'country', values: ['5'] }] })
  })
})

describe('ask as a table', () => {
  it('shows one metric in a line, with its comparison and what it is', async () => {
    expect(await asked('revenue customers perCustomer retention --period 2025-02 --compare previous-period'))
      .toMatchInlineSnapshot(`
        "February 2025, compared with January 2025 (previous-period)
        as of 10 March 2025 · data from 5 January 2025 up to 1 March 2025

        metric          value  previous   change
        ────────────────────────────────────────
        revenue §      €20.00    €35.75  ▼ 44.1%
        customers §         2         2     0.0%
        perCustomer §  €10.00    €17.88  ▼ 44.1%
        retention §    50.00%         –        –

        § compared with days before the first day of the data
        – change of retention: the days compared with lie before the first day of the data
        The period before is January 2025.
        The data begin on 5 January 2025. Earlier values hold only what came from then on, and what is compared with days before that has no change.
        The data of retention begin on 5 January 2025. The period before reaches further back: nobody is known of the days before that.
        "
      `)
  })

  it('sets the total apart, marks periods in progress and says why a figure is missing', async () => {
    expect(
      await asked(
        'revenue customers perCustomer --from 2025-01-15 --to 2025-03-31 --grain month --compare previous-period',
      ),
    ).toMatchInlineSnapshot(`
      "15 January – 31 March 2025 by month, each month compared by previous-period
      as of 10 March 2025 · in progress: 55 of 76 days · data from 5 January 2025; the data end on 1 March 2025, before the range does

      month        compared with                       revenue  previous    change  customers  previous   change  perCustomer  previous    change
      ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      2025-01 † §  15–31 December 2024                   €5.25     €0.00         –          1         0        –        €5.25         –         –
      2025-02 §    January 2025                         €20.00    €35.75   ▼ 44.1%          2         2     0.0%       €10.00    €17.88   ▼ 44.1%
      2025-03 *    1–10 February 2025                  €100.10    €20.00  ▲ 400.5%          1         2  ▼ 50.0%      €100.10    €10.00  ▲ 901.0%
      ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      all §        15 November 2024 – 10 January 2025  €125.35    €30.50  ▲ 311.0%          3         2  ▲ 50.0%       €41.78    €15.25  ▲ 174.0%

      * in progress: 10 of 31 days
      † only a part of the period is asked for: 2025-01 has 15–31 January 2025
      § compared with days before the first day of the data
      – change of revenue, customers and perCustomer: the days compared with lie before the first day of the data
      all is counted anew over everything: the rows of customers and perCustomer do not add up to it.
      The rows are compared with 15 December 2024 – 10 February 2025; the total is compared with 15 November 2024 – 10 January 2025. The rows' earlier values do not make up the total's.
      The data begin on 5 January 2025. Earlier values hold only what came from then on, and what is compared with days before that has no change.
      "
    `)
  })

  it('says what was left out by --limit, and names rows without a value', async () => {
    expect(await asked('revenue customers --period 2025-Q1 --by country --limit 2')).toMatchInlineSnapshot(`
      "Q1 2025 by country
      as of 10 March 2025 · in progress: 69 of 90 days · data from 5 January 2025; the data end on 1 March 2025, before the range does

      country  revenue  customers
      ───────────────────────────
      France    €27.25          1
      Italy    €100.10          1
      ───────────────────────────
      all      €155.85          4

      … and 2 more rows, left out by --limit
      "
    `)
    expect(await asked('revenue --period 2025-02 --by country --where country=')).toMatchInlineSnapshot(`
      "February 2025 by country
      where country is missing
      as of 10 March 2025 · data from 5 January 2025 up to 1 March 2025

      country  revenue
      ────────────────
      (none)     €8.00
      ────────────────
      all        €8.00
      "
    `)
  })

  it('splits a table that is too wide into pieces that stand below each other', async () => {
    expect(
      await asked('revenue customers perCustomer --period 2025-02 --by country --compare previous-period', {
        columns: 46,
      }),
    ).toMatchInlineSnapshot(`
      "February 2025 by country, compared with
      January 2025 (previous-period)
      as of 10 March 2025 · data from 5 January 2025
      up to 1 March 2025

      country           revenue  previous    change
      ─────────────────────────────────────────────
      France §           €12.00    €15.25   ▼ 21.3%
      Korea, South ‡ §    €0.00    €20.50  ▼ 100.0%
      (none) §            €8.00     €0.00         –
      ─────────────────────────────────────────────
      all §              €20.00    €35.75   ▼ 44.1%

      country           customers    change
      ─────────────────────────────────────
      France §                  1      0.0%
      Korea, South ‡ §          0  ▼ 100.0%
      (none) §                  1         –
      ─────────────────────────────────────
      all §                     2      0.0%

      country           perCustomer   change
      ──────────────────────────────────────
      France §               €12.00  ▼ 21.3%
      Korea, South ‡ §            –        –
      (none) §                €8.00        –
      ──────────────────────────────────────
      all §                  €10.00  ▼ 44.1%

      ‡ the data have no rows here, so sums and
      counts are 0
      § compared with days before the first day of
      the data
      – perCustomer: there is nothing to divide by
      – change of revenue and customers: the earlier
      value is 0
      – change of perCustomer: there is no earlier
      value
      all is counted anew over everything: the rows
      of perCustomer do not add up to it.
      The data begin on 5 January 2025. Some of the
      days compared with lie before that: earlier
      values hold only what came from then on.
      "
    `)
  })

  it('paints for a terminal only, and not with NO_COLOR', async () => {
    const line = `ask revenue --period 2025-01 ${now}`
    const painted = await runCli(line, { cwd: shop.folder, isTTY: true, columns: 80 })
    const plain = await runCli(line, { cwd: shop.folder, isTTY: true, columns: 80, env: { NO_COLOR: '1' } })
    expect(painted.stdout).toContain('\u001b[1mJanuary 2025\u001b[22m')
    expect(plain.stdout).not.toContain('\u001b')
    expect(await asked('revenue --period 2025-01')).not.toContain('\u001b')
  })
})
