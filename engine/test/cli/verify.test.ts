import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCli } from './run-cli.js'
import { tinyShop, type TinyShop } from './tiny-shop.js'

interface Verified {
  readonly data: { readonly from: string; readonly to: string } | null
  readonly checks: readonly { readonly holds: string; readonly of: string; readonly compared: number }[]
  readonly passed: boolean
}

let shop: TinyShop
beforeAll(async () => {
  shop = tinyShop()
  expect(await runCli('build --quiet --now 2025-03-02T09:00', { cwd: shop.folder })).toMatchObject({
    code: 0,
  })
})
afterAll(() => {
  shop.remove()
})

async function verified(options: string): Promise<Verified> {
  const { code, stdout, stderr } = await runCli(`verify --format json ${options}`.trim(), {
    cwd: shop.folder,
  })
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Verified
}

function compared({ checks }: Verified, holds: string): number | undefined {
  return checks.find((check) => check.holds === holds)?.compared
}

it('tests the periods that lie in the days asked for, and none beside them', async () => {
  const january = await verified('--period 2025-01')
  expect(january.data).toEqual({ from: '2025-01-05', to: '2025-01-31' })
  // The month itself; of the last 8 weeks of it the 3 that begin and end in January with data; its last 14 days.
  expect(compared(january, 'active = new + existing')).toBe(1 + 3 + 14)
  expect(compared(january, 'sum of a year = sum of its months')).toBe(0)
  const named = await verified('--from 2025-01-01 --to 2025-01-31')
  expect(named).toEqual(january)
  expect(await verified('--period last-month --now 2025-02-10')).toEqual(january)
})

it('tests all of the data where no days are asked for, the year with its months among them', async () => {
  const all = await verified('')
  expect(all.data).toEqual({ from: '2025-01-05', to: '2025-03-01' })
  expect(compared(all, 'sum of a year = sum of its months')).toBeGreaterThan(0)
  const year = await verified('--period 2025')
  expect(compared(year, 'sum of a year = sum of its months')).toBe(
    compared(all, 'sum of a year = sum of its months'),
  )
})

it('compares what is kept as a whole either way', async () => {
  const kept = ({ checks }: Verified) => checks.filter(({ holds }) => holds.startsWith('what is kept'))
  expect(kept(await verified('--period 2025-01'))).toEqual(kept(await verified('')))
})

it('says that days before the data hold none, and refuses half a range', async () => {
  expect((await verified('--period 2019')).data).toBeNull()
  const { code, stderr } = await runCli('verify --from 2025-01-01', { cwd: shop.folder })
  expect([code, stderr]).toEqual([2, expect.stringContaining('--from')])
})
