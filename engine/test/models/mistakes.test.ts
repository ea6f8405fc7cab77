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

describe('models that follow changes', () => {
  const incremental = (template: string) =>
    `{{ config(materialized='incremental', unique_key='day') }}\n{% if is_incremental() %}\n${template}\n{% endif %}\nSELECT day, 1 AS n FROM {{ ref('sales') }}`
  const mistakes: Readonly<Record<string, readonly [template: string, says: string, at: readonly number[]]>> =
    {
      'a column that is not there': [
        incremental("SELECT day FROM {{ changed(ref('sales'), 'dya') }} c"),
        '"sales" has no column "dya". Did you mean "day"?',
        [3, 20],
      ],
      'no column': [incremental("{{ changed(ref('sales')) }}"), 'changed needs the columns', [3, 4]],
      'the model itself': [incremental("{{ changed(this, 'day') }}"), 'what ref or source gives', [3, 4]],
      'changes outside of an incremental build': [
        "SELECT day FROM {{ changed(ref('sales'), 'day') }} c",
        'call it inside of {% if is_incremental() %}',
        [1, 20],
      ],
      'changes in a view': [
        incremental("{% set d = replaced_keys('SELECT day FROM ' ~ changed(ref('a_view'), 'day')) %}"),
        'make "a_view" a table',
        [3, 42],
      ],
      'two lists of keys': [
        incremental(
          "{% set a = replaced_keys('SELECT 1 AS day') %}{% set b = replaced_keys('SELECT 2 AS day') %}",
        ),
        'replaced_keys is called once',
        [3, 58],
      ],
      'a strategy that is not there': [
        "{{ config(materialized='incremental', incremental_strategy='microbatch') }}SELECT 1 AS a",
        'ask for the days that changed with changed(…)',
        [1, 4],
      ],
      'keys without a unique_key': [
        "{{ config(materialized='incremental') }}{% if is_incremental() %}{% set a = replaced_keys('SELECT 1 AS a') %}{% endif %}SELECT 1 AS a",
        'set unique_key in config',
        [1, 77],
      ],
    }
  for (const [title, [made, says, at]] of Object.entries(mistakes))
    test(`refuse ${title} at its place`, () => {
      const { mistakes: found } = projectOf({ made, a_view: "SELECT day FROM {{ ref('sales') }}" }).models
      const { line, column } = found[0]?.facts as { line: number; column: number }
      expect([found[0]?.code, line, column]).toEqual(['model-template', ...at])
      expect(found[0]?.message).toContain(says)
    })
})

onEveryWarehouse((it) => {
  it('refuses keys that unique_key does not name, in the line of their query', async (warehouse) => {
    const made = `{{ config(materialized='incremental', unique_key='day') }}
{% if is_incremental() %}
{% set changed_days %}
SELECT id
FROM {{ changed(ref('sales'), 'id') }}
{% endset %}
{% set days = replaced_keys(changed_days) %}
{% endif %}
SELECT day, 1 AS n FROM {{ ref('sales') }}`
    const [finding] = await checkOnWarehouse(projectOf({ made }), warehouse)
    expect([finding?.refusal.code, finding?.where?.line]).toEqual(['model-template', 4])
    expect(finding?.refusal.message).toContain('"day"')
  })
})
