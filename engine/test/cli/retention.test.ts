import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli, type Surroundings } from './run-cli.js'
import { tinyShop } from './tiny-shop.js'

const shop = tinyShop()
const days = '--from 2025-01-01 --to 2025-03-31 --now 2025-03-10T12:00'

beforeAll(async () => {
  expect(await runCli('build --quiet', { cwd: shop.folder })).toEqual({ code: 0, stdout: '', stderr: '' })
})
afterAll(() => {
  shop.remove()
})

async function shown(line: string, outside: Partial<Surroundings> = {}): Promise<string> {
  const ran = await runCli(`retention ${line} ${days}`, { cwd: shop.folder, ...outside })
  const note =
    'note: The data begin on 5 January 2025: in 2025-01 only members active from then on are known.\n'
  expect(ran).toMatchObject({ code: 0, stderr: line.includes('--format csv') ? note : '' })
  return ran.stdout
}

// Ann and Bob are new in January, Cem in February, Dee in March; Ann alone comes back, in February.
describe('retention', () => {
  it('shows shares and counts as a triangle, what is so far marked', async () => {
    expect(await shown('customers --incomplete show')).toMatchInlineSnapshot(`
      "Retention of purchases by customer: of those new in each month, how many were active so many months after
      as of 10 March 2025 · data from 5 January 2025 up to 1 March 2025

      month    new       +0     +1     +2
      ───────────────────────────────────
      2025-01    2   100.0%  50.0%  *0.0%
                          2      1      0
      2025-02    1   100.0%  *0.0%
                          1      0
      2025-03    1  *100.0%
                          1

      * so far: the period is not over, or the data do not reach its end
      The data begin on 5 January 2025: in 2025-01 only members active from then on are known.
      "
    `)
  })

  it('leaves the period in progress blank unless it is asked for, and says why', async () => {
    const text = await shown('purchases')
    expect(text).toMatch(/^2025-01 +2 +100\.0% +50\.0% +…$/m)
    expect(text).toContain('… the period is not over')
    expect(text).not.toContain('*')
  })

  it('comes in several tables where the terminal is narrow', async () => {
    const text = await shown('customers --incomplete show', { columns: 32 })
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(32)
    expect(text.match(/^month +new/gm)).toHaveLength(2)
    expect(text).toContain('*0.0%')
  })

  it('writes a row for each cell as CSV', async () => {
    expect(await shown('customers --incomplete show --format csv')).toBe(
      [
        'cohort,new,after,period,active,share,partial',
        '2025-01,2,0,2025-01,2,100,false',
        '2025-01,2,1,2025-02,1,50,false',
        '2025-01,2,2,2025-03,0,0,true',
        '2025-02,1,0,2025-02,1,100,false',
        '2025-02,1,1,2025-03,0,0,true',
        '2025-03,1,0,2025-03,1,100,true',
        '',
      ].join('\n'),
    )
    expect(await shown('customers --format csv --where country=France')).toContain(
      '\n2025-01,1,1,2025-02,1,100,',
    )
  })

  it('writes the grid as JSON, the same for a metric and for its activity', async () => {
    const text = await shown('retention --format json')
    expect(JSON.parse(text)).toMatchObject({
      activity: 'purchases',
      identity: 'customer',
      cohorts: [
        { period: '2025-01', size: 2, cells: [{ share: 100 }, { active: 1, share: 50 }, {}] },
        {},
        {},
      ],
    })
    expect(await shown('purchases --identity customer --format json')).toBe(text)
  })

  it.each([
    ['purchase', 'There is no activity "purchase". Did you mean "purchases"?'],
    ['revenue', 'The metric "revenue" counts no members'],
    ['customers --identity person', 'has no identity "person"'],
    ['customers --incomplete maybe', '--incomplete cannot be "maybe"'],
    ['customers --grain fortnight', 'There is no grain "fortnight"'],
    ['customers --where city=x', 'city'],
  ])('refuses %s', async (line, says) => {
    const ran = await runCli(`retention ${line} ${days}`, { cwd: shop.folder })
    expect(ran.code).not.toBe(0)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toContain(says)
  })
})
