import { closestName } from '../names/closest-name.js'
import { TemplateMistake } from '../templates/template-mistake.js'
import { Callable, Thing, textOf, type Value } from '../templates/values.js'
import type { ChangedRelation, Model, ReadRelation, Relation } from './model.js'
import type { TemplateRun } from './model-template.js'
import { relationOf, relationThing } from './template-relations.js'

/** What an incremental model can know of a build: `changed` and `replaced_keys`. */
export function changeGlobals(run: TemplateRun): readonly (readonly [string, () => Value])[] {
  return [
    ['changed', () => changedFunction(run)],
    ['replaced_keys', () => replacedKeysFunction(run)],
  ]
}

/** The relations of which a model asks what has changed in them. */
export function followedBy({ incremental }: Model): readonly ChangedRelation[] {
  return incremental.relations.filter((relation) => relation.is === 'changed')
}

function changedFunction(run: TemplateRun): Callable {
  return new Callable('changed', ({ positional: [given, ...columns], named }) => {
    refuseOutside('changed', run)
    const of = relationOf(given, 'changed')
    if (of.is !== 'model' && of.is !== 'source')
      throw new TemplateMistake('changed takes what ref or source gives.')
    const [strange] = named.keys()
    if (strange !== undefined) throw new TemplateMistake(`changed takes no "${strange}".`)
    if (columns.length === 0)
      throw new TemplateMistake(
        "changed needs the columns whose values are wanted, as in changed(ref('orders'), 'day').",
      )
    const found = columns.map((column) => columnOf(of, textOf(column, 'changed'), run))
    return relationThing({ is: 'changed', name: `changed_${of.name}`, of, columns: [...new Set(found)] }, run)
  })
}

/** A column by the name that it has, where that is known before anything runs. */
function columnOf(of: ReadRelation, wanted: string, { scope }: TemplateRun): string {
  const known = scope.columnsOf(of)?.map(({ name }) => name)
  if (known === undefined) return wanted
  const found = known.find((name) => name === wanted) ?? known.find((name) => isSame(name, wanted))
  if (found !== undefined) return found
  const closest = closestName(wanted, known)
  const hint = closest === undefined ? '' : ` Did you mean "${closest}"?`
  throw new TemplateMistake(`"${of.name}" has no column "${wanted}".${hint}`)
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function replacedKeysFunction(run: TemplateRun): Callable {
  return new Callable('replaced_keys', ({ positional, named }) => {
    refuseOutside('replaced_keys', run)
    const [query = null] = positional
    if (positional.length !== 1 || named.size > 0 || query instanceof Thing)
      throw new TemplateMistake(
        'replaced_keys takes a query, as {% set keys %}SELECT …{% endset %} gives it.',
      )
    if (run.checkedConfig().uniqueKey.length === 0)
      throw new TemplateMistake('replaced_keys names unique keys: set unique_key in config, before it.')
    const text = textOf(query, 'replaced_keys')
    if (run.replacedKeys !== undefined && run.replacedKeys !== text)
      throw new TemplateMistake('replaced_keys is called once: put its queries together with UNION.')
    run.replacedKeys = text
    const relation: Relation = { is: 'replaced', name: 'replaced_keys', model: run.model }
    return relationThing(relation, run)
  })
}

function refuseOutside(what: string, { isIncremental }: TemplateRun): void {
  if (isIncremental) return
  throw new TemplateMistake(
    `${what} is of a build that adds to what an incremental model holds: call it inside of {% if is_incremental() %}.`,
  )
}
