import { closestName } from '../names/closest-name.js'
import { TemplateMistake } from '../templates/template-mistake.js'
import { Callable, Thing, textOf, type Given, type Value } from '../templates/values.js'
import type { ReadRelation, Relation } from './model.js'
import type { TemplateRun, TemplateScope } from './model-template.js'

/** `ref`, `source` and `this`: what a template reads. */
export function relationGlobals(run: TemplateRun): readonly (readonly [string, () => Value])[] {
  const { scope, model } = run
  return [
    [
      'ref',
      () =>
        new Callable('ref', (given) => relationThing(relationNamed(lastOf('ref', given), scope, model), run)),
    ],
    [
      'source',
      () =>
        new Callable('source', (given) => relationThing(sourceNamed(lastOf('source', given), scope), run)),
    ],
    ['this', () => thing({ is: 'this', name: model }, run)],
  ]
}

/** A relation that is read; it prints as a name of its own, which the warehouse's name of it takes the place of. */
export function relationThing(relation: Relation, run: TemplateRun): Thing {
  placeOf(relation, run)
  return thing(relation, run)
}

function thing(relation: Relation, run: TemplateRun): Thing {
  const names = ['identifier', 'name', 'table'].map((name) => [name, relation.name] as const)
  return new Thing('relation', () => writtenRelation(relation, run), {
    members: new Map(names),
    holds: relation,
  })
}

/** The name that stands for a relation in rendered SQL. */
export function writtenRelation(relation: Relation, run: TemplateRun): string {
  return `daymark_ref_${placeOf(relation, run)}`
}

function placeOf(relation: Relation, { relations }: TemplateRun): number {
  const known = relations.findIndex((each) => isSame(each, relation))
  return known < 0 ? relations.push(relation) - 1 : known
}

function isSame(one: Relation, other: Relation): boolean {
  const columns = [one, other].map((each) =>
    each.is === 'changed' ? [each.of.is, ...each.columns].join() : '',
  )
  return one.is === other.is && one.name === other.name && columns[0] === columns[1]
}

/** What `ref` or `source` gave, for a function that takes a relation. */
export function relationOf(value: Value | undefined, what: string): Relation {
  if (value instanceof Thing && value.says === 'relation') return value.holds as Relation
  throw new TemplateMistake(`${what} needs a relation, as in ${what}(ref('orders')).`)
}

function lastOf(what: string, { positional }: Given): string {
  const last = positional.at(-1)
  if (last === undefined || positional.length > 2)
    throw new TemplateMistake(`${what} needs ${what === 'ref' ? 'a name' : 'two names'} in quotes.`)
  return textOf(last, what)
}

function relationNamed(name: string, scope: TemplateScope, model: string): ReadRelation {
  if (scope.models.includes(name) && name !== model) return { is: 'model', name }
  const source = scope.sources.find((candidate) => candidate.name === name)
  if (source !== undefined) return { is: 'source', name, source }
  if (name === model) return { is: 'model', name }
  throw unknown('model or source', name, [...scope.models, ...scope.sources.map((known) => known.name)])
}

function sourceNamed(name: string, { sources }: TemplateScope): ReadRelation {
  const source = sources.find((candidate) => candidate.name === name)
  if (source !== undefined) return { is: 'source', name, source }
  throw unknown(
    'source',
    name,
    sources.map((known) => known.name),
  )
}

function unknown(what: string, name: string, known: readonly string[]): TemplateMistake {
  return new TemplateMistake(`there is no ${what} "${name}".`, undefined, {
    name,
    closest: closestName(name, known),
    known,
  })
}
