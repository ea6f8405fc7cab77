import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { activity, count, defineProject, members, source, sum } from '../../src/index.js'
import { builtOnEveryWarehouse } from './built.js'

const columns = { id: 'integer', at: 'date', who: 'text', code: 'text' } as const

builtOnEveryWarehouse((built) => {
  const codesOf = async (project: Parameters<ReturnType<typeof built>['check']>[0]) =>
    (await built().check(project)).map(({ refusal: { code, message } }) => [code, message])

  it('names a view that cannot be read', async () => {
    const { warehouse } = built()
    await warehouse.execute("CREATE TABLE written AS SELECT '1' AS id, 'x' AS code, DATE '2024-03-01' AS d")
    await warehouse.execute('CREATE VIEW seen AS SELECT d, CAST(code AS INTEGER) AS c FROM written')
    const seen = source('seen', { table: 'seen', columns: { d: 'date', c: 'integer?' }, day: 'd' })
    const project = defineProject({ name: 'views', metrics: { n: count(seen), c: sum(seen, 'c') } })
    expect(await codesOf(project)).toEqual([
      ['source-unreadable', expect.stringContaining('"seen" cannot be read from the table seen')],
    ])
  })

  it('finds by check what expressions and models cannot make of the rows that are there', async () => {
    built().write(
      'orders.csv',
      'id,at,who,code\n1,2024-03-01,ada,1\n2,2024-03-02,bob,x\n3,2024-03-02,bob,3\n',
    )
    built().write(
      'models/coded.sql',
      `{{ config(materialized='table') }}\nSELECT id, "at" AS d, CAST(code AS INTEGER) AS c FROM {{ ref('orders') }}`,
    )
    const orders = source('orders', { files: 'orders.csv', columns, day: 'at' })
    const coded = source('coded', { model: 'coded', columns: { d: 'date', c: 'integer' }, day: 'd' })
    const bought = activity('bought', { from: orders, identities: { customer: 'who' } })
    const projectOf = (code: string, model: boolean) =>
      defineProject({
        name: 'shop',
        calendar: { timeZone: 'UTC' },
        models: { dialect: 'duckdb' },
        metrics: {
          codes: sum(bought, code),
          buyers: members(bought, 'customer'),
          ...(model && { models: sum(coded, 'c') }),
        },
      })
    const [expression, ofModel] = await codesOf(projectOf('CAST(code AS INTEGER)', true))
    expect(expression).toEqual([
      'expression-failed',
      expect.stringMatching(/codes.*line 3 of .*orders\.csv.*code is "x"/s),
    ])
    expect(ofModel).toEqual(['model-refused', expect.stringMatching(/models\/coded\.sql/)])
    // What a condition keeps from the row is not to blame, and nothing was made.
    const kept = sum(
      activity('kept', { from: orders, where: "code <> 'x'", identities: { customer: 'who' } }),
      'CAST(code AS INTEGER)',
    )
    const good = defineProject({ name: 'shop', calendar: { timeZone: 'UTC' }, metrics: { kept } })
    expect((await codesOf(good)).filter(([code]) => code !== 'model-refused')).toEqual([])
    expect(existsSync(join(built().folder, '.daymark'))).toBe(false)
  })
})
