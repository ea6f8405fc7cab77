import { describe, expect, it as test } from 'vitest'
import type { Refusal } from '../../src/errors.js'
import { checkLive } from '../../src/project/check-live.js'
import { checkOnWarehouse, checkProject } from '../../src/project/check-project.js'
import type { WrittenDialect } from '../../src/sql/expression.js'
import { onEveryWarehouse } from '../contract/on-every-warehouse.js'
import { build, projectOf } from './given.js'

const templates: Readonly<
  Record<string, { readonly template: string; readonly code: string; readonly at: readonly number[] }>
> = {
  'SQL that cannot be read': {
    template:
      "{{ config(materialized='table') }}\n{% set n = 3 %}\nSELECT id, (amount\nFROM {{ ref('sales') }}\n",
    code: 'model-syntax',
    at: [4, 1],
  },
  'a column that is not there': {
    template:
      "{{ config(materialized='table') }}\n{% for c in ['id', 'day'] %}\nSELECT {{ c }}::varchar,\n  amuont AS a\nFROM {{ ref('sales') }}\n{% if not loop.last %}UNION ALL{% endif %}{% endfor %}",
    code: 'model-construct',
    at: [4, 3],
  },
  'a function that is not there': {
    template:
      "{{ config(materialized='table') }}\n\nSELECT id,\n       wrongly(amount) AS a FROM {{ ref('sales') }}",
    code: 'model-construct',
    at: [4, 8],
  },
  'a table that is not there': {
    template: "{{ config(materialized='table') }}\nSELECT 1 AS a\nFROM nowhere n",
    code: 'model-construct',
    at: [3, 6],
  },
  'two statements': { template: 'SELECT 1 AS a;\nSELECT 2 AS a', code: 'model-syntax', at: [1, 15] },
  'what is no query': { template: 'DELETE FROM x', code: 'model-syntax', at: [1, 1] },
}

onEveryWarehouse((it) => {
  for (const [title, { template, code, at }] of Object.entries(templates))
    it(`refuses ${title} at its line and column in the template`, async (warehouse) => {
      const refusal = (await build(projectOf({ made: template }), warehouse).catch(
        (thrown: unknown) => thrown,
      )) as Refusal<'model-syntax'>
      const { file, line, column } = refusal.facts
      expect([refusal.code, file, line, column]).toEqual([code, 'models/made.sql', ...at])
    })

  it('prepares models there, without their rows, and repeats what the warehouse says', async (warehouse) => {
    const wrong =
      "{{ config(materialized='table') }}\nSELECT id,\n  nosuchfunction(id) AS a FROM {{ ref('sales') }}"
    const dialect = warehouse.dialect.name as WrittenDialect
    const findings = await checkOnWarehouse(projectOf({ made: wrong }, { dialect }), warehouse)
    expect(findings.map(({ refusal, where }) => [refusal.code, where?.line])).toEqual([['model-refused', 3]])
    expect(findings[0]?.refusal.message).toContain('nosuchfunction')
  })

  it('finds the same by a check, and what only this warehouse refuses', async (warehouse) => {
    const loaded = projectOf({ made: templates['a column that is not there']?.template ?? '' })
    const findings = await checkLive(loaded, warehouse)
    expect(findings.map(({ refusal, where }) => [refusal.code, where?.line, where?.column])).toEqual([
      ['model-construct', 4, 3],
    ])
  })
})

describe('a check', () => {
  test('finds every mistake at once, each at its place', async () => {
    const loaded = projectOf({
      a: "SELECT *\nFROM {{ ref('slaes') }}",
      b: "SELECT\n (1 FROM {{ ref('sales') }}",
      c: "SELECT id, id FROM {{ ref('sales') }}",
      d: "{{ config(unique_key='di', materialized='incremental') }} SELECT id FROM {{ ref('sales') }}",
      e: "SELECT nothing FROM {{ ref('b') }}",
      good: "SELECT id FROM {{ ref('sales') }}",
    })
    const findings = await checkProject(loaded)
    expect(
      findings.map(({ refusal, where }) => [where?.file.split('/').at(-1), refusal.code, where?.line]),
    ).toEqual([
      ['a.sql', 'unknown-ref', 2],
      ['b.sql', 'model-syntax', 2],
      ['c.sql', 'model-columns', 1],
      ['d.sql', 'unique-key-missing', 1],
    ])
  })

  test('finds nothing wrong where models read each other and themselves', async () => {
    const loaded = projectOf({
      first: "SELECT id, day FROM {{ ref('sales') }}",
      second: `{{ config(materialized='incremental') }} SELECT id, day FROM {{ ref('first') }}
        {% if is_incremental() %}WHERE day > (SELECT max(day) FROM {{ this }}){% endif %}`,
    })
    expect(await checkProject(loaded)).toEqual([])
  })
})
