import { expect, it } from 'vitest'
import { activity, count, defineProject, members, source, sum } from '../../src/index.js'
import { builtOnEveryWarehouse } from './built.js'

/** Names that the engine gives to columns of its own, beside which a source may have columns of the same name. */
const ownNames = [
  'day',
  'member',
  'cell',
  'rows',
  'id',
  'first',
  'found',
  'latest first',
  'source',
  'content',
  'is_recent',
  'row_count',
  'since',
  'key',
  'file',
  'is excepted',
] as const

const columns = { at: 'date', who: 'text', paid: 'decimal(18,2)', version: 'integer' } as const
const own = Object.fromEntries(ownNames.map((name) => [name, 'text?' as const]))
const header = [...Object.keys(columns), ...ownNames].join()
const row = (paying: readonly [at: string, who: string, paid: string], told: string) =>
  [...paying, '1', ...ownNames.map(() => told)].join()

const project = (latest: boolean) => {
  const from = source('orders', {
    files: 'orders*.csv',
    columns: { ...columns, ...own },
    ...(latest ? { key: ['who', 'at'], latestBy: 'version' } : {}),
    day: 'at',
    dimensions: { day: 'day', word: '"member"' },
  })
  const voided = source('voided', { files: 'voided.csv', columns: { found: 'text', day: 'text' } })
  const a = activity('a', {
    from,
    where: `"day" <> 'nobody'`,
    except: [{ from: voided, on: { who: 'found' } }],
    identities: { customer: 'who' },
    dimensions: { word: 'day', cell_word: 'cell', first_word: '"first"', found_word: '"found"' },
  })
  return defineProject({
    name: 'shop',
    calendar: { timeZone: 'UTC' },
    metrics: { buyers: members(a, 'customer'), n: count(a), paid: sum(a, 'paid') },
  })
}
const ask = { metrics: ['buyers', 'n', 'paid'], from: '2024-01-01', to: '2024-12-31' } as const

builtOnEveryWarehouse((built) => {
  it.each([false, true])('takes columns that are called as its own are; latest rows: %s', async (latest) => {
    built().write('voided.csv', 'found,day\ncy,Mon\n')
    built().write(
      'orders.csv',
      `${header}\n${row(['2024-03-01', 'ada', '1'], 'Mon')}\n${row(['2024-03-02', 'bo', '2'], 'Tue')}\n${row(['2024-03-02', 'cy', '9'], 'Tue')}\n`,
    )
    const of = project(latest)
    expect(await built().check(of)).toEqual([])
    await built().build(of)
    expect(await built().figures(of, ask)).toEqual({ buyers: '2', n: '2', paid: '3' })
    built().write(
      'orders.csv',
      `${header}\n${row(['2024-03-01', 'ada', '1'], 'Mon')}\n${row(['2024-03-02', 'bo', '5'], 'Tue')}\n`,
    )
    await built().build(of)
    expect(await built().figures(of, ask)).toEqual({ buyers: '2', n: '2', paid: '6' })
  })
})
