import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { source } from '../../src/sources/source.js'
import { onEveryWarehouse } from '../contract/on-every-warehouse.js'
import { build, folderWith, projectIn, projectOf, rowsOf, salesCsv } from './given.js'

const byCustomer = `{{ config(materialized='table') }}
SELECT customer, count(*) AS sales, sum(amount) AS amount, max(day) AS latest FROM {{ ref('sales') }} GROUP BY 1`

onEveryWarehouse((it) => {
  it('keeps a table with the latest rows of a source, and reads it in another model', async (warehouse) => {
    const loaded = projectOf({
      by_customer: byCustomer,
      known:
        "SELECT by_customer.customer, c.sales FROM {{ ref('by_customer') }} JOIN {{ ref('by_customer') }} c ON c.customer = by_customer.customer WHERE by_customer.customer IS NOT NULL",
    })
    await build(loaded, warehouse)
    expect(await rowsOf(loaded, warehouse, 'by_customer')).toEqual([
      ['ann', 2n, '11.25', '2025-01-02'],
      ['bob', 1n, '6.50', '2025-01-01'],
      [null, 1n, '7.00', '2025-01-03'],
    ])
    expect(await rowsOf(loaded, warehouse, 'known')).toEqual([
      ['ann', 2n],
      ['bob', 1n],
    ])
  })

  it('keeps a column that is called day and is a text, a number or a moment', async (warehouse) => {
    const loaded = projectOf({
      of_text:
        "{{ config(materialized='table') }} SELECT 'Mon' AS day, count(*) AS n FROM {{ ref('sales') }}",
      of_numbers: "{{ config(materialized='table') }} SELECT max(id) AS day FROM {{ ref('sales') }}",
      of_moments:
        "{{ config(materialized='table') }} SELECT CAST(max(day) AS TIMESTAMP) AS day FROM {{ ref('sales') }}",
    })
    const { entries } = await build(loaded, warehouse)
    expect(await rowsOf(loaded, warehouse, 'of_text')).toEqual([['Mon', 4n]])
    expect(await rowsOf(loaded, warehouse, 'of_numbers')).toEqual([[4n]])
    const ofModels = entries.filter(({ thing }) => thing.startsWith('model '))
    expect(ofModels.map(({ rows, firstDay }) => [rows, firstDay])).toEqual([
      [1, null],
      [1, null],
      [1, null],
    ])
  })

  it('leaves a table as it is while nothing changed, and makes it anew when its data, its SQL or a model before it did', async (warehouse) => {
    const folder = folderWith({
      'models/first.sql': "{{ config(materialized='table') }} SELECT id FROM {{ ref('sales') }}",
      'models/then.sql': "{{ config(materialized='table') }} SELECT count(*) AS n FROM {{ ref('first') }}",
    })
    const reasons = async () => {
      const loaded = projectIn(folder)
      const { work } = await build(loaded, warehouse)
      const [[n] = []] = await rowsOf(loaded, warehouse, 'then')
      return [...work.map(({ thing, does }) => `${thing}: ${does}`), n]
    }
    await reasons()
    expect(await reasons()).toEqual(['source sales: keep', 'model first: keep', 'model then: keep', 4n])
    writeFileSync(join(folder, 'models/first.sql'), "SELECT id FROM {{ ref('sales') }} WHERE id > 1")
    expect(await reasons()).toEqual(['source sales: keep', 'model first: build', 'model then: build', 3n])
    writeFileSync(join(folder, 'sales.csv'), `${salesCsv}5,2025-01-04,eve,1.00,1\n`)
    expect(await reasons()).toEqual(['source sales: build', 'model first: build', 'model then: build', 4n])
  })

  it('makes a model that reads the clock, and what reads it, in each build', async (warehouse) => {
    const loaded = projectOf(
      {
        timed: "{{ config(materialized='table') }} SELECT id, now() AS built FROM {{ ref('sales') }}",
        counted: "{{ config(materialized='table') }} SELECT count(*) AS n FROM {{ ref('timed') }}",
        plain: "{{ config(materialized='table') }} SELECT count(*) AS n FROM {{ ref('sales') }}",
      },
      { dialect: warehouse.dialect.name },
    )
    await build(loaded, warehouse)
    const { work } = await build(loaded, warehouse)
    expect(work.map(({ thing, does, because }) => [thing, does, because])).toEqual([
      ['source sales', 'keep', 'nothing changed'],
      ['model timed', 'build', 'now() gives another value in each build'],
      ['model counted', 'build', 'now() gives another value in each build'],
      ['model plain', 'keep', 'nothing changed'],
    ])
  })

  it('adds rows to an incremental model, or replaces those with the same key', async (warehouse) => {
    const guard = '{% if is_incremental() %}WHERE id > (SELECT max(id) FROM {{ this }}){% endif %}'
    const folder = folderWith({
      'models/appended.sql': `{{ config(materialized='incremental') }} SELECT id, amount FROM {{ ref('sales') }} ${guard}`,
      'models/replaced.sql': `{{ config(materialized='incremental', incremental_strategy='merge', unique_key=['day', 'customer']) }}
        SELECT day, customer, sum(amount) AS amount FROM {{ ref('sales') }}
        {% if is_incremental() %}WHERE day >= (SELECT max(day) FROM {{ this }} t) {% endif %} GROUP BY 1, 2`,
    })
    await build(projectIn(folder), warehouse)
    writeFileSync(
      join(folder, 'sales.csv'),
      'id,day,customer,amount,changed\n4,2025-01-03,eve,8.00,1\n5,2025-01-04,eve,1.00,1\n6,2025-01-01,ann,99.00,1\n',
    )
    const loaded = projectIn(folder)
    await build(loaded, warehouse)
    expect(await rowsOf(loaded, warehouse, 'appended')).toEqual([
      [1n, '10.00'],
      [2n, '6.50'],
      [3n, '1.25'],
      [4n, '7.00'],
      [5n, '1.00'],
      [6n, '99.00'],
    ])
    expect(await rowsOf(loaded, warehouse, 'replaced')).toEqual([
      ['2025-01-01', 'ann', '10.00'],
      ['2025-01-01', 'bob', '6.50'],
      ['2025-01-02', 'ann', '1.25'],
      ['2025-01-03', 'eve', '8.00'],
      ['2025-01-03', null, '7.00'],
      ['2025-01-04', 'eve', '1.00'],
    ])
    await build(loaded, warehouse, { full: true })
    expect(await rowsOf(loaded, warehouse, 'appended')).toEqual([
      [4n, '8.00'],
      [5n, '1.00'],
      [6n, '99.00'],
    ])
  })

  it('gives a model to a source, whose contract its rows must keep', async (warehouse) => {
    const folder = folderWith({
      'models/per_day.sql': "SELECT day, count(*) AS n FROM {{ ref('sales') }} GROUP BY 1",
    })
    const perDay = (n: 'integer' | 'date') =>
      source('days', { model: 'per_day', columns: { Day: 'date', n }, key: ['Day'], day: 'Day' })
    writeFileSync(
      join(folder, 'models/busy.sql'),
      '{{ config(materialized="table") }} SELECT "Day", n FROM {{ ref("days") }} WHERE n > 1',
    )
    const loaded = projectIn(folder, {
      sources: [perDay('integer'), ...projectIn(folder).project.models.sources],
    })
    await build(loaded, warehouse)
    expect(await rowsOf(loaded, warehouse, 'busy')).toEqual([['2025-01-01', 2n]])
    const wrong = projectIn(folder, {
      sources: [perDay('date'), ...projectIn(folder).project.models.sources],
    })
    await expect(build(wrong, warehouse)).rejects.toMatchObject({ code: 'column-type' })
  })

  it('builds what is selected and what that reads, and nothing else', async (warehouse) => {
    const loaded = projectOf({
      chosen: "{{ config(materialized='table', tags=['published']) }} SELECT customer FROM {{ ref('seen') }}",
      seen: "SELECT customer FROM {{ ref('sales') }} WHERE customer IS NOT NULL",
      other: "{{ config(materialized='table') }} SELECT 1 AS a",
    })
    const { work } = await build(loaded, warehouse, { select: ['tag:published'], full: true })
    expect(work.filter(({ does }) => does === 'build').map(({ thing }) => thing)).toEqual([
      'source sales',
      'model chosen',
    ])
    expect(await rowsOf(loaded, warehouse, 'chosen')).toEqual([['ann'], ['ann'], ['bob']])
  })

  it('names the file of a model that fails on its data, and what the warehouse says in one sentence', async (warehouse) => {
    const loaded = projectOf({
      numbers:
        "{{ config(materialized='table') }}\nSELECT id,\n  CAST(customer AS INTEGER) AS number\nFROM {{ ref('sales') }}",
    })
    const thrown: unknown = await build(loaded, warehouse).catch((refusal: unknown) => refusal)
    expect(thrown).toMatchObject({
      code: 'model-refused',
      facts: { file: 'models/numbers.sql', warehouse: warehouse.title },
    })
    const { facts } = thrown as { facts: { message: string } }
    expect(facts.message).toMatch(/^[^\n]{10,120}\.$/)
    expect(facts.message).not.toMatch(/DuckDB|PostgreSQL|ClickHouse|throwIf/)
  })

  it('keeps everything as it was where one model fails on its data', async (warehouse) => {
    const folder = folderWith({ 'models/good.sql': "{{ config(materialized='table') }} SELECT 1 AS a" })
    await build(projectIn(folder), warehouse)
    writeFileSync(join(folder, 'models/good.sql'), "{{ config(materialized='table') }} SELECT 2 AS a")
    writeFileSync(
      join(folder, 'models/worse.sql'),
      "{{ config(materialized='table') }} SELECT (SELECT id FROM {{ ref('sales') }}) AS a",
    )
    const loaded = projectIn(folder)
    await expect(build(loaded, warehouse)).rejects.toMatchObject({ code: 'model-refused' })
    expect(await rowsOf(loaded, warehouse, 'good')).toEqual([[1n]])
  })
})
