import { expect, it } from 'vitest'
import { activity, count, defineProject, members, source, sum, type Source } from '../../src/index.js'
import { builtOnEveryWarehouse } from './built.js'

const columns = { at: 'date', who: 'text?', paid: 'integer' } as const
const project = (from: Source) => {
  const bought = activity('bought', { from, identities: { customer: 'who' } })
  return defineProject({
    name: 'shop',
    calendar: { timeZone: 'UTC' },
    metrics: { buyers: members(bought, 'customer'), n: count(bought), paid: sum(bought, 'paid') },
  })
}
const year = { metrics: ['buyers', 'n', 'paid'], from: '2024-01-01', to: '2024-12-31' } as const
// Ada and Bo are two; the blanks are nobody, and yet rows that were paid for: 1 + 2 + 4 + 8 + 16 + 32.
const expected = { buyers: '2', n: '6', paid: '63' }
const blanks = ['', '  ', ' \t\u00A0\u2003\u3000\uFEFF']

builtOnEveryWarehouse((built) => {
  it('takes blanks in a CSV file for nobody, quoted or not', async () => {
    const rows = ['ada', 'bo', '', '""', `"${blanks[1]}"`, `"${blanks[2]}"`]
    const lines = rows.map((who, at) => `2024-03-0${at + 1},${who},${2 ** at}`)
    built().write('o.csv', `at,who,paid\n${lines.join('\n')}\n`)
    const of = project(source('o', { files: 'o.csv', columns, day: 'at' }))
    await built().build(of)
    expect(await built().figures(of, year)).toEqual(expected)
  })

  it('takes blanks in an NDJSON file for nobody', async () => {
    const rows = ['ada', 'bo', null, ...blanks]
    const lines = rows.map((who, at) => JSON.stringify({ at: `2024-03-0${at + 1}`, who, paid: 2 ** at }))
    built().write('o.ndjson', `${lines.join('\n')}\n`)
    const of = project(source('j', { files: 'o.ndjson', columns, day: 'at' }))
    await built().build(of)
    expect(await built().figures(of, year)).toEqual(expected)
  })

  it('takes blanks in a table for nobody, and an expression that gives none', async () => {
    const rows = ['ada', 'bo', null, ...blanks].map(
      (who, at) => `(DATE '2024-03-0${at + 1}', ${who === null ? 'NULL' : `'${who}'`}, ${2 ** at})`,
    )
    const { warehouse } = built()
    const types = warehouse.title.startsWith('ClickHouse')
      ? '("at" Date32, who Nullable(String), paid Int64) ENGINE = MergeTree ORDER BY "at"'
      : '("at" date, who text, paid bigint)'
    await warehouse.execute(`CREATE TABLE nobody ${types}`)
    await warehouse.execute(`INSERT INTO nobody VALUES ${rows.join(', ')}`)
    const table = source('t', { table: 'nobody', columns, day: 'at' })
    const of = project(table)
    await built().build(of)
    expect(await built().figures(of, year)).toEqual(expected)
    const named = activity('named', { from: table, identities: { customer: "coalesce(who, '')" } })
    const byName = defineProject({
      name: 'shop',
      calendar: { timeZone: 'UTC' },
      metrics: { buyers: members(named, 'customer') },
    })
    await built().build(byName)
    expect(await built().figures(byName, { ...year, metrics: ['buyers'] })).toEqual({ buyers: '2' })
  })
})
