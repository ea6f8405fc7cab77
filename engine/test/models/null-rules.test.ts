import { expect } from 'vitest'
import { onEveryWarehouse } from '../contract/on-every-warehouse.js'
import { build, projectOf, rowsOf } from './given.js'

const numbers = 'SELECT 1 AS n UNION ALL SELECT 3 UNION ALL SELECT NULL'

onEveryWarehouse((it) => {
  const lists: readonly (readonly [string, string, readonly unknown[]])[] = [
    [
      'a list that holds a null',
      'SELECT 1 AS x UNION ALL SELECT NULL',
      [
        [1n, 0n],
        [3n, null],
        [null, null],
      ],
    ],
    [
      'a list without nulls',
      'SELECT 1 AS x UNION ALL SELECT 2',
      [
        [1n, 0n],
        [3n, 1n],
        [null, null],
      ],
    ],
    [
      'an empty list',
      'SELECT 1 AS x WHERE 1 = 0',
      [
        [1n, 1n],
        [3n, 1n],
        [null, 1n],
      ],
    ],
  ]
  for (const [title, list, expected] of lists)
    it(`decides what is not in ${title} as standard SQL does`, async (warehouse) => {
      const loaded = projectOf({
        made: `{{ config(materialized='table') }}
          SELECT n, CASE WHEN n NOT IN (${list}) THEN 1 WHEN NOT (n NOT IN (${list})) THEN 0 END AS is_out
          FROM (${numbers}) AS numbers`,
      })
      await build(loaded, warehouse)
      expect(await rowsOf(loaded, warehouse, 'made')).toEqual(expected)
    })

  it('has null before the first row of a window, also where a column holds none', async (warehouse) => {
    const loaded = projectOf({
      made: `{{ config(materialized='table') }}
        SELECT n, lag(n, 1) OVER (ORDER BY n) AS before, lead(n) OVER (ORDER BY n) AS after
        FROM (SELECT 1 AS n UNION ALL SELECT 2) AS numbers`,
    })
    await build(loaded, warehouse)
    expect(await rowsOf(loaded, warehouse, 'made')).toEqual([
      [1n, null, 2n],
      [2n, 1n, null],
    ])
  })

  it('joins what is missing as null, and never null to null', async (warehouse) => {
    const loaded = projectOf({
      made: `{{ config(materialized='table') }}
        SELECT l.n AS left_n, r.n AS right_n, nvl(l.n, r.n, 9) AS either FROM (${numbers}) l
        FULL OUTER JOIN (SELECT 3 AS n UNION ALL SELECT NULL) r ON l.n = r.n`,
    })
    await build(loaded, warehouse)
    expect(await rowsOf(loaded, warehouse, 'made')).toEqual([
      [1n, null, 1n],
      [3n, 3n, 3n],
      [null, null, 9n],
      [null, null, 9n],
    ])
  })

  it("means the same by Redshift's dates", async (warehouse) => {
    const loaded = projectOf({
      made: `{{ config(materialized='table') }}
        SELECT id, datediff(day, day, '2025-02-01'::date) AS days, extract(year FROM day) AS year,
          dateadd(day, 1, day)::date AS tomorrow, CASE WHEN day::date >= '2025-01-02' THEN 1 ELSE 0 END AS late
        FROM {{ ref('sales') }} WHERE id IN (1, 3)`,
    })
    await build(loaded, warehouse)
    const rows = await rowsOf(loaded, warehouse, 'made')
    expect(rows.map((row) => row.map(String))).toEqual([
      ['1', '31', '2025', '2025-01-02', '0'],
      ['3', '30', '2025', '2025-01-03', '1'],
    ])
  })
})
