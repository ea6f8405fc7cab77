import { expect, it } from 'vitest'
import {
  activity,
  count,
  defineProject,
  members,
  segment,
  source,
  sum,
  type Source,
} from '../../src/index.js'
import { refusalOf, violationsOf } from '../sources/given.js'
import { builtOnEveryWarehouse } from './built.js'

const project = (from: Source, day?: string, timeZone = 'UTC') => {
  const a = activity('a', { from, identities: { customer: 'who' }, ...(day === undefined ? {} : { day }) })
  return defineProject({
    name: 'shop',
    calendar: { timeZone },
    metrics: { buyers: members(a, 'customer'), n: count(a), paid: sum(a, 'paid') },
  })
}
const columns = { id: 'integer', at: 'date', who: 'text?', paid: 'decimal(18,2)' } as const
const header = 'id,at,who,paid'
const ask = { metrics: ['n', 'paid'], from: '2024-01-01', to: '2024-12-31' } as const

builtOnEveryWarehouse((built) => {
  it.each(['9999-12-31', '0001-01-01', '1899-12-31', '2201-01-01'])(
    'refuses a row of %s with its line, in a build and a check',
    async (day) => {
      const file = `${day}.csv`
      built().write(file, `${header}\n1,2024-03-01,ada,1\n2,${day},bo,2\n`)
      const of = project(source('far', { files: file, columns, key: ['id'], day: 'at' }))
      expect(await violationsOf(built().build(of))).toMatchObject([
        { source: 'far', column: 'at', rule: 'days', rows: 1, examples: [{ row: 3, value: day }] },
      ])
      expect((await built().check(of)).map(({ refusal }) => refusal.code)).toEqual(['contract-broken'])
    },
  )

  it('takes days that the source declares, where the warehouse holds them, and refuses them elsewhere', async () => {
    built().write('wide.csv', `${header}\n1,2024-03-01,ada,1\n2,9999-12-31,bo,2\n3,0001-01-01,cy,4\n`)
    const days = { from: '0001-01-01', to: '9999-12-31' }
    const of = project(source('wide', { files: 'wide.csv', columns, key: ['id'], day: 'at', days }))
    if (built().warehouse.title.startsWith('ClickHouse')) {
      const [violation] = await violationsOf(built().build(of))
      expect(violation).toMatchObject({ column: 'at', rule: 'days', rows: 2 })
      expect(violation?.hint).toContain('holds days from 1900-01-01 to 2299-12-31')
    } else {
      await built().build(of)
      expect(await built().figures(of, ask)).toEqual({ n: '1', paid: '1' })
    }
  })

  it('takes a moment for the day that it is in the time zone', async () => {
    const days = { from: '2024-01-01', to: '2024-01-31' }
    const refused = async (at: string, timeZone: string) => {
      built().write('near.csv', `${header}\n1,2024-01-15T12:00:00Z,ada,1\n2,${at},bo,2\n`)
      const near = { ...columns, at: 'instant' } as const
      const of = project(
        source('near', { files: 'near.csv', columns: near, day: 'at', days }),
        'at',
        timeZone,
      )
      return (await built().check(of)).map(({ refusal }) => refusal.code)
    }
    // January in Tokyo, 9 hours before UTC, and in New York, 5 hours behind.
    for (const [at, timeZone, found] of [
      ['2023-12-31T14:59:59Z', 'Asia/Tokyo', 'contract-broken'],
      ['2023-12-31T15:00:00Z', 'Asia/Tokyo', undefined],
      ['2024-01-31T14:59:59.999999Z', 'Asia/Tokyo', undefined],
      ['2024-01-31T15:00:00Z', 'Asia/Tokyo', 'contract-broken'],
      ['2024-01-01T04:59:59Z', 'America/New_York', 'contract-broken'],
      ['2024-02-01T04:59:59Z', 'America/New_York', undefined],
    ] as const) {
      expect([at, await refused(at, timeZone)]).toEqual([at, found === undefined ? [] : [found]])
    }
  })

  it('refuses a day that an expression gives', async () => {
    built().write('worked.csv', `${header}\n1,2024-03-01,ada,1\n2,2200-12-31,bo,2\n`)
    const from = source('worked', { files: 'worked.csv', columns, key: ['id'] })
    const of = project(from, "at + INTERVAL '1' DAY")
    expect(await violationsOf(built().build(of))).toMatchObject([{ rule: 'days', rows: 1 }])
  })

  it('holds or refuses days in other columns, and never fails', async () => {
    const more = { ...columns, born: 'date?', seen: 'timestamp?', sent: 'instant?' } as const
    const write = (last: string) => {
      built().write(
        'other.csv',
        `${header},born,seen,sent\n1,2024-03-01,ada,1,,,\n2,2024-03-02,bo,2,${last}\n`,
      )
    }
    const of = project(source('other', { files: 'other.csv', columns: more, key: ['id'], day: 'at' }))
    for (const [column, cells] of [
      ['born', '0001-01-01,,'],
      ['seen', ',9999-12-31 00:00:00,'],
      ['sent', ',,0001-01-01 00:00:00Z'],
    ] as const) {
      write(cells)
      if (built().warehouse.title.startsWith('ClickHouse'))
        expect(await violationsOf(built().build(of))).toMatchObject([
          { column, rule: 'days', rows: 1, examples: [{ row: 3 }] },
        ])
      else {
        await built().build(of)
        expect(await built().figures(of, ask)).toEqual({ n: '2', paid: '3' })
      }
    }
    write('9999-12-31,,')
    await built().build(of)
    expect(await built().figures(of, ask)).toEqual({ n: '2', paid: '3' })
  })

  it('takes a history that begins with the first day of all, or refuses it with its line', async () => {
    built().write('visits.csv', `${header}\n1,2024-03-01,ada,1\n2,2024-03-02,bo,2\n`)
    const levels = 'who,since,until,level\nada,0001-01-01,9999-12-31,gold\nbo,,9999-12-31,new\n'
    built().write('levels.csv', levels)
    const visits = source('visits', { files: 'visits.csv', columns, key: ['id'], day: 'at' })
    const history = source('levels', {
      files: 'levels.csv',
      columns: { who: 'text', since: 'date?', until: 'date?', level: 'text' },
    })
    const level = segment('level', {
      from: history,
      member: 'who',
      validFrom: 'since',
      validTo: 'until',
      attributes: { level: 'level' },
    })
    const visit = activity('visit', {
      from: visits,
      identities: { customer: 'who' },
      segments: { customer: [level] },
    })
    const of = defineProject({ name: 'shop', metrics: { buyers: members(visit, 'customer') } })
    if (built().warehouse.title.startsWith('ClickHouse')) {
      const [violation] = await violationsOf(built().build(of))
      expect(violation).toMatchObject({
        column: 'since',
        rule: 'days',
        rows: 1,
        examples: [{ row: 2, value: '0001-01-01' }],
      })
      expect(violation?.hint).toContain('leave the field empty')
      built().write('levels.csv', levels.replace('0001-01-01', ''))
    }
    await built().build(of)
    const gold = [{ dimension: 'level', values: ['gold'] }]
    expect(
      await built().figures(of, { metrics: ['buyers'], from: '2024-01-01', to: '2024-12-31', where: gold }),
    ).toEqual({ buyers: '1' })
  })

  it('refuses days that run backward, or are none', async () => {
    const declare = (days: { from?: string; to?: string }) =>
      refusalOf(Promise.resolve().then(() => source('s', { files: 'x.csv', columns, days })))
    expect((await declare({ from: '2024-01-02', to: '2024-01-01' })).code).toBe('invalid-range')
    expect((await declare({ to: '2024-02-30' })).code).toBe('invalid-date')
  })
})
