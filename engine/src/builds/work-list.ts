import { createHash } from 'node:crypto'
import { sourcesOf, type RowSet } from '../activities/row-set.js'
import { addDays, type Day } from '../calendar/day.js'
import type { Model } from '../models/model.js'
import { upstreamOf } from '../models/model-order.js'
import { selectModels } from '../models/select-models.js'
import { followedBy } from '../models/template-changes.js'
import type { Layout } from '../project/layout.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { KeptThing, ThingKind } from './kept-things.js'

/** Raised when what is kept in the warehouse changes its shape, so that everything is built again. */
const storageVersion = 6

/** One thing that a build does, or leaves as it is. */
export interface WorkItem {
  readonly thing: string
  readonly kind: ThingKind
  readonly name: string
  readonly does: 'build' | 'keep'
  readonly because: string
  /** The days that are made anew, in order; null where it is the whole thing, or a thing without days. */
  readonly days: readonly Day[] | null
  readonly definition: string
}

/** The definition that a thing would be built from, to be compared with what it was built from. */
export function definitionOf({ project, written }: LoadedProject, declared: unknown): string {
  const { timeZone, dayStartsAt } = project.calendar
  const clock = dayStartsAt === '00:00' ? timeZone : `${timeZone} from ${dayStartsAt}`
  return mark([storageVersion, written, clock, declared])
}

/** A mark of the states of sources that rows were built from. */
export function inputOf(of: RowSet, stateOf: (source: string) => string): string {
  return mark(sourcesOf(of).map(({ name }) => stateOf(name)))
}

/** The states of sources, and what models were built from. */
export interface InputStates {
  readonly stateOf: (source: string) => string
  readonly inputOfModel: (model: string) => string
}

/**
 * A mark of the SQL of everything that a model reads, of the states of the sources behind it, and of those that the
 * tables of models that it reads were built from.
 */
export function modelInputOf(model: Model, layout: Layout, { stateOf, inputOfModel }: InputStates): string {
  const upstream = upstreamOf(model, layout.models)
  const sources = new Set(upstream.flatMap((read) => read.sources.filter(({ from }) => !('model' in from))))
  return mark([
    ...upstream.map(({ full, incremental, config }) => mark([full.sql, incremental.sql, config])),
    ...[...sources].map(({ name }) => stateOf(name)),
    ...upstream.flatMap((read) => (read !== model && read.isStored ? [inputOfModel(read.name)] : [])),
  ])
}

/** Whether a thing is a selected model, or a source that is read by one or by a view that it reads. */
export function selectedThings(select: readonly string[], { models }: Layout): (thing: KeptThing) => boolean {
  const selected = withFollowed(selectModels(select, models), models)
  const reading = [...selected, ...selected.flatMap((model) => viewsOf(model, models))]
  const sources = new Set(reading.flatMap((model) => model.sources.map(({ name }) => name)))
  return ({ kind, name }) =>
    (kind === 'model' && selected.some((model) => model.name === name)) ||
    (kind === 'source' && sources.has(name))
}

/** What a model follows is right only as it was when the model was built: they are built together. */
function withFollowed(selected: readonly Model[], models: readonly Model[]): readonly Model[] {
  const followed = selected.flatMap((model) => followedBy(model).map(({ of }) => of.name))
  const more = models.filter((model) => followed.includes(model.name) && !selected.includes(model))
  return more.length === 0 ? selected : withFollowed([...selected, ...more], models)
}

function viewsOf({ parents }: Model, models: readonly Model[]): readonly Model[] {
  const views = models.filter(({ name, isStored }) => parents.includes(name) && !isStored)
  return [...views, ...views.flatMap((view) => viewsOf(view, models))]
}

/** Days in words: `2 days: 2025-01-03 – 2025-01-04`, or between which days they lie where they are scattered. */
export function daysInWords(days: readonly Day[]): string {
  const stretches: { first: Day; last: Day }[] = []
  for (const day of days) {
    const open = stretches.at(-1)
    if (open !== undefined && addDays(open.last, 1) === day) open.last = day
    else stretches.push({ first: day, last: day })
  }
  const counted = `${days.length} ${days.length === 1 ? 'day' : 'days'}`
  if (stretches.length > 2) return `${counted} from ${days[0] ?? ''} to ${days.at(-1) ?? ''}`
  return `${counted}: ${stretches.map(({ first, last }) => (first === last ? first : `${first} – ${last}`)).join(', ')}`
}

function mark(of: unknown): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16)
}
