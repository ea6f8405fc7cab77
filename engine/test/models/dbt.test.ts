import { createHash } from 'node:crypto'
import { expect, describe, it as test } from 'vitest'
import { source } from '../../src/sources/source.js'
import type { Refusal } from '../../src/errors.js'
import { modelNamed } from '../../src/models/models-of.js'
import { onEveryWarehouse } from '../contract/on-every-warehouse.js'
import { build, folderWith, projectIn, projectOf, rowsOf, sales, type Files } from './given.js'

const returns = source('returns', {
  files: 'returns.csv',
  columns: { id: 'integer', customer: 'text', reason: 'text?' },
  key: ['id'],
})

function withFiles(files: Files) {
  const folder = folderWith({ 'returns.csv': 'id,customer,reason\n7,bob,late\n8,ann,\n', ...files })
  return projectIn(folder, { sources: [sales, returns], environment: ['DAYMARK_TEST_REGION'] })
}

/** The SQL of a model as its template gives it, on one line. */
function sqlOf(template: string, files: Files = {}): string {
  const { layout, models } = withFiles({ 'models/made.sql': template, ...files })
  for (const mistake of models.mistakes) throw mistake
  return modelNamed('made', layout.models).full.sql.replaceAll(/\s+/g, ' ').trim()
}

function mistakeOf(template: string, files: Files = {}): Refusal<'model-template'>['facts'] {
  const [mistake] = withFiles({ 'models/made.sql': template, ...files }).models.mistakes
  if (mistake?.code !== 'model-template') throw new Error(`Not refused as a template: ${String(mistake)}`)
  return (mistake as Refusal<'model-template'>).facts
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

onEveryWarehouse((it) => {
  it('makes surrogate keys as dbt_utils does', async (warehouse) => {
    const loaded = withFiles({
      'models/keyed.sql': `{{ config(materialized='table') }}
        SELECT id, {{ dbt_utils.generate_surrogate_key(['id', 'customer']) }} AS key FROM {{ ref('sales') }} WHERE id IN (1, 4)`,
    })
    await build(loaded, warehouse)
    expect(await rowsOf(loaded, warehouse, 'keyed')).toEqual([
      [1n, md5('1-ann')],
      [4n, md5('4-_dbt_utils_surrogate_key_null_')],
    ])
  })

  it('takes the columns of sources and models with star', async (warehouse) => {
    const loaded = withFiles({
      'models/all_of.sql': `{{ config(materialized='table') }}
        SELECT {{ dbt_utils.star(from=ref('narrow'), except=['reason'], relation_alias='n', prefix='r_') }} FROM {{ ref('narrow') }} n`,
      'models/narrow.sql': "SELECT id, customer AS who, reason FROM {{ source('shop', 'returns') }}",
    })
    await build(loaded, warehouse)
    expect(await rowsOf(loaded, warehouse, 'all_of')).toEqual([
      [7n, 'bob'],
      [8n, 'ann'],
    ])
  })

  it('turns values into columns with pivot', async (warehouse) => {
    const loaded = withFiles({
      'models/turned.sql': `{{ config(materialized='table') }}
        SELECT day, {{ dbt_utils.pivot('customer', ['ann', "o'neil", 'bob'], suffix='_sales') }},
          {{ dbt_utils.pivot('customer', ['bob'], agg='max', then_value='amount', prefix='most_') }}
        FROM {{ ref('sales') }} GROUP BY 1`,
    })
    await build(loaded, warehouse)
    expect(await rowsOf(loaded, warehouse, 'turned')).toEqual([
      ['2025-01-01', 1n, 0n, 1n, '6.50'],
      ['2025-01-02', 1n, 0n, 0n, '0.00'],
      ['2025-01-03', 0n, 0n, 0n, '0.00'],
    ])
  })

  it('adds relations up with union_relations, with nulls for what one lacks', async (warehouse) => {
    const loaded = withFiles({
      'models/both.sql': `{{ config(materialized='table') }}
        SELECT * FROM ({{ dbt_utils.union_relations([ref('sales'), ref('returns')], exclude=['changed'], where='id > 2') }}) AS u`,
    })
    await build(loaded, warehouse)
    expect(await rowsOf(loaded, warehouse, 'both')).toEqual([
      ['returns', 7n, null, 'bob', null, 'late'],
      ['returns', 8n, null, 'ann', null, null],
      ['sales', 3n, '2025-01-02', 'ann', '1.25', null],
      ['sales', 4n, '2025-01-03', null, '7.00', null],
    ])
  })

  it('makes days, weeks and months with date_spine, the end not among them', async (warehouse) => {
    const spine = (part: string, from: string, to: string) =>
      `{{ config(materialized='table') }} WITH spine AS ({{ dbt_utils.date_spine('${part}', "${from}", "${to}") }}) SELECT * FROM spine`
    const loaded = withFiles({
      'models/days.sql': spine('day', "cast('2024-02-27' as date)", "cast('2024-03-02' as date)"),
      'models/weeks.sql': spine('week', "'2024-12-23'", "'2025-01-07'"),
      'models/months.sql': spine('month', "cast('2024-11-30' as date)", "cast('2025-03-01' as date)"),
      'models/none.sql': spine('day', "'2024-02-27'", "'2024-02-27'"),
    })
    await build(loaded, warehouse)
    const days = async (name: string) => (await rowsOf(loaded, warehouse, name)).flat()
    expect(await days('days')).toEqual(['2024-02-27', '2024-02-28', '2024-02-29', '2024-03-01'])
    expect(await days('weeks')).toEqual(['2024-12-23', '2024-12-30', '2025-01-06'])
    // A month later than 30 November is 30 December; 28 February has no 30.
    expect(await days('months')).toEqual(['2024-11-30', '2024-12-30', '2025-01-30', '2025-02-28'])
    expect(await days('none')).toEqual([])
  })

  it('runs macros of the project, with lists that they return and calls across files', async (warehouse) => {
    const loaded = withFiles({
      'macros/money.sql': `-- amounts
        {% macro in_cents(column) %}{{ return(adapter.dispatch('in_cents')(column)) }}{% endmacro %}
        {% macro default__in_cents(column) %}wrong{% endmacro %}
        {% macro redshift__in_cents(column) %}({{ column }} * {{ hundred() }}){% endmacro %}`,
      'macros/deep/numbers.sql': `{% macro hundred() %}100{% endmacro %}
        {% macro wanted() %}{% set found = [] %}{% for n in [3, 1] %}{% do found.append(n) %}{% endfor %}{{ return(found) }}{% endmacro %}`,
      'models/cents.sql': `{{ config(materialized='table') }} SELECT id, {{ in_cents('amount') }} AS cents
        FROM {{ ref('sales') }} WHERE id IN ({{ wanted() | sort | join(', ') }})`,
    })
    await build(loaded, warehouse)
    expect(await rowsOf(loaded, warehouse, 'cents')).toEqual([
      [1n, '1000.00'],
      [3n, '125.00'],
    ])
  })
})

describe("dbt's functions in a template", () => {
  test('give what a project declares', () => {
    expect(
      sqlOf(
        "{{ config(materialized='table', tags='x') }}{{ config.get('materialized') }} {{ config.get('y', 3) }}",
      ),
    ).toBe('table 3')
    expect(
      sqlOf(
        "{{ 'a' if is_incremental() else 'b' }} {{ this.name }} {{ var.has_var('nosuch') }} {{ ref('sales').identifier }}",
      ),
    ).toBe('b made False sales')
    expect(
      sqlOf(
        "{{ fromjson('{\"a\": [1, 2.5]}').a }} {{ tojson({'b': 1}) }} {{ zip([1, 2], ['a', 'b']) | list }} {{ local_md5('a') }}",
      ),
    ).toBe(`[1, 2.5] {"b": 1} [(1, 'a'), (2, 'b')] ${md5('a')}`)
  })

  test('read variables of the environment that the project allows, and no message repeats a value', () => {
    process.env['DAYMARK_TEST_REGION'] = 'north-7781'
    try {
      expect(sqlOf("{{ env_var('DAYMARK_TEST_REGION') }}")).toBe('north-7781')
      expect(
        mistakeOf("{{ exceptions.raise_compiler_error('at ' ~ env_var('DAYMARK_TEST_REGION')) }}").problem,
      ).toBe('at ***')
      expect(mistakeOf("{{ env_var('PATH') }}").problem).toContain('does not allow')
      expect(mistakeOf("{{ env_var('PATH') }}").problem).not.toContain(process.env['PATH'])
    } finally {
      delete process.env['DAYMARK_TEST_REGION']
    }
    expect(sqlOf("{{ env_var('DAYMARK_TEST_REGION', 'south') }}")).toBe('south')
    expect(mistakeOf("{{ env_var('DAYMARK_TEST_REGION') }}").problem).toContain('is not set')
  })

  test.each([
    ['{{ run_query("select 1") }}', '1:4', 'without a warehouse'],
    ['{% set r = target.name %}', '1:12', 'use var'],
    ["{{ adapter.get_relation('a') }}", '1:12', 'without a warehouse'],
    ["{{ adapter.dispatch('nosuch')() }}", '1:12', 'redshift__nosuch or postgres__nosuch or default__nosuch'],
    ["{{ dbt_utils.get_column_values(ref('sales'), 'day') }}", '1:14', 'list'],
    ["{{ dbt_utils.date_spine('hour', \"'2024-01-01'\", \"'2024-01-02'\") }}", '1:14', 'days, weeks, months'],
    ["{{ dbt_utils.date_spine('month', 'current_date', \"'2024-01-02'\") }}", '1:14', 'written out'],
    ["{{ dbt_utils.star(from='sales') }}", '1:14', 'relation'],
    ['{{ dbt_utils }}', '1:4', 'call one of them'],
    ['{{ return(1) }}', '1:1', 'inside of a macro'],
    ["{{ ref('a', 'b', 'c') }}", '1:4', 'a name'],
  ])('%s says what is not there', (template, at, says) => {
    const { line, column, problem } = mistakeOf(template)
    expect([`${line}:${column}`, problem]).toEqual([at, expect.stringContaining(says)])
  })

  test('point into the file of the macro that is wrong', () => {
    const { file, line, column } = mistakeOf('SELECT {{ broken() }} AS a', {
      'macros/broken.sql': '\n{% macro broken() %}\n  {{ nosuch }}\n{% endmacro %}',
    })
    expect([file, line, column]).toEqual(['macros/broken.sql', 3, 6])
  })

  test('say that the columns of a model are not known where its SQL does not tell', () => {
    const { problem } = mistakeOf("SELECT {{ dbt_utils.star(ref('other')) }} FROM {{ ref('other') }}", {
      'models/other.sql': 'SELECT nosuchfunction(1) AS a',
    })
    expect(problem).toContain('write them out')
    expect(projectOf({ a: 'SELECT 1 AS one' }).models.mistakes).toEqual([])
  })
})
