import type { QueryColumn } from '../sql/translation/query-compiling.js'
import { callable } from '../templates/arguments.js'
import { printed } from '../templates/print-value.js'
import { TemplateMistake } from '../templates/template-mistake.js'
import type { Callable } from '../templates/values.js'
import { Dict, iterate, textOf, type Value } from '../templates/values.js'
import type { TemplateRun } from './model-template.js'
import { relationOf, writtenRelation } from './template-relations.js'
import { spellingOf } from '../sql/spelling.js'

/** The columns of a relation that a template names. */
export function columnsOfRelation(
  value: Value | undefined,
  { scope }: TemplateRun,
  what: string,
): readonly QueryColumn[] {
  const relation = relationOf(value, what)
  if (relation.is === 'this') throw new TemplateMistake(`${what} cannot look at the model itself.`)
  const columns = scope.columnsOf(relation)
  if (columns !== undefined) return columns
  throw new TemplateMistake(
    `the columns of "${relation.name}" are not known before it runs; write them out instead of ${what}.`,
  )
}

interface Union {
  readonly run: TemplateRun
  readonly columns: readonly QueryColumn[]
  readonly casts: ReadonlyMap<string, string>
  /** The column that says where a row comes from; undefined for none. */
  readonly origin: string | undefined
  readonly where: string | undefined
}

/** One SELECT for each relation; what one of them lacks is null there. */
export function unionRelations(run: TemplateRun): Callable {
  const name = 'dbt_utils.union_relations'
  const takes = ['column_override', 'include', 'exclude', 'source_column_name', 'where']
  return callable(name, { needs: ['relations'], takes }, (given = null, override = null, ...others) => {
    const [include = [], exclude = [], origin = '_dbt_source_relation', where = null] = others
    const relations = [...iterate(given)]
    const lowered = (names: Value): readonly string[] =>
      Array.from(iterate(names ?? []), (one) => textOf(one, name).toLowerCase())
    const [only, without] = [lowered(include), lowered(exclude)]
    if (only.length > 0 && without.length > 0)
      throw new TemplateMistake(`${name} takes include or exclude, not both.`)
    const all = relations.flatMap((relation) => columnsOfRelation(relation, run, name))
    const columns = all.filter(({ name: column }, at) => {
      const key = column.toLowerCase()
      const isFirst = all.findIndex((one) => one.name.toLowerCase() === key) === at
      return isFirst && !without.includes(key) && (only.length === 0 || only.includes(key))
    })
    if (columns.length === 0) throw new TemplateMistake(`${name} leaves no column.`)
    const casts = new Map(
      override instanceof Dict
        ? override.pairs().map(([key, type]) => [printed(key).toLowerCase(), printed(type)])
        : [],
    )
    const union = {
      run,
      columns,
      casts,
      origin: origin === null ? undefined : printed(origin),
      where: where === null ? undefined : printed(where),
    }
    return relations.map((relation) => selectOf(relation, union, name)).join('\nunion all\n')
  })
}

function selectOf(value: Value, { run, columns, casts, origin, where }: Union, what: string): string {
  const sql = spellingOf(run.scope.writtenIn)
  const own = new Map(
    columnsOfRelation(value, run, what).map((column) => [column.name.toLowerCase(), column.name]),
  )
  const relation = relationOf(value, what)
  const from = origin === undefined ? [] : [`${sql.asText(`'${relation.name}'`)} as ${origin}`]
  const chosen = columns.map(({ name, type }) => {
    const held = own.get(name.toLowerCase())
    const cast = casts.get(name.toLowerCase())
    const plain = held === undefined ? sql.nullOf(type) : sql.quoted(held)
    if (cast !== undefined)
      return `cast(${held === undefined ? 'null' : plain} as ${cast}) as ${sql.quoted(name)}`
    return `${plain} as ${sql.quoted(name)}`
  })
  const condition = where === undefined ? '' : `\n  where ${where}`
  return `(\n  select\n    ${[...from, ...chosen].join(',\n    ')}\n  from ${writtenRelation(relation, run)}${condition}\n)`
}
