import { describe, expect, it } from 'vitest'
import type { Refusal } from '../../src/errors.js'
import { modelNamed } from '../../src/models/models-of.js'
import { folderWith, projectIn, projectOf } from './given.js'

/** The SQL that a template gives, without what only spaces it. */
function sqlOf(template: string, vars: Readonly<Record<string, string | number>> = {}): string {
  const { layout, models } = projectOf({ made: template }, { vars })
  for (const mistake of models.mistakes) throw mistake
  return modelNamed('made', layout.models).full.sql.replaceAll(/\s+/g, ' ').trim()
}

/** What is wrong with a template: its refusal's code, and the place that it names. */
function mistakeOf(template: string): { code: string; line: unknown; column: unknown; message: string } {
  const [mistake] = projectOf({ made: template }).models.mistakes as readonly Refusal<'model-template'>[]
  if (mistake === undefined) throw new Error('Nothing is wrong with the template.')
  const { line, column } = mistake.facts
  return { code: mistake.code, line, column, message: mistake.message }
}

describe('a template', () => {
  it('leaves comments out, sets variables, and loops', () => {
    const template = `{# not {{ this }} one #}
      {% set sides = ['credit', 'debit'] %}
      {% for side in sides %}SELECT '{{ side }}' AS side{% if not loop.last %} UNION ALL {% endif %}{% endfor %}`
    expect(sqlOf(template)).toBe("SELECT 'credit' AS side UNION ALL SELECT 'debit' AS side")
  })

  it('says what it configures, wherever it does so', () => {
    const loaded = projectOf({
      made: "SELECT 1 AS a\n{{ config(materialized='incremental', tags=['published', 'daily'], unique_key='a') }}",
    })
    expect(modelNamed('made', loaded.layout.models).config).toEqual({
      materialized: 'incremental',
      tags: ['published', 'daily'],
      uniqueKey: ['a'],
      strategy: 'delete+insert',
      isEnabled: true,
    })
  })

  it('is a view where it says nothing, and may hold settings of other databases', () => {
    const loaded = projectOf({ made: "{{ config(dist='cust_id', sort=['day']) }} SELECT 1 AS a" })
    expect(modelNamed('made', loaded.layout.models).config).toMatchObject({ materialized: 'view', tags: [] })
  })

  it('reads vars, parameters and defaults', () => {
    const template = "SELECT '{{ var('country') }}' AS c, {{ var('floor') }} AS f, {{ var('top', 9) }} AS t"
    expect(sqlOf(template, { floor: 3 })).toBe("SELECT 'MM' AS c, 3 AS f, 9 AS t")
  })

  it('takes a parameter that is given from outside', () => {
    const folder = folderWith({ 'models/made.sql': "SELECT '{{ var('country') }}' AS c" })
    const { layout } = projectIn(folder, {}, { country: 'TH' })
    expect(modelNamed('made', layout.models).full.sql).toBe("SELECT 'TH' AS c")
  })

  it('takes blanks away beside a dash, and keeps what looks like a tag in a string', () => {
    expect(sqlOf("SELECT 1\n  {{- ' AS a' -}}   , '}}' AS b")).toBe("SELECT 1 AS a, '}}' AS b")
  })

  it('tells what is built from nothing from what is added', () => {
    const loaded = projectOf({
      made: `{{ config(materialized='incremental') }}
        SELECT id FROM {{ source('shop', 'sales') }} {% if is_incremental() %}WHERE id > (SELECT max(id) FROM {{ this }}){% endif %}`,
    })
    const { full, incremental } = modelNamed('made', loaded.layout.models)
    expect(full.sql).not.toContain('WHERE')
    expect(incremental.sql).toContain('WHERE')
    expect(incremental.relations.map(({ is, name }) => [is, name])).toEqual([
      ['source', 'sales'],
      ['this', 'made'],
    ])
  })

  it('is refused at its line and column where a function is not there', () => {
    expect(mistakeOf('SELECT 1\n  AS {{ nosuch(1) }}')).toMatchObject({ code: 'model-template', line: 2 })
  })

  it('is refused where a tag does not end', () => {
    expect(mistakeOf('SELECT 1 AS a\n{% if 1 %}\n').code).toBe('model-template')
  })

  it('is refused where a var is not there, and says which was probably meant', () => {
    const { line, message } = mistakeOf("SELECT\n\n {{ var('contry') }}")
    expect({ line, named: message.includes('Did you mean "country"?') }).toEqual({ line: 3, named: true })
  })

  it('is refused where a setting is misspelt, or holds what it cannot', () => {
    expect(mistakeOf("{{ config(materialised='table') }} SELECT 1").message).toContain('"materialized"')
    expect(mistakeOf("{{ config(materialized='tabel') }} SELECT 1").message).toContain('materialized')
  })

  it('is refused where it refers to nothing, and says which was probably meant', () => {
    const { code, line, column, message } = mistakeOf("SELECT *\nFROM {{ ref('slaes') }}")
    expect({ code, line, near: Number(column) >= 6 && Number(column) <= 14 }).toEqual({
      code: 'unknown-ref',
      line: 2,
      near: true,
    })
    expect(message).toContain('Did you mean "sales"?')
  })
})
