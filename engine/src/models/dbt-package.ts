import { argumentsOf, callable } from '../templates/arguments.js'
import { printed } from '../templates/print-value.js'
import { TemplateMistake } from '../templates/template-mistake.js'
import { Callable, Thing, Undefined, isTrue, iterate, textOf, type Value } from '../templates/values.js'
import { columnsOfRelation, unionRelations } from './dbt-union.js'
import { dateSpine } from './dbt-date-spine.js'
import type { TemplateRun } from './model-template.js'
import { spellingOf } from '../sql/spelling.js'

/** The functions of dbt_utils that need no warehouse while a template runs. */
export function dbtUtils(run: TemplateRun): Thing {
  const functions = [
    surrogateKey(run),
    star(run),
    pivot(run),
    unionRelations(run),
    dateSpine(run),
    safeDivide(),
  ]
  const members = new Map<string, Value>(functions.map((one) => [one.name.replace('dbt_utils.', ''), one]))
  for (const [name, advice] of Object.entries(elsewhere))
    members.set(name, new Undefined(`dbt_utils.${name} is not there; ${advice}`))
  return new Thing(
    'namespace',
    () => {
      throw new TemplateMistake('dbt_utils holds functions; call one of them.')
    },
    { members },
  )
}

const asked = 'a template is run without a warehouse: write the values out in a list.'

const elsewhere: Readonly<Record<string, string>> = {
  get_column_values: asked,
  get_query_results_as_dict: asked,
  get_single_value: asked,
  get_relations_by_pattern: 'name the relations with ref.',
  get_relations_by_prefix: 'name the relations with ref.',
  get_filtered_columns_in_relation: 'use dbt_utils.star, or write the columns out.',
  unpivot: 'write one SELECT for each column, with UNION ALL between them.',
  deduplicate: 'use QUALIFY, or row_number() in a query around.',
  group_by: 'write GROUP BY with the columns.',
  surrogate_key:
    'use dbt_utils.generate_surrogate_key: dbt_utils has it no more, as nulls and empty texts were one key.',
}

/** As dbt_utils makes it: the texts of the columns, joined by dashes, as an MD5 sum; a null has a text of its own. */
function surrogateKey({ scope: { writtenIn } }: TemplateRun): Callable {
  const name = 'dbt_utils.generate_surrogate_key'
  const sql = spellingOf(writtenIn)
  return callable(name, { needs: ['field_list'] }, (list = null) => {
    const columns =
      typeof list === 'string' ? [] : Array.from(iterate(list), (column) => textOf(column, name))
    if (columns.length === 0) throw new TemplateMistake(`${name} needs a list of columns.`)
    const texts = columns.map((column) => `coalesce(${sql.asText(column)}, '_dbt_utils_surrogate_key_null_')`)
    return sql.md5(texts.join(" || '-' || "))
  })
}

function star(run: TemplateRun): Callable {
  const name = 'dbt_utils.star'
  const takes = ['relation_alias', 'except', 'prefix', 'suffix', 'quote_identifiers']
  const sql = spellingOf(run.scope.writtenIn)
  return callable(name, { needs: ['from'], takes }, (from, ...settings) => {
    const [alias = false, except = [], ...others] = settings
    const [prefix = '', suffix = '', isQuoted = true] = others
    const without = Array.from(iterate(except), (column) => textOf(column, name).toLowerCase())
    const columns = columnsOfRelation(from, run, name).filter(
      (column) => !without.includes(column.name.toLowerCase()),
    )
    if (columns.length === 0) throw new TemplateMistake(`${name} leaves no column.`)
    const before = isTrue(alias) ? `${printed(alias)}.` : ''
    const written = (column: string): string => (isTrue(isQuoted) ? sql.quoted(column) : column)
    return columns
      .map((column) => {
        const named = `${printed(prefix)}${column.name}${printed(suffix)}`
        return before + written(column.name) + (named === column.name ? '' : ` as ${written(named)}`)
      })
      .join(',\n  ')
  })
}

const pivotTakes = [
  ...['alias', 'agg', 'cmp', 'prefix', 'suffix', 'then_value', 'else_value', 'quote_identifiers', 'distinct'],
]

function pivot({ scope: { writtenIn } }: TemplateRun): Callable {
  const name = 'dbt_utils.pivot'
  const sql = spellingOf(writtenIn)
  return new Callable(name, (given) => {
    const parameters = { needs: ['column', 'values'], takes: pivotTakes }
    const [column = null, values = null, ...others] = argumentsOf(given, name, parameters)
    const [
      alias = true,
      agg = 'sum',
      cmp = '=',
      prefix = '',
      suffix = '',
      then = 1n,
      otherwise = 0n,
      ...more
    ] = others
    const [isQuoted = true, isDistinct = false] = more
    const each = Array.from(iterate(values), (value) => {
      const text = `'${printed(value).replaceAll("'", writtenIn === 'bigquery' ? "\\'" : "''")}'`
      const counted = `case when ${printed(column)} ${printed(cmp)} ${text} then ${printed(then)} else ${printed(otherwise)} end`
      const sum = `${printed(agg)}(${isTrue(isDistinct) ? 'distinct ' : ''}${counted})`
      const named = `${printed(prefix)}${printed(value)}${printed(suffix)}`
      return isTrue(alias) ? `${sum} as ${isTrue(isQuoted) ? sql.quoted(named) : named}` : sum
    })
    if (each.length === 0) throw new TemplateMistake(`${name} needs values.`)
    return each.join(',\n  ')
  })
}

function safeDivide(): Callable {
  return callable(
    'dbt_utils.safe_divide',
    { needs: ['numerator', 'denominator'] },
    (top = null, bottom = null) => `( ${printed(top)} ) / nullif( ( ${printed(bottom)} ), 0)`,
  )
}
