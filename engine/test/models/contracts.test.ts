import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activity, count, defineProject, source } from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { ColumnDeclaration } from '../../src/sources/source.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { violationsOf } from '../sources/given.js'
import { build, folderWith, sales } from './given.js'

for (const server of warehouses) {
  describe.skipIf(server.skip)(`a source over a model, on ${server.title}`, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(() => warehouse.close())

    /** What a build says of a model of the sales with a value for each, over which rows are counted. */
    function found(value: string, type: ColumnDeclaration) {
      const template = `{{ config(materialized='table') }} SELECT id, day, ${value} AS value FROM {{ ref('sales') }}`
      const directory = folderWith({ 'models/made.sql': template })
      const made = source('daily', {
        model: 'made',
        columns: { id: 'integer', day: 'date', value: type },
        key: ['id'],
        day: 'day',
      })
      const rows = activity('rows', { from: made, identities: { row: 'id' } })
      const project = defineProject({
        name: 'models',
        models: { sources: [sales] },
        metrics: { n: count(rows) },
      })
      const loaded = loadedProject(project, { file: join(directory, 'daymark.config.ts'), directory })
      return violationsOf(build(loaded, warehouse, { full: true }))
    }

    it('refuses numbers with more digits than it declares, as files do', async () => {
      // Of the amounts 10, 6.5, 1.25 and 7 only the third needs a third decimal when it is halved.
      expect(await found('CAST(amount * 0.5 AS decimal(18,3))', 'decimal(9,2)')).toMatchObject([
        { where: 'model made', column: 'value', rule: 'digits', rows: 1, examples: [{ key: 'id 3' }] },
      ])
    })

    it('refuses numbers that are too large, with what would hold them', async () => {
      const [violation] = await found('CAST(amount * 10000 AS decimal(18,2))', 'decimal(6,2)')
      // 65000, 12500 and so on have five digits before the point, and four fit; 100000 has six.
      expect(violation).toMatchObject({ where: 'model made', column: 'value', rule: 'range', rows: 4 })
      expect(violation?.hint).toContain('up to 4 before and up to 2 behind a decimal point')
    })

    it('refuses what is not a number', async () => {
      const infinite = 'CASE WHEN id = 2 THEN exp(700.0) * exp(700.0) ELSE 1.5 END'
      const written =
        server.name === 'chdb'
          ? infinite
          : "CAST(CASE WHEN id = 2 THEN 'NaN' ELSE '1.5' END AS double precision)"
      expect(await found(written, 'double')).toMatchObject([
        { where: 'model made', column: 'value', rule: 'finite', rows: 1, examples: [{ key: 'id 2' }] },
      ])
    })
  })
}
